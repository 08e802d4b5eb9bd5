"""Which sentences of a passage say what a statement says: by words and by meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.text.sentences import split_sentences
from rag.language.ngrams import bigrams, characters
from rag.language.quantities import fold, quantities, same

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.embedder import Embedder
    from rag.answer import Hit

WIDEST = 3  # neighbouring sentences that may support a statement together
_BACK = 400  # characters before a sentence, in which the one it speaks of is named
_LONGEST = 400  # characters of a window of several sentences
_WORDS, _MEANING, _FIGURES, _WIDTH = 0.7, 0.2, 0.15, 0.03  # weights; the last one a cost
_EMBEDDED = 16  # sentences that are embedded for a statement
_CONTEXT = 0.5  # worth of a word that only title or headings have


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
    def around(self) -> str:
        """What stands close before it in the article, and its context."""
        at = self.hit.passage.start + self.start
        return self.hit.article.text[max(0, at - _BACK) : at] + "\n" + self.context

    @property
    def context(self) -> str:
        """What a reader knows beside the passage: title, headings, lead, source; a table's head."""
        article, passage = self.hit.article, self.hit.passage
        known = [article.title, *passage.headings, passage.lead, article.source]
        if "\t" in self.text:
            known.append(next(row for row in passage.text.split("\n") if "\t" in row))
        return "\n".join(known)


class Evidence:
    """The given passages, cut into windows.

    Words settle most alignments; sentences are embedded when they don't.
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

    def meaning(self, statement: str) -> NDArray[np.float32]:
        """Likeness in meaning of a statement and each sentence, (sentences,), 0 to 1.

        Only the sentences most like it in words are embedded. The median of their cosines
        counts as 0: models differ in theirs.
        """
        share = self.no_meaning()
        rows = self._nearest(statement)
        if rows:
            self._embed(rows)
            vectors = np.stack([self._vectors[row] for row in rows])
            cosines = vectors @ self._embedder.embed([statement], "passage")[0]
            base = float(np.median(cosines))
            share[rows] = np.clip((cosines - base) / max(1 - base, 1e-3), 0, 1)
        return share

    def _nearest(self, statement: str) -> list[int]:
        likeness = Likeness(statement)
        single = [w for windows in self.windows.values() for w in windows if len(w.rows) == 1]
        return [w.rows[0] for w in sorted(single, key=lambda w: -likeness.words(w))[:_EMBEDDED]]

    def _embed(self, rows: Sequence[int]) -> None:
        missing = [row for row in rows if row not in self._vectors]
        vectors = self._embedder.embed([self._sentences[row] for row in missing], "passage")
        self._vectors.update(zip(missing, vectors, strict=True))

    def no_meaning(self) -> NDArray[np.float32]:
        """What stands for `meaning` where words alone count."""
        return np.zeros(len(self._sentences), np.float32)

    def ranked(
        self, statement: str, meaning: NDArray[np.float32], numbers: Iterable[int]
    ) -> list[tuple[float, Window]]:
        """Windows of these passages with their likeness to a statement, best first."""
        likeness = Likeness(statement)
        scored = [
            (likeness.of(window, float(meaning[window.rows].max())), window)
            for number in numbers
            for window in self.windows.get(number, ())
        ]
        return sorted(scored, key=lambda pair: -pair[0])


def _windows(number: int, hit: Hit, spans: list[tuple[int, int]], row: int) -> Iterator[Window]:
    for i, (start, _) in enumerate(spans):
        for j in range(i, min(i + WIDEST, len(spans))):
            if j == i or spans[j][1] - start <= _LONGEST:
                yield Window(number, hit, start, spans[j][1], range(row + i, row + j + 1))


def joined(windows: Sequence[Window]) -> Window | None:
    """The window from the first to the last of some of one passage, unless it is too long."""
    start, end = min(w.start for w in windows), max(w.end for w in windows)
    rows = range(min(w.rows.start for w in windows), max(w.rows.stop for w in windows))
    if end - start > _LONGEST:
        return None
    return Window(windows[0].number, windows[0].hit, start, end, rows)


class Likeness:
    """How much of one statement a window holds, 0 to about 1."""

    def __init__(self, statement: str) -> None:
        self._pairs, self._chars = bigrams(statement), characters(statement)
        self._figures = [q for q in quantities(fold(statement)) if not q.loose]

    def of(self, window: Window, meaning: float) -> float:
        """Words, meaning, figures, less a little for each sentence more."""
        figures = self._figures_held(window)
        return (
            _WORDS * self.words(window)
            + _MEANING * meaning
            + _FIGURES * figures
            - _WIDTH * (len(window.rows) - 1)
        )

    def words(self, window: Window) -> float:
        """Share of the statement's character pairs and characters that a window has.

        What only title and headings have counts less.
        """
        pairs = _share(self._pairs, bigrams(window.text), bigrams(window.context))
        chars = _share(self._chars, characters(window.text), characters(window.context))
        return 0.6 * pairs + 0.4 * chars

    def _figures_held(self, window: Window) -> float:
        if not self._figures:
            return 0.0
        found = quantities(fold(window.text))
        return sum(any(same(q, o) for o in found) for q in self._figures) / len(self._figures)


def _share(wanted: frozenset[str], own: frozenset[str], context: frozenset[str]) -> float:
    held = wanted & own
    return (len(held) + _CONTEXT * len(wanted & context - held)) / max(1, len(wanted))
