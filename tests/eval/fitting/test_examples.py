from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.fitting.examples import Task, find, negatives, passage_lists, tasks
from rag.evidence import confidence, scoring
from rag.pipeline import Pipeline
from rag.retrieval import ranking


@pytest.fixture(scope="module")
def asked(pipelines: list[Pipeline], sets: list[Path]) -> list[Task]:
    return tasks(pipelines, sets)


def test_every_question_of_a_set_is_asked_of_its_store_except_greetings(asked: list[Task]) -> None:
    assert Counter(task.kind for task in asked) == {"answerable": 20, "unanswerable": 10}
    assert [id(task.pipeline) for task in asked[:15]] == [id(asked[0].pipeline)] * 15
    assert asked[15].pipeline is not asked[0].pipeline
    assert "chitchat" not in {task.question.type for task in asked}


def test_questions_on_one_document_are_of_one_group(asked: list[Task]) -> None:
    first, second, unanswerable = asked[:3]
    assert first.group == second.group == first.question.sources[0].issue
    assert unanswerable.group == unanswerable.question.id


def test_negatives_lose_their_evidence_or_are_asked_of_another_store(asked: list[Task]) -> None:
    answerable = [task for task in asked if task.kind == "answerable"]
    found = list(negatives(asked, 4))
    removed = [task for task in found if task.kind == "removed"]
    foreign = [task for task in found if task.kind == "foreign"]
    assert len(removed) == len(foreign) == len(answerable) / 4
    own = {(task.question.question, id(task.pipeline)) for task in answerable}
    assert all((t.question.question, id(t.pipeline)) in own for t in removed)
    assert all((t.question.question, id(t.pipeline)) not in own for t in foreign)


def test_one_store_has_no_foreign_questions(pipelines: list[Pipeline], sets: list[Path]) -> None:
    found = list(negatives(tasks(pipelines[:1], sets[:1]), 2))
    assert {task.kind for task in found} == {"removed"}


def test_passages_come_with_their_features_and_the_evidence_they_hold(asked: list[Task]) -> None:
    ((task, features, held),) = passage_lists(asked[:1])
    assert task is asked[0]
    assert features.shape == (len(held), len(ranking.FEATURES))
    assert held.shape[1] == 1 and held.sum() == 1


def test_statements_come_with_their_features_and_the_evidence_they_hold(asked: list[Task]) -> None:
    found = find(asked[0])
    assert found
    n = len(found.features)
    assert found.features.shape == (n, 1, len(scoring.FEATURES))
    assert found.evidence.shape == (n, 1) and found.evidence.sum() == 1
    (right,) = np.flatnonzero(found.evidence)
    assert found.lengths[right] == len(asked[0].question.evidence[0])
    assert found.signals.shape == (len(confidence.FEATURES),)


def test_no_statement_holds_the_evidence_that_was_removed(asked: list[Task]) -> None:
    found = find(replace(asked[0], kind="removed"))
    assert found and not found.evidence.any()
    full = find(asked[0])
    assert full and 0 < len(found.lengths) < len(full.lengths)


def test_key_points_tell_the_right_statements_where_a_set_has_no_evidence(
    asked: list[Task],
) -> None:
    question = replace(asked[0].question, evidence=(), key_points=(("保存3年",),))
    found = find(replace(asked[0], question=question))
    assert found and found.evidence.shape[1] == 0
    assert found.points.sum() == 1
