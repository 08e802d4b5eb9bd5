from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.store.manifest import current_version
from index.store.store import Store
from rag.answer import Answer
from rag.examples.pool import FILE, Examples, in_order, spread
from rag.examples.search import MAX_ASKED, Example
from rag.pipeline import Pipeline
from rag.settings import Settings
from rag.validity import OWN
from tests.data.corpus import ARTICLES
from tests.stores import index_articles

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder


@pytest.fixture(scope="module")
def built(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    index_articles(ARTICLES, folder, embedder)
    return folder


@pytest.fixture
def pipeline(built: Path, embedder: Embedder, tmp_path: Path) -> Pipeline:
    """A pipeline over a store of the test's own, whose examples nobody has checked."""
    folder = shutil.copytree(built, tmp_path / "store")
    settings = Settings(_env_file=None, store=folder, llm_base_url="", engine=None)
    return Pipeline(Store.open(settings.store_spec), embedder, settings)


def test_checked_questions_are_answered_with_confidence_from_their_articles(
    pipeline: Pipeline,
) -> None:
    examples = pipeline.checked_examples
    assert not examples.ready
    examples.check()
    assert examples.ready and examples.questions()
    for question in examples.questions():
        answer = pipeline.ask(question)
        assert answer.confidence > 0.7
        assert answer.citations[0].article.id == examples.source(question)


def test_checked_questions_are_kept_beside_the_version_and_do_not_damage_it(
    pipeline: Pipeline,
) -> None:
    pipeline.checked_examples.check()
    assert (pipeline.store.folder / FILE).exists()
    pipeline.store.verify()
    again = Store.open_folder(pipeline.settings.store)
    kept = Examples(again, _never_asked, OWN)
    assert kept.ready and kept.questions() == pipeline.examples()
    kept.check()  # does nothing


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"made_by": 0, "questions": []}', '{"made_by": 1}']
)
def test_a_file_that_cannot_be_used_counts_as_none(pipeline: Pipeline, content: str) -> None:
    (pipeline.store.folder / FILE).write_text(content)
    assert not Examples(pipeline.store, pipeline.ask, OWN).ready


def test_a_store_that_cannot_be_written_is_served_all_the_same(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("read-only")

    monkeypatch.setattr("rag.examples.pool.write_json", refuse)
    pipeline.checked_examples.check()
    assert pipeline.examples() and not (pipeline.store.folder / FILE).exists()


def test_a_check_that_is_not_wanted_any_more_keeps_nothing(pipeline: Pipeline) -> None:
    pipeline.checked_examples.check(lambda: False)
    assert not pipeline.checked_examples.ready


def test_until_they_are_checked_titles_are_offered(pipeline: Pipeline) -> None:
    assert "《两省医保异地结算进展》主要讲了什么？" in pipeline.examples()
    assert pipeline.examples("en") == []


def test_a_limited_number_of_questions_is_asked(pipeline: Pipeline) -> None:
    asked: list[str] = []

    def ask(question: str) -> Answer:
        asked.append(question)
        return pipeline.ask(question)

    Examples(pipeline.store, ask, OWN).check()
    assert 0 < len(asked) <= MAX_ASKED


def test_a_refusal_suggests_the_checked_questions_most_like_it(pipeline: Pipeline) -> None:
    pipeline.checked_examples.check()
    suggested = pipeline.checked_examples.suggest("两省异地结算的区别", [])
    assert suggested and set(suggested) <= set(pipeline.examples())


def test_questions_of_articles_are_found_before_any_is_checked(pipeline: Pipeline) -> None:
    [article] = [a for a in pipeline.store.articles() if a.title == "两省医保异地结算进展"]
    for question in pipeline.checked_examples.of([article]):
        assert article.id in {c.article.id for c in pipeline.ask(question).citations}


def test_articles_take_turns_by_issue_and_the_last_issues_come_early() -> None:
    ids = [f"{issue}/{n}" for issue in "abc" for n in (1, 2)]
    assert list(spread(ids)) == ["c/1", "b/1", "a/1", "c/2", "b/2", "a/2"]
    many = [f"i{n:03}/1" for n in range(300)]
    assert sorted(spread(many)) == many
    assert list(spread(many))[:2] == ["i299/1", "i000/1"]


def test_issues_and_kinds_take_turns_and_questions_about_titles_come_last() -> None:
    found = [
        Example("甲", "1/1", "summary"),
        Example("乙", "1/2", "figure"),
        Example("丙", "1/3", "list"),
        Example("丁", "2/1", "figure"),
        Example("戊", "2/2", "list"),
    ]
    assert [one.question for one in in_order(found)] == ["乙", "戊", "丙", "丁", "甲"]


def test_the_file_holds_the_questions_by_article(pipeline: Pipeline) -> None:
    pipeline.checked_examples.check()
    folder = current_version(pipeline.settings.store)
    kept = json.loads((folder / FILE).read_text())
    assert {one["language"] for one in kept["questions"]} == {"zh"}
    assert {one["article"] for one in kept["questions"]} <= {a.id for a in ARTICLES}


def _never_asked(question: str) -> Answer:
    raise AssertionError(question)
