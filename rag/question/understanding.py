"""What is asked: the standalone form, its parts, the kind of answer expected, dates.

Rules only, so that they cost nothing and can be read; each is gated to leave a question
alone that needs no help.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import QuestionError
from rag.question.analysis import Kind, kinds, split_parts
from rag.question.followups import Turn, of_article, standalone
from rag.question.intents import reply_without_search

if TYPE_CHECKING:
    from index.model import Article

    Rewrite = Callable[[str, Sequence[Turn]], str]

MAX_CHARS = 2000
MAX_TURNS = 50


_BROAD: frozenset[Kind] = frozenset({"list", "reason", "compare"})
_NARROW: frozenset[Kind] = frozenset({"amount", "percent", "date", "count", "person"})


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood. `parts` are character ranges of `text` that each ask something.

    `text` is the standalone form: what is searched for. `context_end` is where the turn
    before, taken up for a follow-up, ends in it; 0 when there is none. `reply` is what to
    say at once, where the words need no search.
    """

    asked: str
    text: str
    kinds: frozenset[Kind]
    parts: tuple[tuple[int, int], ...]
    context_end: int = 0
    reply: str = ""

    @property
    def wide(self) -> bool:
        """Whether an enumeration, a reason or a summary is asked for, and no figure or name."""
        return "summary" in self.kinds or (self.broad and not self.kinds & _NARROW)

    @property
    def broad(self) -> bool:
        """Whether several things, a reason or a comparison is asked for."""
        return bool(self.kinds & _BROAD)


def understand(
    asked: str,
    history: Sequence[Turn] = (),
    article: Article | None = None,
    rewrite: Rewrite | None = None,
) -> Question:
    """Understand a question, with the conversation before it.

    `article` is the one that it is asked of, if it is asked of one alone. `rewrite` makes a
    follow-up standalone better than the rules do, or returns an empty string.

    Raises:
        QuestionError: empty, too long, or a broken history.
    """
    asked, turns = clean(asked), _checked(history)
    text, context_end = standalone(asked, turns)
    reply = reply_without_search(asked)
    if not reply:
        reworded = of_article(text, article.title) if article else text
        if reworded == text and context_end and rewrite:
            reworded = rewrite(asked, turns) or text
        if reworded != text:
            text = clean(reworded)
            return Question(asked, text, kinds(text), split_parts(text))
    return Question(asked, text, kinds(asked), split_parts(text, context_end), context_end, reply)


def clean(asked: str) -> str:
    """NFC, without control characters and doubled spaces.

    Raises:
        QuestionError: nothing is left, or it is too long.
    """
    if not isinstance(asked, str):
        raise QuestionError("问题应当是一段文字。")
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in asked)
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    if not text:
        raise QuestionError("问题是空的，请输入想问的内容。")
    if len(text) > MAX_CHARS:
        raise QuestionError(f"问题太长（{len(text)}字），请控制在{MAX_CHARS}字以内。")
    return text


def _checked(history: Sequence[Turn]) -> list[Turn]:
    if isinstance(history, str | bytes) or not isinstance(history, Sequence):
        raise QuestionError('对话历史的格式不对，应为 [{"role": …, "content": …}] 的列表。')
    for turn in history:
        if (
            not isinstance(turn, Mapping)
            or turn.get("role") not in ("user", "assistant")
            or not isinstance(turn.get("content"), str)
        ):
            raise QuestionError(
                "对话历史的格式不对：每一轮都要有 role（user 或 assistant）和 content。"
            )
    return list(history[-MAX_TURNS:])
