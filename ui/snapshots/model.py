"""What a snapshot holds: plain data that needs neither the index nor the code that answered.

The models are read back by later versions of the program: add fields with defaults only.
"""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Kept(BaseModel):
    """Data that is not changed."""

    model_config = ConfigDict(frozen=True)


class Words(Kept):
    """A stretch of an answer, and the numbers of the sources that follow it."""

    text: str
    cites: tuple[int, ...] = ()
    bold: bool = False


Line = tuple[Words, ...]


class Part(Kept):
    """A part of an answer: a paragraph, a heading, a list, a table, or the name of a source.

    `lines` are a list's items, and one line for all others but a table, which has `rows` of
    cells, the first of which name the columns. `first` is the number of an ordered list's
    first item; items with `own_marks` begin with numbers of their own. `article` is the id of
    the article that a source's name belongs to.
    """

    kind: Literal["paragraph", "heading", "list", "table", "source"]
    lines: tuple[Line, ...] = ()
    rows: tuple[tuple[Line, ...], ...] = ()
    first: int | None = None
    own_marks: bool = False
    article: str = ""


class Source(Kept):
    """A numbered source: the quote, and the article that had it at `start` to `end`."""

    n: int
    article: str
    title: str
    quote: str
    start: int
    end: int
    publisher: str = ""
    author: str = ""
    date: str = ""
    page: int | None = None
    standing: str = ""


class Origin(Kept):
    """An article that an answer cites or names, and the file that it was read from."""

    article: str
    file: str


class Snapshot(Kept):
    """An answer as it was when it was given.

    `standalone` is the question as it stands by itself, `limits` describe the filters, and
    `again` is the address that asks the question again, `follows` the question before, where
    this one cannot be understood without it. `version` names the version of the
    index that was asked. `drawn_from` is known of what was kept, not of what is sealed.
    `checked` says what the check of a language model's answer found: a line for all, then one for
    each statement that was changed.
    """

    question: str
    standalone: str
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]
    at: AwareDatetime
    version: str
    again: str
    follows: str = ""
    limits: str = ""
    note: str = ""
    written: bool = False
    drawn_from: tuple[Origin, ...] = ()
    checked: tuple[str, ...] = ()
