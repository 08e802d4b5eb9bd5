"""Find the articles (条) of a statute in its text, their paragraphs (款) and items (项).

An article begins on a line that starts with its number and ends before the next one, or before
the heading of a chapter. A reference to another article at the start of a line (第五条第二款规定的…)
begins none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.model import Article, Block
from index.text.characters import NUMERALS, half_width
from rag.language.quantities import number
from rag.question.article_numbers import ARTICLE_NUMBER, Number, Part, article_number

MAX_GAP = 5  # numbers that may be missing between an article and the next
MIN_ARTICLES = 2  # that a text has, for it to be a statute
MAX_HEADING = 40  # characters of a chapter's heading

_ARTICLE = re.compile(
    rf"\s*{ARTICLE_NUMBER}"
    rf"(?!\s?第[{NUMERALS}\d]{{1,4}}[款项]|规定[的，]|所[称列述指]|[、和至到与及]第?[{NUMERALS}\d]|的规?定?[，“]|修改为|中[的“])"
)
_CHAPTER = re.compile(rf"\s*第\s?([{NUMERALS}百\d]{{1,4}})\s?(分?[编章节])")
_ANNEX = re.compile(
    r"\s*附\s?[件录表](?:\s?[\d一二三四五六七八九十]{0,3}[：:\s]|\s?[\d一二三四五六七八九十]{0,3}$)"
)
_ITEM = re.compile(rf"\s*[（(]([{NUMERALS}]{{1,3}}|\d{{1,2}})[)）]")
_DEEPER = re.compile(r"\s*(?:\d{1,2}[.．、]|[①-⑳])")
_INLINE_ITEM = re.compile(
    rf"(?:(?<=[：:；;，,。\n])|^)\s{{0,20}}[（(]([{NUMERALS}]{{1,3}}|\d{{1,2}})[)）]"
)
_ENDS_SENTENCE = re.compile(r"[。；;：:！？]\s*+(?:[”’」』）)]++\s*+)?$")

Line = tuple[int, int]
"""The range of a line of an article's text, without its line end."""


@dataclass(frozen=True, slots=True)
class Provision:
    """One article of a statute: `text[start:end]` of the document, and its chapter and section.

    `series` counts the statutes of one document from 0.
    """

    number: Number
    start: int
    end: int
    series: int = 0
    chapter: int = 0
    section: int = 0

    def within(self, part: Part, which: int) -> bool:
        """Return whether the article belongs to a chapter or section of a number."""
        return (self.chapter if part == "章" else self.section) == which


@lru_cache(maxsize=256)
def provisions(document: Article) -> tuple[Provision, ...]:
    """Return the articles of a statute in order; none where the document is no statute."""
    reader = _Reader()
    for start, end in _lines(document.text):
        reader.read(document.text[start:end], start, end)
    found = reader.found
    if len(found) < MIN_ARTICLES:
        return ()
    following = [*(one.series for one in found[1:]), -1]
    return tuple(
        _without_signature(document, one) if one.series != after else one
        for one, after in zip(found, following, strict=True)
    )


class _Reader:
    """Reads a document line by line; `found` are the articles so far.

    After an annex begins, only the first article of another statute counts.
    """

    def __init__(self) -> None:
        self.found: list[Provision] = []
        self._places = {"章": 0, "节": 0}
        self._headed = self._inside = self._annexed = False

    def read(self, line: str, start: int, end: int) -> None:
        if heading := _heading(line):
            which, part = heading
            self._places |= {"节": 0, part: which}
            self._headed, self._inside = True, False
        elif _ANNEX.match(line) or line.strip() == "附则":
            self._annexed = self._annexed or line.strip() != "附则"
            self._inside = False
        elif (match := _ARTICLE.match(line)) and self._continues(own := article_number(match)):
            self._begin(own, start, end)
        elif self._inside:
            self.found[-1] = replace(self.found[-1], end=end)

    def _begin(self, own: Number, start: int, end: int) -> None:
        again = bool(self.found) and own <= self.found[-1].number
        if again and not self._headed:
            self._places = {"章": 0, "节": 0}
        series = self.found[-1].series + again if self.found else 0
        self.found.append(
            Provision(own, start, end, series, self._places["章"], self._places["节"])
        )
        self._headed, self._inside, self._annexed = False, True, False

    def _continues(self, own: Number) -> bool:
        """Return whether a number may follow those before it: the next, or a statute's first."""
        if own == (1, 0) or not self.found:
            return True
        which, inserted = self.found[-1].number
        if self._annexed:
            return False
        if own[0] == which:
            return own[1] == inserted + 1
        return which < own[0] <= which + MAX_GAP and own[1] <= 1


def paragraphs(document: Article, provision: Provision) -> list[list[Line]]:
    """Return the lines of each paragraph of an article: the first, then those of its items."""
    found: list[list[Line]] = []
    tables = [block for block in document.blocks if block.kind == "table"]
    for line in lines_of(document, provision):
        text = document.text[slice(*line)]
        below = _ITEM.match(text) or _DEEPER.match(text) or _inside(line[0], tables)
        if found and (below or (len(found) == 1 and _is_title(document, provision, found[0]))):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def lines_of(document: Article, provision: Provision) -> list[Line]:
    """Return the lines of an article of a statute."""
    text = document.text[provision.start : provision.end]
    return [(provision.start + a, provision.start + b) for a, b in _lines(text)]


def items(document: Article, paragraph: Sequence[Line]) -> dict[int, Line]:
    """Return the items of a paragraph by number; one ends where the next begins."""
    start, end = paragraph[0][0], paragraph[-1][1]
    text = document.text[start:end]
    marks: list[tuple[int, int]] = []
    for match in _INLINE_ITEM.finditer(text):
        which = int(number(half_width(match[1])))
        if which == len(marks) + 1:
            marks.append((which, match.start() + len(match[0]) - len(match[0].lstrip())))
    ends = [at for _, at in marks[1:]] + [len(text)] * bool(marks)
    return {
        which: (start + at, start + at + len(text[at:until].rstrip()))
        for (which, at), until in zip(marks, ends, strict=True)
    }


def lead_in(document: Article, paragraph: Sequence[Line]) -> Line:
    """Return what stands before the items of a paragraph, or all of it without any."""
    start, end = paragraph[0][0], paragraph[-1][1]
    first = min((at for at, _ in items(document, paragraph).values()), default=end)
    return start, start + len(document.text[start:first].rstrip())


def _heading(line: str) -> tuple[int, str] | None:
    """Return number and kind of a chapter whose heading a line is."""
    match = _CHAPTER.match(line)
    if not match or len(line) > MAX_HEADING or re.search(r"[。；;，,：:]", line):
        return None
    return int(number(half_width(match[1]))), match[2]


def _without_signature(document: Article, last: Provision) -> Provision:
    """Return the last article without the lines of a signature or an imprint below it."""
    lines = lines_of(document, last)
    end = lines[0][1]
    for line in lines[1:]:
        text = document.text[slice(*line)]
        if not (_ITEM.match(text) or _DEEPER.match(text) or _ENDS_SENTENCE.search(text)):
            break
        end = line[1]
    return replace(last, end=end)


def _is_title(document: Article, provision: Provision, lines: Sequence[Line]) -> bool:
    """Return whether the only line so far is the article's title: 第五条 采血间隔."""
    if len(lines) > 1:
        return False
    return not _ENDS_SENTENCE.search(document.text[slice(*lines[0])])


def _inside(offset: int, blocks: Sequence[Block]) -> bool:
    return any(block.start <= offset < block.end for block in blocks)


def _lines(text: str) -> Iterator[Line]:
    return (match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", text))
