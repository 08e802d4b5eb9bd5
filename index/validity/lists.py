"""Read the lists of documents that a decision repeals: numbered lines, rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.model import Article
from index.validity.names import Named, named_in, numbers_in
from index.validity.titles import is_act

_ENDS = re.compile("废止|失效|停止执行|停止施行|不再执行")
_KEEPS = re.compile("修改|修正|修订|保留|继续有效|现行有效|继续执行|暂时保留")
_REPEALING_TITLE = re.compile(
    "(?:废止|失效|停止执行).{0,60}(?:决定|公告|通知|通告|令|目录|清单)$"
    "|(?:公布|宣布|清理).{0,60}(?:废止|失效).{0,60}(?:决定|公告|通知|通告|令|目录|清单)$"
)
_MERE_WORK = re.compile("开展|做好|征求|征集|报送|工作的通知")
_INTRO = re.compile(
    r"(?:下列|以下|如下|附件|附表|目录|[\d一二三四五六七八九十][件个部项]).{0,60}"
    r"(?:废止|失效|停止执行|停止施行|不再执行)"
    r"|(?:废止|失效|停止执行).{0,20}(?:下列|以下|如下|目录|清单)"
)
_NUMBERING = re.compile(
    r"[（(]?(?:\d{1,3}|[一二三四五六七八九十百]{1,4})(?:[）)][、.．]?|[、.．]|\t)\s*"
)
_ENDED_CELLS = ("废止", "失效", "宣布失效", "予以废止", "已废止", "停止执行")
_CUT = re.compile(r"[（(](?![试暂]行|[^（）()]{1,10}版)")

Entry = tuple[Named, int, int]


def listed(article: Article) -> Iterator[Entry]:
    """Yield each document in lists of repealed ones, with where its line stands in the text.

    In a document that repeals by its title, lists may stand anywhere, also in annexes; in any
    other only right below a line such as 下列文件同时废止：.
    """
    decides = _decides(article.title)
    listing, at = False, 0
    for line in article.text.split("\n"):
        start, at = at, at + len(line) + 1
        names = list(_entries(line)) if listing or decides else []
        if names and (listing or _ended_cell(line)):
            if not _kept(line):
                for name in names:
                    yield name, start, start + len(line)
        elif not names and "\t" not in line:
            listing = _opens(line, decides, listing)


def _decides(title: str) -> bool:
    return bool(_REPEALING_TITLE.search(title)) and not _MERE_WORK.search(title)


def _opens(line: str, decides: bool, listing: bool) -> bool:
    """Return whether a list of repealed documents goes on, or begins, below a line."""
    if not line.strip():
        return listing
    if decides:
        ends, keeps = _INTRO.search(line), _KEEPS.search(line)
        return bool(ends and not keeps) if ends or keeps else listing
    return line.rstrip().endswith(("：", ":")) and bool(_INTRO.search(line))


def _entries(line: str) -> Iterator[Named]:
    """Yield the documents that a line lists: in title marks, or a cell or line that is a title."""
    numbering = _NUMBERING.match(line)
    if not numbering and "\t" not in line and not line.startswith("《"):
        return
    if "《" in line and not _inner_marks(line, numbering.end() if numbering else 0):
        yield from named_in(line)
        return
    for cell in line[numbering.end() if numbering else 0 :].split("\t"):
        title = _CUT.split(cell.strip(" 　。；;，"), maxsplit=1)[0]
        if len(title) >= 5 and is_act(title):
            yield Named(title, numbers_in(line), 0, 0)
            return


def _inner_marks(line: str, start: int) -> bool:
    """Return whether 《 belongs to an unmarked title, as in 1.关于印发《…》的通知（…号）."""
    before, _, _ = line[start:].partition("《")
    return "关于" in before


def _ended_cell(line: str) -> bool:
    return "\t" in line and any(cell.strip() in _ENDED_CELLS for cell in line.split("\t"))


def _kept(line: str) -> bool:
    """Return whether a line says of its document that it stays, or is changed only."""
    outside = re.sub("《[^《》]*》", "", line)
    cells = outside.split("\t") if "\t" in outside else []
    if cells:
        return any(_KEEPS.fullmatch(cell.strip()) for cell in cells)
    return bool(_KEEPS.search(outside)) and "关于" not in outside and not _ENDS.search(outside)
