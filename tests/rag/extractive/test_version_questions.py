"""The questions of tests/data/validity on which version is in force, over its documents."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from index.embedding.embedder import Embedder
from index.store.store import Store
from rag.answering import QuestionAnswerer
from rag.settings import Settings
from tests.paths import ROOT
from tests.stores import index_files

DATA = ROOT / "tests/data/validity"
LEAST = 0.95  # share of the questions answered from the right version
MARKED = re.compile("(?:已废止|已修订|尚未施行)：")


def is_right(text: str, key_points: list[list[str]], wrong: list[str]) -> bool:
    """Whether a text has each key point, and other versions' figures only marked and after it."""
    squeezed = re.sub(r"\s", "", text)
    places = [
        min(
            (at for one in variants if (at := squeezed.find(re.sub(r"\s", "", one))) >= 0),
            default=-1,
        )
        for variants in key_points
    ]
    if -1 in places:
        return False
    others = [at for one in wrong if (at := squeezed.find(re.sub(r"\s", "", one))) >= 0]
    return all(at > min(places) and MARKED.search(squeezed[:at]) for at in others)


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> QuestionAnswerer:
    folder = tmp_path_factory.mktemp("validity")
    index_files(sorted((DATA / "docs").iterdir()), folder, embedder)
    settings = Settings(
        _env_file=None, store=folder, embedding_model=embedder.name, llm_base_url="", engine=None
    )
    store = Store.open(settings.store_spec)
    return QuestionAnswerer(store, embedder, settings, today=lambda: date(2026, 11, 27))


def test_questions_are_answered_from_the_right_version(answerer: QuestionAnswerer) -> None:
    lines = (DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    failed = []
    for asked in map(json.loads, lines):
        answer = answerer.ask(asked["question"])
        if answer.abstained or not is_right(answer.text, asked["key_points"], asked["wrong"]):
            failed.append(asked["id"])
    assert len(failed) <= (1 - LEAST) * len(lines), failed


def test_a_former_figure_counts_only_where_it_is_marked_and_comes_later() -> None:
    assert is_right("限额6000元。已废止：限额4000元。", [["6000元"]], ["4000元"])
    assert not is_right("限额6000元。限额4000元。", [["6000元"]], ["4000元"])
    assert not is_right("已废止：限额4000元。限额6000元。", [["6000元"]], ["4000元"])
