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
from rag.question.replies import ABOUT, FRAUD, GREETING, INJECTION, NOT_FOUND, THANKS

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

_TALK: frozenset[Intent | None] = frozenset({"greeting", "thanks", "about"})

MARGIN = 0.15  # score by which another intent must exceed that of a question, of a range of 2

# Form that decides by itself, however long the text around it: <script>, javascript:.
_UNSAFE = re.compile(r"<\s*(script|img|iframe)|javascript:", re.I)

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")


@cache
def examples() -> dict[str, Intent]:
    """Return the intent of each example, by its text."""
    lists = read_lists(EXAMPLES)
    return {
        line: intent for intent in get_args(Intent) for line in lists.get(intent, "").splitlines()
    }


def recognised(asked: str) -> Intent:
    """Return the intent as far as form alone decides: the words of an example, or a pattern."""
    bare = _bare(asked)
    if not bare:
        return "empty"
    if _UNSAFE.search(asked):
        return "injection"
    return _bare_examples().get(bare, "question")


def smalltalk(asked: str) -> bool:
    """Return whether words are examples of small talk, one or several: 好的，谢谢."""
    said = filter(None, map(_bare, [asked, *re.split(r"\W+", asked)]))
    intents = [_bare_examples().get(words) for words in said]
    return bool(intents) and (intents[0] in _TALK or set(intents[1:]) <= _TALK)


@cache
def _bare_examples() -> dict[str, Intent]:
    return {_bare(text): intent for text, intent in examples().items()}


def _bare(text: str) -> str:
    """Return the simplified letters and digits of a text."""
    return "".join(c for c in simplified(text).lower() if c.isalnum())


class IntentClassifier:
    """Tells intents by likeness to the examples. Safe for many threads at once.

    The examples' vectors come with the default model; another's are encoded once, at the first
    question or before.
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
    def _likeness(self) -> Likeness[Intent]:
        with self._lock:  # so that questions asked at once do not all encode the examples
            return self._fitted

    @cached_property
    def _fitted(self) -> Likeness[Intent]:
        return of_examples(self._embedder)


def of_examples(embedder: Encoder) -> Likeness[Intent]:
    """Fit the likeness to the examples, in an encoder's vectors."""
    return Likeness(example_vectors(embedder, example_texts()), list(examples().values()))


def example_texts() -> list[str]:
    """Return the examples as they are encoded, in simplified characters."""
    return [simplified(text) for text in examples()]


def decide(scores: Mapping[Intent, float]) -> Intent:
    """Return the intent of the highest score, or a question where the margin is too small."""
    best = max(scores, key=lambda intent: scores[intent])
    return best if scores[best] - scores["question"] > MARGIN else "question"
