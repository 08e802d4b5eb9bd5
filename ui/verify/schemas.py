"""The response of `POST /api/verify`, for its OpenAPI description. Fields may be added later."""

from __future__ import annotations

from pydantic import Field

from rag.drafts.verdicts import DraftVerdict
from ui.api.schemas import StandingOf
from ui.web.failures import Schema


class EvidenceOf(Schema):
    """A place in an article; `quote` is the article's `text[start:end]`, word for word."""

    passage_id: str = Field(description="<期>/<序号>#<段>")
    issue: str
    article_n: int
    title: str
    source: str
    date: str
    page: int | None
    quote: str
    start: int
    end: int
    url: str = Field(description="文章页，这一处被标出")
    standing: StandingOf | None = Field(description="效力，不知道则为 null")


class StatementChecked(Schema):
    """A statement of the draft, its `text[start:end]`, with the verdict on it."""

    n: int
    start: int
    end: int
    text: str = Field(description="去掉 Markdown 记号的句子；表格的一行写成一句")
    verdict: DraftVerdict
    label: str = Field(description="结果的中文名称")
    reason: str = Field(description="为什么，没有要说的则为空")
    outdated: bool = Field(description="所据的文件已知不是现行的")
    evidence: list[EvidenceOf] = Field(description="有依据的那几句，或与稿件不同的原句")
    nearest: EvidenceOf | None = Field(description="没有依据时，最接近的一段")


class DraftResult(Schema):
    """The statements of a draft in order, and how many have each verdict."""

    statements: list[StatementChecked]
    counts: dict[str, int]
    took_ms: float
