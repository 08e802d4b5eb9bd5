"""Understand a question: its standalone form and its parts.

Rules do it, without a model: they are fast and can be read. Each rule leaves alone a
question that does not need it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from index.errors import QuestionError
from rag.question.analysis import split_parts
from rag.question.coordination import Range, divide
from rag.question.followups import Turn, of_article, standalone
from rag.question.intents import REPLIES, Intent, recognised

if TYPE_CHECKING:
    from index.model import Article
    from rag.question.swapping import Meanings

Rewrite = Callable[[str, Sequence[Turn]], str]
"""A function that makes a follow-up standalone from the question and the turns before it."""

MAX_CHARS = 2000  # characters of a question
MAX_TURNS = 50  # last turns of the history that are read
MAX_TURN = (
    4000  # characters of a turn that are read: the last of a question, the first of an answer
)
MAX_HISTORY = 40_000  # characters of all turns together that are read, the latest ones


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what the rules found out about it.

    `asked` is the user's cleaned text and `text` its standalone form, which is searched for.
    `parts` are character ranges of `text` that each ask something; `shared` are, for each part,
    the further ranges that ask it of several things, none for most. `intent` is what the user
    wants. `named` is what a follow-up asks about in place of what was asked before. `context` is
    the question before, where the text alone doesn't say all that is meant: what is found is
    compared with it too, but weakly, and no words of it are asked for.
    """

    asked: str
    text: str
    parts: tuple[Range, ...]
    intent: Intent = "question"
    named: str = ""
    shared: tuple[tuple[Range, ...], ...] = ()
    context: str = ""

    @classmethod
    def of(
        cls,
        asked: str,
        text: str,
        intent: Intent = "question",
        named: str = "",
        context: str = "",
    ) -> Self:
        """Make a question with the parts that its text has."""
        divided = divide(text, split_parts(text))
        parts, shared = (tuple(one) for one in zip(*divided, strict=True))
        return cls(asked, text, parts, intent, named, shared if any(shared) else (), context)

    def ranges(self, part: int) -> tuple[Range, ...]:
        """Return the ranges of the text that a part consists of, in their order."""
        return tuple(sorted((self.parts[part], *(self.shared[part] if self.shared else ()))))

    def asked_in(self, part: int) -> str:
        """Return the words of a part: 住院的比例是多少 of 门诊和住院的比例是多少."""
        return "".join(self.text[start:end] for start, end in self.ranges(part))

    @property
    def reply(self) -> str:
        """Return the reply to words that need no search, otherwise an empty string."""
        return REPLIES.get(self.intent, "")


def understand(
    asked: str,
    history: Sequence[Turn] = (),
    article: Article | None = None,
    rewrite: Rewrite | None = None,
    intent: Intent | None = None,
    meanings: Meanings | None = None,
) -> Question:
    """Understand a question in the conversation before it.

    `article` is given if the question is asked of this article alone; its title is put in for
    本文. `rewrite` makes a follow-up standalone, better than the rules do; where it returns an
    empty string, the rules' form is used. `intent` is what a classifier found; without one,
    form alone decides. `meanings` finds what a follow-up's words replace. Words that need no
    search stay as they are.

    Raises:
        QuestionError: the question is empty or too long, or the history is malformed.
    """
    asked, turns = clean(asked), checked(history)
    intent = intent or recognised(asked)
    if intent in REPLIES:
        return Question.of(asked, asked, intent)
    if article and (titled := of_article(asked, article.title)) != asked:
        return Question.of(asked, clean(titled), intent)
    followed = standalone(asked, turns, meanings)
    text = followed.text
    if (text != asked or followed.context) and rewrite and (better := rewrite(asked, turns)):
        return Question.of(asked, clean(better), intent, followed.named)
    return Question.of(asked, clean(text), intent, followed.named, followed.context)


def clean(asked: str) -> str:
    """Normalise a question to NFC, without control characters and repeated spaces.

    Raises:
        QuestionError: the question is no text, is empty after cleaning, or is too long.
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


def checked(history: Sequence[Turn]) -> list[Turn]:
    """Return the last turns of the history, cut to what is read of them.

    Raises:
        QuestionError: it is malformed.
    """
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
    return _within_limits(history[-MAX_TURNS:])


def _within_limits(turns: Sequence[Turn]) -> list[Turn]:
    """Cut long turns, and drop the oldest ones beyond the limit of all together."""
    kept: list[Turn] = []
    left = MAX_HISTORY
    for turn in reversed(turns):
        asked, content = turn["role"] == "user", turn["content"]
        content = content[-MAX_TURN:] if asked else content[:MAX_TURN]
        left -= len(content)
        if left < 0:
            break
        kept.append({"role": turn["role"], "content": content})
    return kept[::-1]
