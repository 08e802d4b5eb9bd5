"""Fit the learned weights of `rag` on question sets, one set per issue.

    python -m eval.tune SET.jsonl...

prints the weights of statements (rag.evidence.scoring) and of confidence
(rag.evidence.confidence) fitted on all questions. Below each it prints the quality under
leave-one-issue-out cross-validation, which is the figure to trust. The weights of passages
(rag.retrieval.ranking) are set by hand, because no fit on these few questions did better on the
issue left out.
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
from eval.extras import require_package
from index.errors import WenceError
from rag.blocks import plain_text
from rag.evidence import confidence
from rag.evidence.scoring import FEATURES, WEIGHTS, score_statements
from rag.evidence.statements import Statement
from rag.extractive.composition import compose, quotes
from rag.extractive.selection import choose
from rag.pipeline import Pipeline
from rag.question.understanding import understand
from rag.retrieval.retriever import Retrieval
from rag.settings import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray


Fitted = TypeVar("Fitted")

REGULARISATION = 0.05  # inverse strength, as scikit-learn's C
WRONG, RIGHT = 25, 4  # the best-scored statements of each kind that a question contributes
ROUNDS = 2  # each reassigns statements to parts of the question with the weights so far


@dataclass(frozen=True, slots=True)
class Example:
    """A question with what was retrieved for it.

    `group`: its issue; the questions of an issue are left out together. `right`: for each
    statement whether it is from a gold article and holds a key point. `signals`: the features
    of confidence.
    """

    question: Question
    group: str
    retrieval: Retrieval
    statements: list[Statement]
    right: NDArray[np.bool_]
    signals: NDArray[np.float32]

    @property
    def answerable(self) -> bool:
        """Whether the corpus is expected to contain the answer."""
        return self.question.answerable


def collect(pipeline: Pipeline, files: Sequence[Path]) -> Iterator[Example]:
    """Retrieve statements for every question, except chitchat and injections."""
    locator = Locator(pipeline.store.articles(), pipeline.store.passages())
    for file in files:
        for question in load([file]):
            if question.type in ("chitchat", "injection"):
                continue
            retrieval = pipeline.retriever.retrieve(understand(question.question, question.history))
            found = score_statements(retrieval)
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
    """Fit the weights that rank right statements of a question first: pairwise logistic regression."""
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
    """Return the feature differences of right and wrong statements, and each pair's weight.

    The pairs of a question have a total weight of 1. Shapes: (pairs, features), (pairs,).
    """
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
        right = sorted(right, key=lambda f: -float(f @ weights))[:RIGHT]
        wrong = sorted(wrong, key=lambda f: -float(f @ weights))[:WRONG]
        pairs.extend(np.asarray(r - w, np.float64) for r in right for w in wrong)
        share.extend([1 / max(1, len(right) * len(wrong))] * (len(right) * len(wrong)))
    return np.array(pairs), np.array(share)


def fit_confidence(examples: Sequence[Example]) -> tuple[NDArray[np.float64], float]:
    """Fit weights and bias of confidence by logistic regression, with classes weighted equally."""
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
    """Yield every example with the weights fitted on the other groups."""
    for group in sorted({example.group for example in examples}):
        fitted = fit([example for example in examples if example.group != group])
        yield from ((example, fitted) for example in examples if example.group == group)


def report_statements(examples: Sequence[Example]) -> str:
    """Report key points, complete answers and answer lengths in cross-validation."""
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
    """Report right and false refusals and the area under the ROC curve in cross-validation."""
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
    """Print fitted weights and their quality for the sets named on the command line."""
    require_package("sklearn", "scikit-learn", "拟合权重")
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
    try:
        main()
    except WenceError as failure:
        sys.exit(str(failure))
