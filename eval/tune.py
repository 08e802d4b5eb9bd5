"""Fit the learned numbers of `rag`, and measure each issue with numbers fitted on the others.

    python -m eval.tune SET.jsonl...

prints, for the weights of statements (`rag.evidence`) and of confidence (`rag.confidence`),
what the fit on all questions gives and how it does left-one-issue-out: the figure that
counts. The weights of passages (`rag.rank`) are set by hand, since no fit on these few
questions beat them on the issue left out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from eval.datasets.gold import Gold, Locator
from eval.datasets.matching import holds, squeeze
from eval.datasets.sets import Question, load
from rag.blocks import plain_text
from rag.evidence import confidence
from rag.evidence.statements import FEATURES, WEIGHTS, Statement, statements
from rag.extractive.composition import compose, quotes
from rag.extractive.selection import choose
from rag.pipeline import Pipeline
from rag.question.understanding import understand
from rag.retrieval.retriever import Retrieval
from rag.settings import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray


Fitted = TypeVar("Fitted")

REGULARISATION = 0.05  # inverse strength, of pairs of statements
HARD, POSITIVE = 25, 4  # statements of each sort taken from a question
ROUNDS = 2  # each decides anew which part of a question a statement answers


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its evidence. `group`: the issue it is about, left out together."""

    question: Question
    group: str
    retrieval: Retrieval
    statements: list[Statement]
    right: NDArray[np.bool_]  # statements of a gold article that hold a key point
    signals: NDArray[np.float32]

    @property
    def answerable(self) -> bool:
        """Whether the corpus holds the answer."""
        return self.question.answerable


def collect(pipeline: Pipeline, files: Sequence[Path]) -> Iterator[Example]:
    """Retrieve for every question that needs a search."""
    locator = Locator(pipeline.store.articles(), pipeline.store.passages())
    for file in files:
        for question in load([file]):
            if question.type in ("chitchat", "injection"):
                continue
            retrieval = pipeline.retriever.retrieve(understand(question.question, question.history))
            found = statements(retrieval)
            yield Example(
                question,
                file.stem,
                retrieval,
                found,
                np.array([_right(s, question, locator.gold(question)) for s in found]),
                confidence.signals(retrieval, found),
            )


def _right(statement: Statement, question: Question, gold: Gold) -> bool:
    if statement.candidate.passage.article_id not in gold.articles:
        return False
    return any(holds(point, squeeze(statement.text)) for point in question.key_points)


def fit_statements(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Weights by pairwise logistic regression: right before wrong, within each question."""
    from sklearn.linear_model import LogisticRegression

    weights = WEIGHTS.astype(np.float64)
    for _ in range(ROUNDS):
        pairs, share = _pairs(examples, weights)
        scale = pairs.std(axis=0) + 1e-6
        model = LogisticRegression(C=REGULARISATION, fit_intercept=False, max_iter=500)
        model.fit(
            np.concatenate([pairs, -pairs]) / scale,
            np.repeat([1, 0], len(pairs)),
            sample_weight=np.concatenate([share, share]),
        )
        weights = model.coef_[0] / scale
    return weights


def _pairs(
    examples: Sequence[Example], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Differences of features, and the share of its question's weight that each pair has."""
    pairs: list[NDArray[np.float64]] = []
    share: list[float] = []
    for example in examples:
        right = [
            s.features[int(np.argmax(s.features @ weights))]
            for s, is_right in zip(example.statements, example.right, strict=True)
            if is_right
        ]
        wrong = [
            features
            for s, is_right in zip(example.statements, example.right, strict=True)
            if not is_right
            for features in s.features
        ]
        right = sorted(right, key=lambda f: -float(f @ weights))[:POSITIVE]
        wrong = sorted(wrong, key=lambda f: -float(f @ weights))[:HARD]
        pairs.extend(np.asarray(r - w, np.float64) for r in right for w in wrong)
        share.extend([1 / max(1, len(right) * len(wrong))] * (len(right) * len(wrong)))
    return np.array(pairs), np.array(share)


def fit_confidence(examples: Sequence[Example]) -> tuple[NDArray[np.float64], float]:
    """Weights and bias by logistic regression, answerable and not weighed alike."""
    from sklearn.linear_model import LogisticRegression

    signals = np.stack([example.signals for example in examples]).astype(np.float64)
    mean, scale = signals.mean(axis=0), signals.std(axis=0) + 1e-6
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=500)
    model.fit((signals - mean) / scale, [example.answerable for example in examples])
    weights = model.coef_[0] / scale
    return weights, float(model.intercept_[0] - weights @ mean)


def left_out(
    examples: Sequence[Example], fit: Callable[[Sequence[Example]], Fitted]
) -> Iterator[tuple[Example, Fitted]]:
    """Every example with what was fitted without its group."""
    for group in sorted({example.group for example in examples}):
        fitted = fit([example for example in examples if example.group != group])
        yield from ((example, fitted) for example in examples if example.group == group)


def report_statements(examples: Sequence[Example]) -> str:
    """Key points held, all held, and lengths, with weights fitted without the issue."""
    held, lengths = [], []
    for example, weights in left_out(examples, fit_statements):
        scored = [
            replace(s, scores=(s.features @ weights).astype(np.float32)) for s in example.statements
        ]
        chosen = quotes(choose(example.retrieval, scored))
        answer = plain_text(compose(chosen, example.retrieval.question.text))
        held.append([holds(p, squeeze(answer)) for p in example.question.key_points])
        lengths.append(len(answer))
    return (
        f"key points {np.mean([np.mean(h) for h in held]):.3f}, "
        f"all {np.mean([all(h) for h in held]):.3f}, "
        f"length p50 {np.percentile(lengths, 50):.0f}, p90 {np.percentile(lengths, 90):.0f}"
    )


def report_confidence(examples: Sequence[Example]) -> str:
    """Refusals right and wrong at our threshold, and the area under the ROC curve."""
    from sklearn.metrics import roc_auc_score

    sure, answerable = [], []
    for example, (weights, bias) in left_out(examples, fit_confidence):
        sure.append(1 / (1 + np.exp(-float(example.signals @ weights + bias))))
        answerable.append(example.answerable)
    refused, right = np.array(sure) < confidence.THRESHOLD, np.array(answerable)
    return (
        f"refused {refused[~right].mean():.3f} of the unanswerable, "
        f"{refused[right].mean():.3f} of the answerable, AUC {roc_auc_score(right, sure):.3f}"
    )


def main() -> None:
    """Print fits and figures for the sets named on the command line."""
    pipeline = Pipeline.open(Settings())
    examples = list(collect(pipeline, [Path(name) for name in sys.argv[1:]]))
    answerable = [example for example in examples if example.answerable]
    weights, bias = fit_confidence(examples)
    for name, value in (
        (
            "statements",
            dict(zip(FEATURES, fit_statements(answerable).round(2), strict=True)),
        ),
        ("  left one issue out", report_statements(answerable)),
        (
            "confidence",
            dict(zip(confidence.FEATURES, weights.round(1), strict=True)) | {"bias": bias},
        ),
        ("  left one issue out", report_confidence(examples)),
    ):
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
