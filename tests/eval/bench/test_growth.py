import numpy as np
import pytest

from eval.bench import growth
from index.store.store import Store
from rag.pipeline import Pipeline

QUESTIONS = ["平均降价多少？", "两省全年结算了多少人次？"]


@pytest.fixture
def settings(real_pipeline, monkeypatch):
    """Settings of a small store; the steps run in this process, with the model that is loaded."""
    monkeypatch.setattr(
        growth, "run_isolated", lambda step, *arguments: step(*arguments) | {"peak_mb": 20.0}
    )
    embedder = real_pipeline.embedder
    monkeypatch.setattr(
        Pipeline,
        "open",
        lambda settings, store=None: Pipeline(
            store or Store.open(settings.store_spec), embedder, settings
        ),
    )
    return real_pipeline.settings


def test_a_whole_store_is_measured_at_every_size_with_its_baselines(settings):
    stages = []
    found = growth.measure_growth(settings, QUESTIONS, [40, 80], stages.append)
    assert stages == ["40 段合成语料", "80 段合成语料"]
    assert [[row["n"] for row in found[part]] for part in found] == [[40, 80]] * 3
    for dense, lexical, whole in zip(found["dense"], found["lexical"], found["whole"], strict=True):
        assert dense["factory"] == "Flat"
        assert dense["recall@10"] == 1
        assert lexical["rebuild_query_ms"] > lexical["query_ms_p50"]
        assert lexical["rank_bm25_query_ms_p50"] > 0
        assert whole["answer_ms_p50"] > max(dense["query_ms_p50"], lexical["query_ms_p50"])
        assert min(whole[name] for name in ("build_s", "add_s", "embed_s", "disk_mb")) > 0
        assert whole["build_mb"] == whole["answer_mb"] == 20


def test_one_document_is_added_in_the_middle_of_the_others(settings, tmp_path):
    growth.build_whole(settings, 80, tmp_path)
    assert len(Store.open_folder(tmp_path / "store").articles()) == 4
    growth.add_one(settings, 80, tmp_path)
    store = Store.open_folder(tmp_path / "store")
    assert [article.issue for article in store.articles()] == [
        "000000",
        "000002",
        "000004",
        "000005",
        "000006",
    ]
    assert len(store.passages()) == pytest.approx(100, abs=5)


def test_slow_baselines_are_left_out_at_large_sizes(settings, monkeypatch):
    monkeypatch.setattr(growth, "BASELINES_BELOW", 30)
    [row] = growth.measure_growth(settings, QUESTIONS, [40], lambda what: None)["lexical"]
    assert "rebuild_query_ms" not in row


def test_recall_is_the_share_of_the_exact_neighbours(settings, real_pipeline, monkeypatch):
    ours = real_pipeline.store.dense

    class Other:
        def search(self, query, k):
            rows, scores = ours.search(query, k)
            return np.array([-1, *rows[1:]]), scores

    class Exact:
        build = staticmethod(lambda vectors, factory: Other())

    monkeypatch.setattr(growth, "DenseIndex", Exact)
    monkeypatch.setattr(growth, "BASELINES_BELOW", 0)
    near = min(growth.NEIGHBOURS, len(ours))
    recall = growth.search(settings, QUESTIONS)["dense"]["recall@10"]
    assert recall == pytest.approx(1 - 1 / near, abs=1e-4)
