"""At which level an encoder's similarities lie on a corpus, so that no absolute cosine is needed.

What a cosine means differs between encoders and corpora. So some sentences of the corpus are
asked as if they were questions, and for each the best passage of the other articles is found.
Those do not answer it, but speak of the same domain: their similarities are the scale on which
real questions are measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.text.sentences import split_sentences

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.embedder import Encoded
    from index.embedding.interface import Encoder

QUESTIONS = 100
FEW = 10  # articles; fewer have nothing near to a question but its own article
_NEAREST = 5
STEP = 1 << 16  # rows compared at a time: 26 MB of cosines
_SHORTEST, _LONGEST = 12, 60  # characters of a sentence that may stand for a question
_START = 40  # characters taken where a passage has no such sentence
# no spread is a smaller share of the way from the mean to 1; see `measure_levels`
_LEAST_SHARE = 0.08
_LEAST = 1e-3  # where the mean is 1, as in passages that are all alike


@dataclass(frozen=True, slots=True)
class Level:
    """Mean and standard deviation of a similarity of questions to what does not answer them."""

    mean: float
    spread: float

    @classmethod
    def of(cls, best: Sequence[float]) -> Level:
        """Return the level of the best similarities of several questions, at most 1 each."""
        mean = float(np.mean(best))
        return cls(mean, max(float(np.std(best)), _LEAST_SHARE * (1 - mean), _LEAST))

    def standardise(self, similarity: float) -> float:
        """Return how many standard deviations a similarity lies above the mean."""
        return (similarity - self.mean) / self.spread


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels of an encoder on a corpus: of MaxSim (`late_similarity`) and of the cosine.

    `prompt` is the encoder's prompt for questions that they were measured with.
    """

    max_sim: Level
    cosine: Level
    prompt: str = ""


def late_similarity(query: NDArray[np.float32], passage: NDArray[np.float32]) -> float:
    """Return the mean, over a question's tokens (q, h), of their best cosines in a passage (t, h).

    This is MaxSim (ColBERT, Khattab & Zaharia 2020) per token; 0 where either has no token.
    """
    if not len(query) or not len(passage):
        return 0.0
    return float((passage @ query.T).max(axis=0).mean())


def measure_levels(
    vectors: NDArray[np.float32],
    tokens: Callable[[int], NDArray[np.float32]],
    articles: NDArray[np.int64],
    text: Callable[[int], str],
    encoder: Encoder,
) -> Levels:
    """Measure the levels of an encoder on a corpus; the same input gives the same result.

    `vectors` (n, d) are the passages', n > 0; `tokens` and `text` return a row's token vectors
    (t, h) and its words; `articles` (n,) number each row's article. With fewer than
    FEW articles, the other passages of its own stand for those of others too. Where there is one passage alone,
    nothing can be compared, and the result lets every similarity be about as usual: the mean is
    the passage's own, the spread 1.

    Few passages, or passages much alike, may happen to spread little. As a share of the way from
    the mean to 1, the spread was .10 to .28 in three corpora and in 32 documents of ten passages
    or more, with multilingual-e5-small and wence-e5-small alike; so it is never less than .08.
    """
    count = len(vectors)
    rows = (np.arange(min(count, QUESTIONS)) * count) // min(count, QUESTIONS)
    questions = encoder.encode([pseudo_question(text(int(row))) for row in rows], "query")
    prompt = encoder.prompts["query"]
    if count == 1:
        own = late_similarity(questions[0].tokens, tokens(0))
        return Levels(Level(own, 1.0), Level(float(vectors[0] @ questions[0].vector), 1.0), prompt)
    groups = articles if len(np.unique(articles)) >= FEW else np.arange(count)
    found = _nearest_elsewhere(
        np.stack([q.vector for q in questions]), groups[rows], vectors, groups
    )
    pairs = list(zip(questions, found, strict=True))
    cosines = [float((vectors[near] @ question.vector).max()) for question, near in pairs]
    return Levels(Level.of([_best(*pair, tokens) for pair in pairs]), Level.of(cosines), prompt)


def pseudo_question(text: str) -> str:
    """Return a sentence of a passage: the middle one of those as long as questions are.

    Where there is none, return the passage's first characters.
    """
    sentences = [text[start:end] for start, end in split_sentences(text)]
    fitting = [sentence for sentence in sentences if _SHORTEST <= len(sentence) <= _LONGEST]
    return fitting[len(fitting) // 2] if fitting else text[:_START]


def _best(
    question: Encoded, rows: NDArray[np.int64], tokens: Callable[[int], NDArray[np.float32]]
) -> float:
    return max(late_similarity(question.tokens, tokens(int(row))) for row in rows)


def _nearest_elsewhere(
    questions: NDArray[np.float32],
    own: NDArray[np.int64],
    vectors: NDArray[np.float32],
    articles: NDArray[np.int64],
) -> list[NDArray[np.int64]]:
    """Return for each question vector (m, d) the rows nearest to it, of other articles than its own.

    All rows are compared, a step at a time.
    """
    rows: NDArray[np.int64] = np.empty((len(questions), 0), np.int64)
    cosines: NDArray[np.float32] = np.empty((len(questions), 0), np.float32)
    for at in range(0, len(vectors), STEP):
        here = slice(at, at + STEP)
        found = questions @ vectors[here].T
        found[articles[here] == own[:, None]] = -np.inf
        near = _highest(found)
        rows = np.hstack([rows, near + at])
        cosines = np.hstack([cosines, np.take_along_axis(found, near, axis=1)])
        kept = _highest(cosines)
        rows = np.take_along_axis(rows, kept, axis=1)
        cosines = np.take_along_axis(cosines, kept, axis=1)
    return [row[np.isfinite(cosine)] for row, cosine in zip(rows, cosines, strict=True)]


def _highest(cosines: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the columns of each row's five highest values, or all where there are fewer."""
    if cosines.shape[1] <= _NEAREST:
        return np.broadcast_to(np.arange(cosines.shape[1]), cosines.shape)
    return np.argpartition(-cosines, _NEAREST, axis=1)[:, :_NEAREST]
