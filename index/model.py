"""What the corpus consists of: issues hold articles, articles are cut into passages.

Every offset counts characters of `Article.text`, the clean text; text is cleaned once,
when it is read, so a quote, a highlight and a check all rest on the same offsets.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass, field
from typing import Literal

_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")

BlockKind = Literal["heading", "paragraph", "item", "table", "caption"]


@dataclass(frozen=True, slots=True)
class Block:
    """A structural part of an article: `text[start:end]`, without its line end.

    `level` is a heading's depth, from 1; 0 for every other kind. A table's lines are its
    rows, its cells are separated by tabs; `header_rows` of them are headers.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    header_rows: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `id` is `<issue>/<n>`, n counts from 1 in body order.

    `date` is ISO `2021-01-25`, of an issue's article its first day; `number` is a 文号,
    `region` a province, `status` 现行 or 已废止. All are empty where they are not known.
    `file` is where it came from, relative to the folder that was read. `page_starts` are,
    for a document of pages, (offset, page) of the first character on each.
    """

    issue: str
    n: int
    title: str
    text: str
    section: str = ""
    source: str = ""
    page: int | None = None
    author: str = ""
    abstract: str = ""
    url: str = ""
    date: str = ""
    issuer: str = ""
    number: str = ""
    region: str = ""
    status: str = ""
    file: str = ""
    page_starts: tuple[tuple[int, int], ...] = field(default=(), repr=False)
    blocks: tuple[Block, ...] = field(default=(), repr=False)

    @property
    def id(self) -> str:
        """`<issue>/<n>`."""
        return f"{self.issue}/{self.n}"

    @property
    def dated(self) -> str:
        """Its date, as exactly as it is known; what isn't of a date has an issue's name."""
        return self.date or self.issue

    @property
    def known_date(self) -> str:
        """The date as exactly as it is known: a day, or an issue's month; else empty."""
        return self.date or (self.issue if _DATE.fullmatch(self.issue) else "")

    def page_at(self, offset: int) -> int | None:
        """The page that holds this character; the article's where its pages are not known."""
        before = bisect(self.page_starts, offset, key=lambda start: start[0])
        return self.page_starts[before - 1][1] if before else self.page


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieval unit: `text` is `article.text[start:end]`, and all that may be quoted.

    `headings` is the path of headings above it, outermost first. `lead` is what a reader
    needs to understand the text and what is not part of it: a table's caption and header
    row. Both are embedded and tokenised with the text.
    """

    issue: str
    n: int
    k: int
    start: int
    end: int
    text: str
    headings: tuple[str, ...] = ()
    lead: str = ""

    @property
    def id(self) -> str:
        """`<issue>/<n>#<k>`, k counts from 1."""
        return f"{self.article_id}#{self.k}"

    @property
    def article_id(self) -> str:
        """Id of the article that holds it."""
        return f"{self.issue}/{self.n}"

    @property
    def url(self) -> str:
        """The page that shows the article with this passage marked."""
        return f"/articles/{self.article_id}#p{self.k}"
