"""Which sentences of a passage say what a statement says: by words and by meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.passages import split_sentences
from rag.quantities import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding import Embedder
    from rag.answer import Hit

WIDEST = 3  # neighbouring sentences that may support a statement together
_LONGEST = 400  # characters of a window of several sentences
_WORDS, _MEANING, _WIDTH = 0.75, 0.25, 0.03  # weights; the last one is a cost a sentence
_CONTEXT = 0.5  # worth of a word that only title or headings have
_FUNCTION = re.compile(r"[\W\d_的了和与及或在是为对将把被等也都就而其之于以由从到向这那有并]+")


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences of a passage: `text` is `hit.passage.text[start:end]`.

    `number` is the passage's in the prompt, from 1.
    """

    number: int
    hit: Hit
    start: int
    end: int
    rows: range

    @property
    def text(self) -> str:
        """What would be quoted."""
        return self.hit.passage.text[self.start : self.end]

    @property
    def before(self) -> str:
        """The sentences before it in the passage."""
        return self.hit.passage.text[: self.start]

    @property
    def context(self) -> str:
        """What a reader knows beside the passage: title, headings, lead, source."""
        article, passage = self.hit.article, self.hit.passage
        return "\n".join((article.title, *passage.headings, passage.lead, article.source))


class Evidence:
    """The given passages, cut into windows, with their sentences' vectors."""

    def __init__(self, hits: Sequence[Hit], embedder: Embedder) -> None:
        self.hits, self._embedder = hits, embedder
        self.windows: dict[int, list[Window]] = {}
        sentences: list[str] = []
        for number, hit in enumerate(hits, 1):
            spans = split_sentences(hit.passage.text)
            self.windows[number] = list(_windows(number, hit, spans, len(sentences)))
            sentences += [hit.passage.text[a:b] for a, b in spans]
        self._vectors = embedder.embed(sentences, "passage")

    def vectors(self, statements: Sequence[str]) -> NDArray[np.float32]:
        """Cosine of each statement and each sentence, as a share of what is possible.

        The median of a statement's cosines counts as 0: models differ in theirs.
        """
        if not len(self._vectors) or not statements:
            return np.zeros((len(statements), len(self._vectors)), np.float32)
        cosines = self._embedder.embed(list(statements), "passage") @ self._vectors.T
        base = np.median(cosines, axis=1, keepdims=True)
        share: NDArray[np.float32] = np.clip((cosines - base) / np.maximum(1 - base, 1e-3), 0, 1)
        return share

    def ranked(
        self, statement: str, meaning: NDArray[np.float32], numbers: Iterable[int]
    ) -> list[tuple[float, Window]]:
        """Windows of these passages with their likeness to a statement, best first."""
        grams, chars = bigrams(statement), set(content(statement))
        scored = [
            (likeness(grams, chars, window, float(meaning[window.rows].max())), window)
            for number in numbers
            for window in self.windows.get(number, ())
        ]
        return sorted(scored, key=lambda pair: -pair[0])


def _windows(number: int, hit: Hit, spans: list[tuple[int, int]], row: int) -> Iterator[Window]:
    for i, (start, _) in enumerate(spans):
        for j in range(i, min(i + WIDEST, len(spans))):
            if j == i or spans[j][1] - start <= _LONGEST:
                yield Window(number, hit, start, spans[j][1], range(row + i, row + j + 1))


def likeness(grams: set[str], chars: set[str], window: Window, meaning: float) -> float:
    """How much of a statement a window holds, 0 to 1, less a little for each sentence more."""
    return (
        _WORDS * coverage(grams, chars, window)
        + _MEANING * meaning
        - _WIDTH * (len(window.rows) - 1)
    )


def coverage(grams: set[str], chars: set[str], window: Window) -> float:
    """Share of a statement's character pairs and characters that a window has.

    What only title and headings have counts less.
    """
    if not grams:
        return 0.0
    pairs, known = grams & bigrams(window.text), bigrams(window.context)
    held, known_chars = chars & set(content(window.text)), set(content(window.context))
    return 0.6 * (len(pairs) + _CONTEXT * len(grams & known - pairs)) / len(grams) + 0.4 * (
        len(held) + _CONTEXT * len(chars & known_chars - held)
    ) / max(1, len(chars))


def content(text: str) -> str:
    """Characters that say something: no digits, punctuation or function words."""
    return _FUNCTION.sub("", fold(text).lower())


def bigrams(text: str) -> set[str]:
    """Neighbouring characters, not across punctuation, digits and function words."""
    return {
        run[i : i + 2] for run in _FUNCTION.split(fold(text).lower()) for i in range(len(run) - 1)
    }
