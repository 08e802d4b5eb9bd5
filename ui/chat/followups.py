"""The address that gives questions to go on with, asked for once an answer is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rag.filters import Filters
from rag.protocol import Place
from ui.web.validation import Text

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering

MOST_ASKED, MOST_CITED = 50, 100

Question = Annotated[Text, StringConstraints(max_length=2000)]


class Cited(BaseModel):
    """A quoted place of the answer."""

    model_config = ConfigDict(extra="forbid", strict=True)

    article: Annotated[Text, StringConstraints(max_length=500)]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class Answered(BaseModel):
    """The questions of a conversation, the last of which was answered, and what it cited."""

    model_config = ConfigDict(extra="forbid", strict=True)

    asked: list[Question] = Field(min_length=1, max_length=MOST_ASKED)
    cited: list[Cited] = Field(min_length=1, max_length=MOST_CITED)
    filters: dict[str, Any] | None = None


def follow_ups(pipeline: QuestionAnswering) -> APIRouter:
    """Build the route."""
    router = APIRouter(include_in_schema=False)

    @router.post("/api/followups")
    def questions(answered: Answered) -> dict[str, list[str]]:
        filters = Filters.read(answered.filters)
        cited = [Place(one.article, one.start, one.end) for one in answered.cited]
        return {"questions": pipeline.follow_ups(answered.asked, cited, filters)}

    return router
