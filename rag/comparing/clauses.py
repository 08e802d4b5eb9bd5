"""Split an article into clauses: headings, numbered articles and items, paragraphs, table rows.

A long paragraph is split into its sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from index.model import Article, Block
from index.text.numbering import STYLES, numbering_style
from rag.question.article_numbers import ARTICLE_NUMBER

ClauseKind = Literal["heading", "text", "row"]
Line = tuple[int, int]

SHORTEST_SENTENCE = 16  # characters; a shorter one stays with the sentence after it

_ARTICLE = re.compile(ARTICLE_NUMBER)
_AFTER = re.compile(r"[\s\u3000、.．:：]*")
_LINE = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"[^。！？!?]+(?:[。！？!?]+[”’」』）)》】]*)?")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of an article that is compared as a whole: `article.text[start:end]`.

    `label` is the number that it begins with (第五条, （二）), and its words begin at `body`.
    `headings` is the path above it, outermost first. Clauses of one numbered article (条), or
    under one heading, have one `group`; the sentences of one paragraph have one `line`.
    The rows at the head of a table name its columns.
    """

    kind: ClauseKind
    start: int
    end: int
    text: str = field(repr=False)
    label: str = ""
    body: int = 0
    headings: tuple[str, ...] = ()
    group: int = 0
    line: int = 0
    names_columns: bool = False

    @property
    def words(self) -> str:
        """The text without its number."""
        return self.text[self.body - self.start :]


def clauses(article: Article, longest: int) -> list[Clause]:
    """Return the clauses of an article; paragraphs over `longest` characters are split."""
    reader = _Reader(longest)
    blocks = {block.start: block for block in article.blocks}
    table: Block | None = None
    for start, end in _lines(article.text):
        block = blocks.get(start)
        if block and block.kind == "table":
            table = block
        row = 0
        if table and start < table.end:
            row = 2 if article.text.count("\n", table.start, start) < table.header_rows else 1
        level = block.level if block and block.kind == "heading" else 0
        reader.read(article.text, (start, end), level, row)
    return reader.found


class _Reader:
    """Reads an article line by line; `found` are its clauses so far."""

    def __init__(self, longest: int) -> None:
        self.found: list[Clause] = []
        self._longest = longest
        self._path: list[tuple[int, str]] = []
        self._group = self._line = 0
        self._article = ""

    def read(self, text: str, line: Line, level: int, row: int) -> None:
        """Add the clauses of a line; `level` is a heading's depth, 0 for any other line.

        `row` is 1 for the row of a table, 2 for one at its head.
        """
        start, end = line
        self._line += 1
        if level:
            self._head(text[start:end], level)
            self._add("heading", text, line)
        elif row:
            self._add("row", text, line, names_columns=row == 2)
        else:
            if match := _ARTICLE.match(text, start, end):
                self._group += 1
                self._article = match[0]
            for part in self._parts(text, line):
                self._add("text", text, part)

    def _head(self, heading: str, level: int) -> None:
        self._path = [(above, words) for above, words in self._path if above < level]
        self._path.append((level, heading))
        self._group += 1
        self._article = ""

    def _parts(self, text: str, line: Line) -> Iterator[Line]:
        start, end = line
        if end - start <= self._longest:
            yield line
            return
        begin = start
        for match in _SENTENCE.finditer(text, start, end):
            if match.end() - begin >= SHORTEST_SENTENCE or match.end() == end:
                yield _stripped(text, begin, match.end())
                begin = match.end()

    def _add(self, kind: ClauseKind, text: str, line: Line, names_columns: bool = False) -> None:
        start, end = line
        label, body = _label(text, start, end) if kind != "row" else ("", start)
        path = [words for _, words in self._path]
        headings = tuple(path[:-1] if kind == "heading" else path)
        if self._article and not _ARTICLE.match(text, start, end) and kind == "text":
            headings = (*headings, self._article)
        words = text[start:end]
        where = (tuple(headings), self._group, self._line, names_columns)
        self.found.append(Clause(kind, start, end, words, label, body, *where))


def _lines(text: str) -> Iterator[Line]:
    """Yield the ranges of the lines that are not blank, without the white space around them."""
    for match in _LINE.finditer(text):
        if not match[0].isspace():
            yield _stripped(text, match.start(), match.end())


def _stripped(text: str, start: int, end: int) -> Line:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def _label(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the number that a line begins with, and where its words begin."""
    line = text[start:end]
    match = _ARTICLE.match(line)
    if not match and (style := numbering_style(line)):
        match = STYLES[style].match(line)
    if not match or match.end() == len(line):
        return "", start
    after = _AFTER.match(line, match.end())
    return match[0].strip(), start + (after.end() if after else match.end())
