from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.embedding.embedder import Embedder
from index.errors import ModelError
from rag.pipeline import Pipeline
from rag.question.understanding import Question, understand
from rag.retrieval.reranker import RERANKED, Reranker
from rag.retrieval.retriever import Retrieval, Retriever
from tests.tiny_models import cross_encoder

TEXTS = ["社区医院达到多少家。", "家庭医生签约率。", "达到百分之五。"]


@pytest.fixture(scope="module")
def reranker(tmp_path_factory: pytest.TempPathFactory) -> Reranker:
    return Reranker.load(cross_encoder(tmp_path_factory.mktemp("cross")))


class Backwards(Reranker):
    """A reranker that prefers what the ranking puts last; it notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def scores(self, asked: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append((asked, len(texts)))
        return np.arange(len(texts), dtype=np.float32)


def test_scores_are_those_of_each_pair_alone(reranker: Reranker) -> None:
    together = reranker.scores("社区医院", TEXTS)
    alone = [float(reranker.scores("社区医院", [text])[0]) for text in TEXTS]
    assert together == pytest.approx(alone, abs=1e-5)
    assert len(set(alone)) == 3
    assert reranker.scores("社区医院", []).shape == (0,)


def test_a_pair_longer_than_the_window_is_cut(reranker: Reranker) -> None:
    long = reranker.scores("社区", ["医院" * 100, "医院" * 200])
    assert long[0] == pytest.approx(long[1], abs=1e-6)


def reranked(pipeline: Pipeline, reranker: Reranker, question: Question) -> Retrieval:
    return Retriever(pipeline.store, pipeline.embedder, reranker).retrieve(question)


def test_the_first_candidates_follow_the_cross_encoders_scores(
    real_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.retrieval.reranker.RERANKED", 3)
    question = understand("社区医院达到多少家？")
    before = real_pipeline.retriever.retrieve(question)
    found = reranked(real_pipeline, Backwards(), question)
    rows = [c.row for c in before.candidates]
    assert len(rows) > 3
    assert [c.row for c in found.candidates] == rows[:3][::-1] + rows[3:]
    # a place keeps its score and gap, whoever takes it
    assert found.scores == pytest.approx(before.scores)
    assert found.gaps == pytest.approx(before.gaps)


def test_each_part_of_a_question_is_reranked_for_itself(real_pipeline: Pipeline) -> None:
    backwards = Backwards()
    question = understand("到2033年海蓝市社区医院要达到多少家？江原省全年结算多少人次？")
    found = reranked(real_pipeline, backwards, question)
    asked = [question.text, *(question.text[a:b] for a, b in question.parts)]
    assert [text for text, _ in backwards.asked] == asked and len(asked) == 3
    assert max(n for _, n in backwards.asked) <= RERANKED
    assert found.gaps.max(axis=0).tolist() == [0, 0]
    assert found.scores == sorted(found.scores, reverse=True) and found.scores[0] == 0


def test_the_cross_encoder_reads_titles_too(real_pipeline: Pipeline) -> None:
    class Reading(Backwards):
        def scores(self, asked: str, texts: Sequence[str]) -> NDArray[np.float32]:
            read.extend(texts)
            return super().scores(asked, texts)

    read: list[str] = []
    best = reranked(real_pipeline, Reading(), understand("社区医院达到多少家？")).candidates[0]
    assert any(t.startswith(best.article.title) and best.passage.text in t for t in read)


def test_the_setting_loads_the_model_for_the_pipeline(
    real_pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Embedder, "load", lambda *_: real_pipeline.embedder)
    path = cross_encoder(tmp_path)
    settings = real_pipeline.settings.model_copy(update={"reranker_model": path})
    assert (Pipeline.open(settings).reranker or real_pipeline.embedder).name == path
    assert Pipeline.open(real_pipeline.settings).reranker is None


@pytest.mark.parametrize("labels", [2, 3])
def test_a_classifier_of_several_labels_is_refused(tmp_path: Path, labels: int) -> None:
    with pytest.raises(ModelError, match=f"{labels} 个分数"):
        Reranker.load(cross_encoder(tmp_path, labels=labels))


def test_a_folder_without_a_model_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="无法加载重排模型"):
        Reranker.load(str(tmp_path))
