"""Align a statement with the sentences of a passage that support it best.

A statement that is like no sentence is struck: 「东湖区将建一座天文馆」 has nothing in common with
「东湖区有四十家诊所」. Similarity is measured by shared words and by embeddings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.text.sentences import split_sentences
from rag.language.ngrams import bigrams, content_characters
from rag.language.quantities import fold, quantities, same_quantity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.embedder import Embedder
    from rag.answer import Hit

MAX_SENTENCES = 3  # neighbouring sentences that may support a statement together
_LOOK_BACK = 400  # characters before a window in which its subject may be named
_MAX_CHARS = 400  # of a window of several sentences
_WORDS, _MEANING, _FIGURES = 0.7, 0.2, 0.15  # weights in the similarity
_PER_SENTENCE = 0.03  # cost of each sentence after the first
_EMBEDDED = 16  # sentences that are embedded for a statement
_CONTEXT = 0.5  # weight of a word that only title or headings have


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences of a passage: `text` is `hit.passage.text[start:end]`.

    `number` is the passage's number in the prompt, from 1. `sentences` are the numbers of its
    sentences among those of all passages.
    """

    number: int
    hit: Hit
    start: int
    end: int
    sentences: range

    @property
    def text(self) -> str:
        """The text of the sentences, as an answer would quote it."""
        return self.hit.passage.text[self.start : self.end]

    @property
    def passage_before(self) -> str:
        """The passage up to the window."""
        return self.hit.passage.text[: self.start]

    @property
    def article_before(self) -> str:
        """The characters of the article close before the window."""
        at = self.hit.passage.start + self.start
        return self.hit.article.text[max(0, at - _LOOK_BACK) : at]

    @property
    def around(self) -> str:
        """The text close before the window, and its context."""
        return self.article_before + "\n" + self.context

    @property
    def context(self) -> str:
        """Title, headings, lead and source; the header row too, if the window is in a table."""
        article, passage = self.hit.article, self.hit.passage
        known = [article.title, *passage.headings, passage.lead, article.source]
        if "\t" in self.text:
            known.append(next(row for row in passage.text.split("\n") if "\t" in row))
        return "\n".join(known)


class Evidence:
    """The passages of an answer, cut into windows.

    Shared words settle most alignments; sentences are embedded only where they don't.
    """

    def __init__(self, hits: Sequence[Hit], embedder: Embedder) -> None:
        self._embedder = embedder
        self._sentences: list[str] = []
        self._vectors: dict[int, NDArray[np.float32]] = {}
        self.windows: dict[int, list[Window]] = {}
        for number, hit in enumerate(hits, 1):
            spans = split_sentences(hit.passage.text)
            self.windows[number] = list(_windows(number, hit, spans, len(self._sentences)))
            self._sentences += [hit.passage.text[a:b] for a, b in spans]

    def similarities(self, statement: str) -> NDArray[np.float32]:
        """Return the similarity in meaning of a statement to each sentence, (sentences,), 0 to 1.

        Only the sentences that share most words with it are embedded; the others get 0. The
        median of their cosines counts as 0, because the level of cosines depends on the model.
        """
        found = self.no_similarities()
        nearest = self._nearest(statement)
        if nearest:
            self._embed(nearest)
            vectors = np.stack([self._vectors[n] for n in nearest])
            cosines = vectors @ self._embedder.embed([statement], "passage")[0]
            base = float(np.median(cosines))
            found[nearest] = np.clip((cosines - base) / max(1 - base, 1e-3), 0, 1)
        return found

    def no_similarities(self) -> NDArray[np.float32]:
        """Return zeros in place of `similarities`, so that only shared words count."""
        return np.zeros(len(self._sentences), np.float32)

    def ranked(
        self, statement: str, similarities: NDArray[np.float32], numbers: Iterable[int]
    ) -> list[tuple[float, Window]]:
        """Score the windows of these passages by their support for a statement, best first."""
        scorer = Scorer(statement)
        scored = [
            (scorer.score(window, float(similarities[window.sentences].max())), window)
            for number in numbers
            for window in self.windows.get(number, ())
        ]
        return sorted(scored, key=lambda pair: -pair[0])

    def _nearest(self, statement: str) -> list[int]:
        """Return the numbers of the sentences that share most words with a statement."""
        scorer = Scorer(statement)
        windows = [w for found in self.windows.values() for w in found if len(w.sentences) == 1]
        windows.sort(key=lambda w: -scorer.word_overlap(w))
        return [w.sentences[0] for w in windows[:_EMBEDDED]]

    def _embed(self, numbers: Sequence[int]) -> None:
        missing = [n for n in numbers if n not in self._vectors]
        vectors = self._embedder.embed([self._sentences[n] for n in missing], "passage")
        self._vectors.update(zip(missing, vectors, strict=True))


def _windows(number: int, hit: Hit, spans: list[tuple[int, int]], first: int) -> Iterator[Window]:
    """Yield the windows of a passage, whose first sentence has the number `first`."""
    for i, (start, _) in enumerate(spans):
        for j in range(i, min(i + MAX_SENTENCES, len(spans))):
            if j == i or spans[j][1] - start <= _MAX_CHARS:
                yield Window(number, hit, start, spans[j][1], range(first + i, first + j + 1))


def merge(windows: Sequence[Window]) -> Window | None:
    """Return one window from the first to the last of a passage's, or None if it is too long."""
    start, end = min(w.start for w in windows), max(w.end for w in windows)
    sentences = range(
        min(w.sentences.start for w in windows), max(w.sentences.stop for w in windows)
    )
    if end - start > _MAX_CHARS:
        return None
    return Window(windows[0].number, windows[0].hit, start, end, sentences)


class Scorer:
    """Score how much of one statement a window contains, 0 to about 1."""

    def __init__(self, statement: str) -> None:
        self._pairs, self._characters = bigrams(statement), content_characters(statement)
        self._figures = [q for q in quantities(fold(statement)) if not q.is_small_count]

    def score(self, window: Window, similarity: float) -> float:
        """Add up words, meaning and figures; subtract a little for each further sentence."""
        figures = self._figure_recall(window)
        return (
            _WORDS * self.word_overlap(window)
            + _MEANING * similarity
            + _FIGURES * figures
            - _PER_SENTENCE * (len(window.sentences) - 1)
        )

    def word_overlap(self, window: Window) -> float:
        """Return the share of the statement's bigrams and characters that a window contains.

        Those that only its context contains count less.
        """
        pairs = _recall(self._pairs, bigrams(window.text), bigrams(window.context))
        singles = _recall(
            self._characters, content_characters(window.text), content_characters(window.context)
        )
        return 0.6 * pairs + 0.4 * singles

    def _figure_recall(self, window: Window) -> float:
        if not self._figures:
            return 0.0
        found = quantities(fold(window.text))
        held = sum(any(same_quantity(q, o) for o in found) for q in self._figures)
        return held / len(self._figures)


def _recall(wanted: frozenset[str], own: frozenset[str], context: frozenset[str]) -> float:
    held = wanted & own
    return (len(held) + _CONTEXT * len(wanted & context - held)) / max(1, len(wanted))
