"""Ask the questions of the sets, and keep the features of what was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from eval.datasets.gold import Locator
from eval.datasets.matching import holds, middle, squeeze
from eval.datasets.sets import Question, load
from rag.evidence import confidence
from rag.evidence.scoring import score_statements
from rag.pipeline import Pipeline
from rag.question.understanding import understand
from rag.retrieval.ranking import Pool
from rag.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from numpy.typing import NDArray

Kind = Literal["answerable", "unanswerable", "removed", "foreign"]
"""`removed`: the passages that answer are taken away; `foreign`: asked of another corpus."""

NOT_ASKED = ("chitchat", "injection")


@dataclass(frozen=True, slots=True)
class Task:
    """A question to ask of a pipeline; `group` names the documents that are left out together."""

    pipeline: Pipeline
    locator: Locator
    question: Question
    group: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Found:
    """The statements found for a task.

    `features` (n, parts, features), `evidence` (n, pieces): which holds which piece of
    evidence, `points` (n, key points), `lengths` (n,) in characters, `signals` of confidence.
    """

    task: Task
    features: NDArray[np.float32]
    evidence: NDArray[np.bool_]
    points: NDArray[np.bool_]
    lengths: NDArray[np.int64]
    signals: NDArray[np.float32]


def tasks(pipelines: Sequence[Pipeline], sets: Sequence[Path]) -> list[Task]:
    """Return a task for each question of each set, which belongs to the pipeline beside it."""
    found = []
    for pipeline, file in zip(pipelines, sets, strict=True):
        locator = Locator(pipeline.store.articles(), pipeline.store.passages())
        for question in load([file]):
            if question.type not in NOT_ASKED:
                kind: Kind = "answerable" if question.answerable else "unanswerable"
                group = question.sources[0].issue if question.sources else question.id
                found.append(Task(pipeline, locator, question, group, kind))
    return found


def negatives(own: Sequence[Task], share: int) -> Iterator[Task]:
    """Yield unanswerable tasks made of answerable ones.

    Every `share`-th question has its evidence removed; as many are asked of other corpora.
    """
    answerable = [task for task in own if task.kind == "answerable"]
    yield from (replace(task, kind="removed") for task in answerable[::share])
    pipelines = list({id(task.pipeline): task.pipeline for task in own}.values())
    for task in answerable[1::share]:
        for pipeline in pipelines:
            if pipeline is not task.pipeline:
                yield replace(task, pipeline=pipeline, kind="foreign", group=f"?{task.group}")


def passage_lists(
    asked: Sequence[Task],
) -> list[tuple[Task, NDArray[np.float32], NDArray[np.bool_]]]:
    """Return the features of each task's candidates (n, features) and the evidence they hold.

    The evidence (n, pieces) tells which candidate holds which piece.
    """
    found = []
    for task in asked:
        question = understand(task.question.question, task.question.history)
        retriever = task.pipeline.retriever
        query = retriever.encode(question)
        if rows := retriever.candidates(query, question):
            pool = Pool(task.pipeline.store, retriever.articles, rows, query)
            gold = task.locator.gold(task.question)
            held = [[c.passage.id in group for group in gold.evidence] for c in pool.candidates]
            features = pool.features(query.weights, question.text)
            found.append((task, features, np.array(held, bool).reshape(len(rows), -1)))
    return found


def find(task: Task) -> Found | None:
    """Ask a task's question; None where no statement is found."""
    question = understand(task.question.question, task.question.history)
    retrieval = task.pipeline.retriever.retrieve(question)
    gold = task.locator.gold(task.question)
    if task.kind == "removed":
        retrieval = _without(retrieval, gold.passages)
    statements = score_statements(retrieval)
    if not statements:
        return None
    texts = [squeeze(s.text) for s in statements]
    ours = [task.kind == "answerable" and s.article.id in gold.articles for s in statements]
    pieces = [squeeze(piece) for piece in task.question.evidence]
    evidence = [
        [own and _holds(text, piece) for piece in pieces]
        for own, text in zip(ours, texts, strict=True)
    ]
    points = [
        [own and holds(point, text) for point in task.question.key_points]
        for own, text in zip(ours, texts, strict=True)
    ]
    return Found(
        task,
        np.stack([s.features for s in statements]),
        np.array(evidence, bool).reshape(len(texts), -1),
        np.array(points, bool).reshape(len(texts), -1),
        np.array([len(s.text) for s in statements]),
        confidence.signals(retrieval, statements),
    )


def _holds(text: str, piece: str) -> bool:
    """Return whether a statement holds most of a piece of evidence."""
    return piece in text or middle(piece) in text or (2 * len(text) >= len(piece) and text in piece)


def _without(retrieval: Retrieval, passages: frozenset[str]) -> Retrieval:
    kept = [i for i, c in enumerate(retrieval.candidates) if c.passage.id not in passages]
    gaps = retrieval.gaps[kept]
    return replace(
        retrieval,
        candidates=[retrieval.candidates[i] for i in kept],
        scores=[retrieval.scores[i] - retrieval.scores[kept[0]] for i in kept],
        gaps=gaps - gaps.max(axis=0, initial=-np.inf) if kept else gaps,
    )
