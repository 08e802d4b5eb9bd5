"""Leave out what is not of a document: marks of pages, and the words of a website around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

TOP, BOTTOM = 40, 15  # lines in which a website's words are left out
MENU = 16  # most characters of an entry of a menu

_PAGE = re.compile(
    r"[=#*<!\-\s]{0,8}[\[【（(]?\s?(?:page\s{0,2}\d{1,4}(?:\s?(?:of|/)\s?\d{1,4})?"
    r"|第\s?\d{1,4}\s?页(?:[\s,，/／|]{0,4}共\s?\d{1,4}\s?页)?|共\s?\d{1,4}\s?页[\s,，/／|]{0,4}第\s?\d{1,4}\s?页)"
    r"\s?[\]】）)]?[=#*\->\s]{0,8}",
    re.I,
)
_NUMBERED = re.compile(r"[\s*]{0,8}([—–―－─-]{1,3})\s{0,3}\d{1,4}\s{0,3}\1[\s*]{0,8}")
_WORDS = set(Path(__file__).with_name("site_words.txt").read_text("utf-8").split())
_SIZES = {"大", "中", "小"}  # on their own they may be of a list
_BETWEEN = re.compile(r"[\s|｜>＞»【】\[\]（）()：:、·•/+\-]+")
_PATH = re.compile(
    r"[【\[]?(?:您?(?:现在|当前)?(?:所在)?的?(?:当前)?位置(?:是)?\s?[:：]|您?现在的位置\s?[:：]|当前栏目\s?[:：]"
    r"|首页\s{0,3}[>＞»/]).{0,120}"
)
_FOOT = re.compile(
    r"(?:上一篇|下一篇|上一条|下一条|扫一扫|版权所有|网站标识码|网站支持IPv6|建议使用|Copyright|©)[^。]{0,120}"
    r"|.{0,60}ICP备\s?\d.{0,60}|.{0,40}公网安备.{0,60}",
    re.I,
)


def is_page_mark(line: str) -> bool:
    """Return whether a line only marks a page: `- 3 -`, `第3页 共10页`, `===PAGE 2===`."""
    return len(line) <= 40 and bool(_NUMBERED.fullmatch(line) or _PAGE.fullmatch(line))


def without_page_marks(text: str) -> str:
    """Leave out the lines of a text that only mark pages."""
    return "\n".join(line for line in text.split("\n") if not is_page_mark(line.strip()))


def site_lines(lines: Sequence[str]) -> set[int]:
    """Return the lines at the top and the bottom that are a website's: menus, 打印, 关闭, 上一篇.

    Above the path to the page (`首页 > 公开 > 通知`), short lines are menus.
    """
    last = len(lines) - 1
    path = max((i for i, line in enumerate(lines[:TOP]) if _PATH.fullmatch(line)), default=-1)
    found = {i for i in range(path + 1) if len(lines[i]) <= MENU or _is_of_site(lines[i])}
    for i, line in enumerate(lines):
        below = last - i < BOTTOM
        if (i < TOP and _is_of_site(line)) or (
            below and (_is_of_site(line) or _FOOT.fullmatch(line))
        ):
            found.add(i)
    return found if len(found) < len(lines) else set()


def _is_of_site(line: str) -> bool:
    """Return whether a line is a path to the page, or holds nothing but a website's words."""
    if len(line) > 120 or _PATH.fullmatch(line):
        return len(line) <= 120
    words = {word for word in _BETWEEN.split(line) if word}
    return bool(words - _SIZES) and words <= _WORDS
