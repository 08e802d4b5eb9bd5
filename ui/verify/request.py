"""What the checking of drafts is asked for: validated, and limited in size."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.errors import QuestionError
from rag.drafts.checking import MAX_CHARS, MAX_STATEMENTS
from rag.drafts.verdicts import DraftVerdict
from ui.export.request import Number, Offset
from ui.web.validation import FILTERS, Text

MAX_PLACES = 8  # quoted for one statement

DraftFormat = Literal["docx", "md", "csv"]


class Given(BaseModel):
    """A part of a request: values have the types named, and other fields are ignored."""

    model_config = ConfigDict(extra="ignore", strict=True)


class DraftGiven(Given):
    """The body of `POST /api/verify`."""

    text: Text = Field(description=f"稿件，纯文本或 Markdown，最多 {MAX_CHARS} 字")
    filters: dict[str, Any] | None = Field(default=None, description=FILTERS)


class PlaceGiven(Given):
    """A quoted place of an article."""

    issue: Text = Field(max_length=500)
    article_n: Number
    start: Offset
    end: Offset


class StatementGiven(Given):
    """A statement of the draft, as `POST /api/verify` has answered."""

    start: Offset
    end: Offset
    verdict: DraftVerdict
    reason: Text = Field(default="", max_length=1000)
    evidence: list[PlaceGiven] = Field(default_factory=list, max_length=MAX_PLACES)


class ResultGiven(Given):
    """What is written into a file: the draft, its statements, and whether those with evidence too."""

    format: DraftFormat
    text: Text = Field(min_length=1, max_length=MAX_CHARS)
    name: Text = Field(default="", max_length=300)
    statements: list[StatementGiven] = Field(max_length=MAX_STATEMENTS)
    supported: bool = True


def result_given(text: str) -> ResultGiven:
    """Read the field `result` of an export.

    Raises:
        QuestionError: it is not valid.
    """
    try:
        given = ResultGiven.model_validate_json(text)
    except ValidationError as error:
        raise QuestionError("请求有误：核对的结果不完整，请重新核对后再导出。") from error
    ends = [0, *(one.end for one in given.statements)]
    in_order = all(a <= one.start < one.end for a, one in zip(ends, given.statements, strict=False))
    if not in_order or ends[-1] > len(given.text):
        raise QuestionError("请求有误：句子的位置与稿件对不上，请重新核对后再导出。")
    return given
