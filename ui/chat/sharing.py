"""Links that ask a question: written for an answer, and read when one is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import QuestionError
from rag.filters import Filters
from rag.question.intents import smalltalk
from rag.question.understanding import understand
from ui.web.query_params import filters_in, query_string

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

    from rag.answer import Answer


@dataclass(frozen=True, slots=True)
class Link:
    """A question to ask: `question` stands by itself.

    Of a follow-up, `after` is the question before it, and `said` are its own words, if they
    differ. They are asked, since an answer also depends on what was asked before; the
    question alone would often get another one.
    """

    question: str
    said: str = ""
    after: str = ""

    @classmethod
    def read(cls, asked: QueryParams) -> tuple[Link, dict[str, Any]]:
        """Read the question and the filters of an address; no filters if they are not valid."""
        given = [asked.get(name, "").strip() for name in ("q", "said", "after")]
        try:
            return cls(*given), filters_in(asked).to_json()
        except QuestionError:
            return cls(*given), {}

    @classmethod
    def to(cls, answer: Answer, after: str = "") -> Link:
        """Return the link to an answer to a question that was asked after another one."""
        question = standing_alone(answer)
        if not after or not (question != answer.question or _depends(question, after)):
            return cls(question)
        return cls(question, answer.question if answer.question != question else "", after)

    @property
    def words(self) -> str:
        """The words to ask."""
        return self.said or self.question

    @property
    def unexplained(self) -> str:
        """The question before, where the question alone does not say what it is about."""
        return "" if self.said else self.after

    @property
    def history(self) -> list[dict[str, str]]:
        """The conversation to ask them in."""
        return [{"role": "user", "content": self.after}] if self.after else []

    def address(self, filters: Filters) -> str:
        """Return the address that asks the question within filters."""
        return "/?" + query_string(filters, q=self.question, said=self.said, after=self.after)


def standing_alone(answer: Answer) -> str:
    """Return an answer's question as it stands by itself, in the language it was asked in."""
    translated = answer.note[:1].isascii() and bool(answer.note)
    return answer.question if translated else answer.standalone_question or answer.question


def question_before(turns: Sequence[Mapping[str, str]]) -> str:
    """Return the last question of a conversation that a follow-up can be about, by itself."""
    answered = (turn for turn in reversed(turns) if turn["text"])
    asked = (turn.get("standalone") or turn["question"] for turn in answered)
    return next((question for question in asked if not smalltalk(question)), "")


def _depends(question: str, before: str) -> bool:
    """Return whether a question that stays as it is can only be understood after another one."""
    try:
        return bool(understand(question, [{"role": "user", "content": before}]).context)
    except QuestionError:
        return False
