import io

import numpy as np
import pytest
from rich.console import Console

from eval import growth
from eval.bench import _concurrent, latency
from eval.bench_report import print_bench, to_svg
from eval.fake import FakeSystem
from index.model import Article

SENTENCES = ["青川县药品降价。", "白水镇门诊报销提高。", "全县有三处药店。", "镇上有两位医生。"]


def test_synthetic_vectors_are_unit_clustered_and_repeatable():
    vectors = growth.clustered(500)
    assert vectors.shape == (500, growth.DIMENSION)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors, growth.clustered(500))
    nearest = np.sort(vectors @ vectors.T, axis=1)[:, -2]
    # strangers have cosines near 0 in 384 dimensions, members of a cluster far from it
    assert np.median(nearest) > 0.5


def test_resampled_texts_are_the_samples_own_sentences():
    [text, *_] = growth.resampled(SENTENCES, 10)
    assert all(part + "。" in SENTENCES for part in text.split("。") if part)
    assert growth.resampled(SENTENCES, 10) == growth.resampled(SENTENCES, 10)


def test_a_small_dense_index_is_exact_and_is_as_big_as_its_vectors():
    stages = []
    [row] = growth.dense_growth([200], stages.append)
    assert row["factory"] == "Flat"
    assert row["recall@10"] == 1
    assert row["bytes"] == pytest.approx(200 * growth.DIMENSION * 4, rel=0.01)
    assert stages == ["向量索引，200 条合成向量"]


def test_a_rebuild_for_each_query_costs_the_build():
    [row] = growth.lexical_growth(SENTENCES, ["药品降价"], [50], lambda what: None)
    assert row["rebuild_query_ms"] >= row["build_s"] * 1000 - 1
    assert row["speedup_over_rebuild"] > 1


@pytest.fixture
def system():
    return FakeSystem([Article("2020-05-04", 1, "甲", "\n".join(SENTENCES))])


def test_latency_has_every_step(system):
    found = latency(system, ["药品降价多少？"])
    assert list(found) == ["embed", "search", "rerank", "answer", "total"]
    assert found["total"] == {"p50": 2.0, "p95": 2.0}


def test_all_questions_are_asked_however_many_users(system):
    asked = []
    system.ask = lambda question: asked.append(question)
    row = _concurrent(system, ["甲？", "乙？", "丙？"], 8, lambda what: None)
    assert sorted(asked) == ["丙？", "乙？", "甲？"]
    assert row["users"] == 8
    assert row["questions_per_s"] > 0


RESULT = {
    "conditions": {},
    "index": {
        "passages": 365,
        "took_s": 40.0,
        "passages_per_s": 9.1,
        "unchanged_took_s": 1.0,
        "store_mb": 5.0,
    },
    "cold_start_s": {"help": 0.2, "ask": 4.0},
    "latency_ms": {"embed": {"p50": 30.0, "p95": 40.0}},
    "concurrency": [{"users": 8, "questions_per_s": 6.0, "p50": 900.0, "p95": 1500.0}],
    "memory_mb": {"ask": 900.0, "index_and_ask": 1500.0},
    "lexical": [{"n": 1000, "query_ms_p50": 0.4, "build_s": 1, "rebuild_query_ms": 1000.4}],
    "dense": [{"n": n, "query_ms_p50": 1.0, "flat_query_ms_p50": 2.0} for n in (1000, 10_000)],
}


def test_the_tables_show_what_was_measured_and_a_dash_for_what_was_not():
    console = Console(file=io.StringIO(), width=140)
    print_bench(RESULT, console)
    text = console.file.getvalue()
    for found in (
        "365 段用 40.0 秒",
        "wence ask 4.0 秒",
        "一次提问 900.0 MB",
        "问题编码",
        "1000.4",
        "10,000",
        "合成",
    ):
        assert found in text
    assert "–" in text


def test_the_plot_is_a_file_of_its_own_with_a_line_for_each_system():
    svg = to_svg(RESULT)
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert svg.count("<polyline") == 4
    assert "10,000" in svg
