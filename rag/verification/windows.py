"""The evidence of an answer: its passages, cut into windows of neighbouring sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from index.text.sentences import split_sentences
from rag.verification.coverage import Content, matched_runs, squeeze

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rag.answer import Hit

MAX_SENTENCES = 3  # neighbouring sentences that may support a statement together
_LOOK_BACK = 400  # characters before a window in which its subject may be named
_MAX_CHARS = 400  # of a window of several sentences
_PER_SENTENCE = 0.03  # share of the coverage that each sentence after the first must add
_TRIED = 4  # windows that are judged


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences of a passage: `own_text` is `hit.passage.text[start:end]`.

    `number` is the passage's number in the prompt, from 1. `question` is what the
    answer replies to, `also` a second window, where a statement rests on two places.
    """

    number: int
    hit: Hit
    start: int
    end: int
    question: str = ""
    also: Window | None = None

    @property
    def own_text(self) -> str:
        """The text of the sentences, as an answer would quote it."""
        return self.hit.passage.text[self.start : self.end]

    @property
    def text(self) -> str:
        """The text of the sentences, and of the second window."""
        return self.own_text + ("\n" + self.also.text if self.also else "")

    @property
    def parts(self) -> tuple[Window, ...]:
        """The window, and the second one."""
        return (self, *(self.also.parts if self.also else ()))

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
    def article_text(self) -> str:
        """The text of the article, and of the second window's."""
        return "\n".join(dict.fromkeys(part.hit.article.text for part in self.parts))

    @property
    def context(self) -> str:
        """Title, headings, lead and source; the header row too, if the window is in a table."""
        article, passage = self.hit.article, self.hit.passage
        known = [article.title, *passage.headings, passage.lead, article.source]
        if "\t" in self.own_text:
            known.append(next(row for row in passage.text.split("\n") if "\t" in row))
        return "\n".join(known) + ("\n" + self.also.context if self.also else "")


class Evidence:
    """The passages of an answer by their number from 1, and their windows."""

    def __init__(self, hits: Sequence[Hit], question: str = "") -> None:
        self.question = question
        self.hits = dict(enumerate(hits, 1))
        self._spans = {n: split_sentences(hit.passage.text) for n, hit in self.hits.items()}

    def text(self, numbers: Iterable[int]) -> str:
        """Return the squeezed text of these passages."""
        return "\n".join(squeeze(self.hits[n].passage.text) for n in numbers)

    def windows(self, content: Content, numbers: Sequence[int]) -> list[Window]:
        """Return the windows of these passages that cover most of a statement, best first.

        The first is joined with the sentence that adds most to it, if that lies elsewhere.
        """
        scored = [one for n in numbers for one in self._scored(content, n)]
        scored.sort(key=lambda one: -one.score)
        return [*(one.window for one in scored[:_TRIED]), *_joined(content, scored)]

    def _scored(self, content: Content, number: int) -> Iterator[_Scored]:
        """Yield the windows of a passage, each with its coverage of the statement."""
        spans, hit = self._spans[number], self.hits[number]
        text = hit.passage.text
        runs = [matched_runs(content.text, squeeze(text[a:b])) for a, b in spans]
        for i, (start, _) in enumerate(spans):
            for j in range(i, min(i + MAX_SENTENCES, len(spans))):
                if j == i or spans[j][1] - start <= _MAX_CHARS:
                    covered = np.maximum.reduce(runs[i : j + 1])
                    score = depth(content, covered) - _PER_SENTENCE * (j - i)
                    yield _Scored(
                        score, Window(number, hit, start, spans[j][1], self.question), covered
                    )


@dataclass(frozen=True, slots=True, eq=False)
class _Scored:
    """A window with the runs of the statement that it covers, and how much they are."""

    score: float
    window: Window
    runs: NDArray[np.int64]


def depth(content: Content, runs: NDArray[np.int64]) -> float:
    """Return how much of a statement stands in runs, long ones counting more, 0 to about 1."""
    held = 1 - np.exp(-np.maximum(runs - 1, 0) / 1.5)
    return float(content.weights @ held) / max(content.total, 1e-9)


def _joined(content: Content, scored: Sequence[_Scored]) -> Iterator[Window]:
    """Yield the best window together with the one apart from it that adds most, if one does."""
    pairs = [
        (depth(content, np.maximum(scored[0].runs, other.runs)), other.window)
        for other in scored[1:]
        if other.score > 0 and _apart(scored[0].window, other.window)
    ]
    best = max(pairs, key=lambda pair: pair[0], default=None)
    if best and best[0] > scored[0].score + 2 * _PER_SENTENCE:
        yield replace(scored[0].window, also=best[1])


def _apart(one: Window, other: Window) -> bool:
    return one.number != other.number or one.end <= other.start or other.end <= one.start
