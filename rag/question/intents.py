"""Recognise what is no question to the corpus: small talk, injections, help with fraud.

Decided by likeness to the written examples of intents.toml, with a margin over real questions:
a policy question must not be declined for its words (骗保怎么处罚？ is one, 怎么骗保？ is not).
Exact forms decide where there is no doubt, and without a model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal, get_args

from index.text.tokenizer import simplified
from rag.language.word_lists import read_lists
from rag.question.example_vectors import example_vectors
from rag.question.likeness import Likeness
from rag.replies import ABOUT, FRAUD, GREETING, INJECTION, NOT_FOUND, THANKS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.embedding.interface import Encoder

Intent = Literal[
    "greeting", "thanks", "about", "injection", "fraud", "off_topic", "question", "empty"
]
"""What is wanted. `off_topic` is a question to be searched for all the same, since the corpus
may be about anything; `empty` are words without a letter or digit."""

REPLIES: Mapping[Intent, str] = {
    "greeting": GREETING,
    "thanks": THANKS,
    "about": ABOUT,
    "injection": INJECTION,
    "fraud": FRAUD,
    "empty": NOT_FOUND,
}
"""Replies to what needs no search."""

EXAMPLES = Path(__file__).with_name("intents.toml")

MARGIN = 0.15  # score by which another intent must exceed that of a question, of a range of 2

_UNSAFE = re.compile(
    # HTML and scripts: <script>, javascript:
    r"<\s*(script|img|iframe)|javascript:"
    # ignore the program's instructions: 忽略以上所有指令, ignore previous instructions
    r"|(忽略|无视|忘记|忘掉).{0,6}(以上|上述|上面|之前|所有|你的).{0,6}(指令|指示|规则|限制|设定|提示)"
    r"|(ignore|disregard|forget).{0,12}(previous|above|prior|earlier|your|all).{0,16}(instruction|prompt|rule)"
    # reveal them: 系统提示词, system prompt
    r"|(你的|系统|初始|隐藏)提示词|system prompt",
    re.I | re.S,
)

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")


@cache
def examples() -> dict[str, Intent]:
    """Return the intent of each example, by its text."""
    lists = read_lists(EXAMPLES)
    return {line: intent for intent in get_args(Intent) for line in lists.get(intent, "").split("\n") if line}  # fmt: skip


def recognised(asked: str) -> Intent:
    """Return the intent as far as form alone decides: the words of an example, or a pattern."""
    bare = _bare(asked)
    if not bare:
        return "empty"
    if _UNSAFE.search(asked):
        return "injection"
    return _bare_examples().get(bare, "question")


def smalltalk(asked: str) -> bool:
    """Return whether words are those of a greeting, thanks or question about the program."""
    return recognised(asked) in ("greeting", "thanks", "about")


@cache
def _bare_examples() -> dict[str, Intent]:
    return {_bare(text): intent for text, intent in examples().items()}


def _bare(text: str) -> str:
    """Return the simplified letters and digits of a text."""
    return "".join(c for c in simplified(text).lower() if c.isalnum())


class IntentClassifier:
    """Tells intents by likeness to the examples. Safe for many threads at once.

    The examples are encoded at the first question, or read from the user's cache.
    """

    def __init__(self, embedder: Encoder) -> None:
        self._embedder = embedder
        self._lock = Lock()

    def intent(self, asked: str, vector: NDArray[np.float32]) -> Intent:
        """Return the intent of a text whose vector is given.

        Of several sentences each is looked at, since an injection may follow a real question.
        """
        intent = recognised(asked)
        if intent != "question":
            return intent
        intent = self._nearest(vector)
        if intent in ("question", "off_topic") and self._holds_injection(asked):
            return "injection"
        return intent

    def _holds_injection(self, asked: str) -> bool:
        sentences = [s for s in _SENTENCE.findall(simplified(asked)) if len(_bare(s)) > 2]
        if len(sentences) < 2:
            return False
        vectors = self._embedder.embed(sentences, "query")
        return any(self._nearest(vector) == "injection" for vector in vectors)

    def _nearest(self, vector: NDArray[np.float32]) -> Intent:
        return decide(self._likeness.scores(vector))

    @property
    def _likeness(self) -> Likeness:
        with self._lock:  # so that questions asked at once do not all encode the examples
            return self._fitted

    @cached_property
    def _fitted(self) -> Likeness:
        return of_examples(self._embedder)


def of_examples(embedder: Encoder) -> Likeness:
    """Fit the likeness to the examples, in an encoder's vectors."""
    texts = [simplified(text) for text in examples()]
    return Likeness(example_vectors(embedder, texts), list(examples().values()))


def decide(scores: Mapping[Intent, float]) -> Intent:
    """Return the intent of the highest score, or a question where the margin is too small."""
    best = max(scores, key=lambda intent: scores[intent])
    return best if scores[best] - scores["question"] > MARGIN else "question"
