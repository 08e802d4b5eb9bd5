"""The data model: issues hold articles, and articles are split into passages.

Every offset counts characters of `Article.text`. Text is cleaned once, when it is read, so that
quotes, highlights and checks all use the same offsets.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass, field
from typing import Literal

_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")

BlockKind = Literal["heading", "paragraph", "item", "table", "caption"]
RelationKind = Literal["repeals", "replaces", "amends", "extends"]


@dataclass(frozen=True, slots=True)
class Block:
    """A structural part of an article: `text[start:end]`, without its line end.

    `level` is a heading's depth, from 1; 0 for every other kind. The lines of a table are its
    rows, the first `header_rows` of them headers; tabs separate its cells.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    header_rows: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """One article; `n` counts from 1 within its issue, in the order of the text.

    `date` is ISO `2021-01-25`, for an article of a magazine the issue's first day; `number` is
    a 文号, `region` a province. A document that was `published` on one day may be in force from
    another (`effective`) and until a third (`expires`, the first day that it is not). `status`
    is what the file says of itself: 现行, 尚未施行, 已修订 or 已废止. Unknown fields are empty.
    `recognised` says which text was recognised from images, and how surely.
    `file` is the file it was read from, relative to the given folder. `page_starts` holds
    (offset, page) of the first character of each page, if the document has pages.
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
    published: str = ""
    effective: str = ""
    expires: str = ""
    recognised: str = ""
    file: str = ""
    page_starts: tuple[tuple[int, int], ...] = field(default=(), repr=False)
    blocks: tuple[Block, ...] = field(default=(), repr=False)

    @property
    def id(self) -> str:
        """`<issue>/<n>`."""
        return f"{self.issue}/{self.n}"

    @property
    def known_date(self) -> str:
        """The date as exactly as it is known: a day, or an issue's month; else empty."""
        return self.date or (self.issue if _DATE.fullmatch(self.issue) else "")

    def page_at(self, offset: int) -> int | None:
        """Return the page of the character at an offset; `page` if page starts are unknown."""
        before = bisect(self.page_starts, offset, key=lambda start: start[0])
        return self.page_starts[before - 1][1] if before else self.page


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieval unit: `text` is `article.text[start:end]`, and all of it that may be quoted.

    `headings` is the path of headings above the passage, outermost first. `lead` is text from
    elsewhere that a reader needs: a table's caption and header rows. Both are embedded and
    tokenised with the text.
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
        """`<issue>/<n>#<k>`; k counts from 1."""
        return f"{self.article_id}#{self.k}"

    @property
    def article_id(self) -> str:
        """Id of the passage's article."""
        return f"{self.issue}/{self.n}"

    @property
    def url(self) -> str:
        """URL of the article's page, opened at this passage."""
        return f"/articles/{self.article_id}#p{self.k}"


@dataclass(frozen=True, slots=True)
class Relation:
    """A newer document repeals, replaces, amends or extends an older one; both are ids of articles.

    It holds from the ISO day `since` on, which is empty where no document tells it. The words
    that say so are `text[start:end]` of the article `stated_in`, or its title where both are 0.
    An extension may tell `until` which day: the first on which the older one is out of force.
    """

    kind: RelationKind
    newer: str
    older: str
    since: str
    stated_in: str
    start: int
    end: int
    until: str = ""
