"""Responses of the HTTP interface, for its OpenAPI description. Fields may be added later."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from index.store.manifest import Integrity
from rag.checked import Outcome
from ui.web.failures import Schema


class ArticleInfo(Schema):
    """One article of the corpus."""

    id: str = Field(description="<期>/<序号>")
    issue: str
    n: int
    section: str
    title: str
    source: str
    page: int | None
    author: str
    abstract: str
    url: str = Field(description="文章原来的网址，没有则为空")
    date: str = Field(description="YYYY-MM-DD，不知道则为空，下同")
    issuer: str = Field(description="发文机关")
    number: str = Field(description="文号")
    region: str = Field(description="地区")
    status: str = Field(description="文件自己写的效力：现行、尚未施行、已修订或已废止")
    published: str = Field(description="发布日期")
    effective: str = Field(description="施行日期")
    expires: str = Field(description="失效日期，从这天起失效")


class ArticleText(ArticleInfo):
    """One article with its text; all offsets count characters of this text."""

    text: str


class StandingOf(Schema):
    """Whether a document is in force, and which document says so."""

    status: str = Field(description="现行、尚未施行、已修订或已废止")
    since: str = Field(description="从哪天起，不知道则为空")
    reason: str
    by: str = Field(description="废止、取代或修改它的文章，没有则为空")
    by_url: str = Field(description="写明这一点的那句话")


class PassageFound(Schema):
    """A passage found for a query; its text is the article's `text[start:end]`."""

    rank: int
    score: float
    passage_id: str = Field(description="<期>/<序号>#<段>")
    issue: str
    n: int
    title: str
    source: str
    date: str
    page: int | None
    headings: list[str]
    text: str
    start: int
    end: int
    url: str = Field(description="文章页，该段被标出")
    standing: StandingOf | None = Field(description="效力，不知道则为 null")


class SearchResult(Schema):
    """Passages found for a query, best first."""

    query: str
    took_ms: float
    articles_with_term: int | None = Field(
        description="标题或正文里有所查词语的文章篇数，几个词用空格隔开；查的是一句话则为 null"
    )
    passages: list[PassageFound]


class CitationOf(Schema):
    """The source of the statements marked `[n]`; `quote` is the article's `text[start:end]`."""

    n: int
    passage_id: str
    issue: str
    article_n: int
    title: str
    source: str
    date: str
    page: int | None
    quote: str
    start: int
    end: int
    url: str
    standing: StandingOf | None = Field(description="效力，不知道则为 null")


class TimingsMs(Schema):
    """Time spent, in milliseconds."""

    retrieve_ms: float
    answer_ms: float
    total_ms: float


class StatementChecked(Schema):
    """A statement of a language model, as it was written, and what became of it."""

    text: str
    outcome: Outcome
    verdict: str
    reason: str = Field(description="不对在哪里")
    cites: list[int] = Field(description="答案里的编号")


class Checked(Schema):
    """What the check of a language model's answer found."""

    summary: str = Field(description="一句话的总结，不是大模型写的就是空的")
    statements: list[StatementChecked]


class AskResult(Schema):
    """A cited answer, or an abstention: `abstained` is true and there are no citations."""

    question: str
    standalone_question: str = Field(description="结合上文补全的问题")
    answer: str = Field(description="[1] 指 citations 里 n 为 1 的出处")
    abstained: bool
    confidence: float
    engine: str
    model: str
    citations: list[CitationOf]
    passages: list[PassageFound]
    timings: TimingsMs
    note: str
    suggestions: list[str]
    verification: dict[str, Any]
    checked: Checked


class Status(Schema):
    """State of the service."""

    status: str


class Ready(Status):
    """State of the service, the number of articles it answers from, and of the index's files."""

    articles: int
    integrity: Integrity
