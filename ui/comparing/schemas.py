"""What the interface for comparing takes and gives, for its OpenAPI description."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.comparing.choosing import MAX_NAME
from ui.web.failures import Schema
from ui.web.validation import Text

Name = Annotated[Text, Field(min_length=1, max_length=MAX_NAME)]
Format = Literal["json", "docx"]


class CompareRequest(BaseModel):
    """Two articles, by id, title or 文号."""

    model_config = ConfigDict(extra="forbid", strict=True)

    a: Name = Field(description="前一篇：编号、标题或文号")
    b: Name = Field(description="后一篇")
    format: Format = "json"


class SideOf(Schema):
    """A clause in one article: `quote` is the article's `text[start:end]`."""

    quote: str
    start: int
    end: int
    label: str = Field(description="第五条、（二）等，没有则为空")
    headings: list[str]
    page: int | None
    url: str = Field(description="文章页，这一处被标出")


class FigureOf(Schema):
    """A figure in one article: `quote` is the article's `text[start:end]`."""

    quote: str
    value: float
    kind: Literal["percent", "date", "times", "age", "plain"]
    unit: str
    start: int
    end: int
    phrase: str = Field(description="数字所在的短句")
    url: str


class FiguresOf(Schema):
    """Figures of one subject side by side; null where an article has none."""

    verdict: Literal["same", "changed", "added", "removed"]
    difference: str = Field(description="后一个比前一个多多少、晚几天，说不出则为空")
    a: FigureOf | None
    b: FigureOf | None


class FiguresOfRow(FiguresOf):
    """The same, with the row that they stand in, counted from 0."""

    row: int


class ChangeOf(Schema):
    """`a.quote[a[0]:a[1]]` became `b.quote[b[0]:b[1]]`."""

    op: Literal["equal", "delete", "insert", "replace"]
    a: list[int]
    b: list[int]


class RowOf(Schema):
    """A clause of one article beside its counterpart in the other."""

    status: Literal["same", "changed", "added", "removed"]
    heading: bool
    moved: bool
    renumbered: bool
    parts: Literal["", "split", "merged"]
    likeness: float = Field(description="0 到 1")
    importance: int
    level: Literal["high", "medium", "low", ""]
    reasons: list[str] = Field(description="改动的是什么：数字、时间、要求、范围…")
    a: SideOf | None
    b: SideOf | None
    changes: list[ChangeOf] = Field(description="逐词的改动；两处说法相差很大时为空")
    figures: list[FiguresOf]


class ComparedOf(Schema):
    """One of the two articles."""

    id: str
    issue: str
    n: int
    title: str
    source: str
    date: str
    number: str
    issuer: str
    status: str
    url: str


class CompareResult(Schema):
    """Two articles side by side, clause by clause."""

    kind: Literal["versions", "documents"] = Field(description="同一文件的两个版本，或两篇文件")
    a: ComparedOf
    b: ComparedOf
    summary: str
    counts: dict[str, int]
    figures: list[FiguresOfRow] = Field(description="两篇都写到的各处里的数字，不同的在前")
    rows: list[RowOf] = Field(description="依前一篇的次序")
