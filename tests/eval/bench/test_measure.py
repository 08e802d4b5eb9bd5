import io

import numpy as np
import pytest
from rich.console import Console

from eval.bench import growth, measure
from eval.bench.isolation import alone
from eval.bench.report import print_bench, to_svg
from eval.bench.synthetic import SENTENCES, Sentences
from eval.fake import FakeSystem
from index.model import Article

TEXTS = ["青川县药品降价。", "白水镇门诊报销提高。", "全县有三处药店。", "镇上有两位医生。"]


@pytest.fixture
def sentences():
    """Two articles, of one and of three sentences."""
    vectors = np.eye(4, 64, dtype=np.float32)
    return Sentences(TEXTS, vectors, np.array([[0, 1], [1, 4], [1, 4], [1, 4]]))


def test_sentences_of_a_store_have_the_vectors_their_tokens_give(real_pipeline):
    found = Sentences.of(real_pipeline.store)
    assert "违规加价销售的企业两年内不得参加投标。" in found.texts
    assert all(text[-1] in "。！？；" for text in found.texts)
    assert np.allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-5)
    row = found.texts.index("违规加价销售的企业两年内不得参加投标。")
    low, high = found.bounds[row]
    assert {tuple(bounds) for bounds in found.bounds[low:high]} == {(low, high)}
    query = real_pipeline.embedder.embed(["加价销售的企业几年内不得投标？"], "query")[0]
    assert int(np.argmax(found.vectors @ query)) == row


def test_synthetic_passages_are_sentences_of_one_article_and_repeat(sentences):
    passages = sentences.draw(200)
    assert passages.shape == (200, SENTENCES)
    assert {bool(row.max() == 0) or bool(row.min() > 0) for row in passages} == {True}
    assert set(passages.ravel()) == {0, 1, 2, 3}
    assert np.array_equal(passages, sentences.draw(200))
    text = sentences.text(passages[0])
    assert [part + "。" in TEXTS for part in text.split("。")[:-1]] == [True] * SENTENCES


def test_synthetic_vectors_are_unit_near_their_sentences_and_repeat(sentences):
    passages = sentences.draw(200)
    vectors = sentences.embed(passages)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors, sentences.embed(passages))
    alike = vectors[passages.max(1) == 0] @ sentences.vectors[0]
    # with noise of 0.2 beside 1 the cosine is 1 / sqrt(1.04)
    assert np.mean(alike) == pytest.approx(0.98, abs=0.02)
    assert len(np.unique(vectors, axis=0)) == 200


@pytest.fixture
def queries(sentences):
    return growth.Queries(["药品降价", "门诊报销"], sentences.vectors[:2])


@pytest.fixture
def here(monkeypatch):
    """Steps of growth run in this process."""
    run = {"step": lambda step, *arguments: step(*arguments) | {"peak_mb": 20.0}}
    monkeypatch.setattr(growth, "alone", lambda *arguments: run["step"](*arguments))
    return run


@pytest.mark.usefixtures("here")
def test_growth_measures_every_size_beside_its_baselines(sentences, queries):
    stages = []
    found = growth.growth(sentences, queries, [60, 200], stages.append)
    assert stages == ["60 段合成语料", "200 段合成语料"]
    assert [[row["n"] for row in found[part]] for part in found] == [[60, 200]] * 3
    for dense, lexical, whole in zip(found["dense"], found["lexical"], found["whole"], strict=True):
        assert dense["factory"] == "Flat"
        assert dense["recall@10"] == 1
        assert dense["bytes"] == pytest.approx(dense["flat_bytes"], abs=100)
        assert lexical["rebuild_query_ms"] > lexical["query_ms_p50"]
        assert lexical["rank_bm25_query_ms_p50"] > 0
        assert whole["query_ms_p50"] > max(dense["query_ms_p50"], lexical["query_ms_p50"])
        assert whole["build_mb"] == whole["query_mb"] == 20


@pytest.mark.usefixtures("here")
def test_beyond_ten_thousand_the_slow_baselines_are_left_out(sentences, queries, monkeypatch):
    monkeypatch.setattr(growth, "PLAIN_BELOW", 50)
    found = growth.growth(sentences, queries, [60], lambda what: None)
    assert "rebuild_query_ms" not in found["lexical"][0]


def test_recall_is_the_share_of_the_exact_neighbours(sentences, queries, here):
    rows = {"ask": [[1, 2], [3, 4]], "ask_flat": [[2, 1], [3, 9]]}
    step = here["step"]
    here["step"] = lambda f, *arguments: step(f, *arguments) | {"rows": rows.get(f.__name__)}
    [row] = growth.growth(sentences, queries, [60], lambda what: None)["dense"]
    assert row["recall@10"] == 0.75


GROW = "{{'length': len(bytearray({} * 2**20))}}"
START_AND_GROW = """{{'status': __import__('subprocess').call(
    [__import__('sys').executable, '-c', 'bytearray({} * 2**20)'])}}"""


@pytest.mark.parametrize("step", [GROW, START_AND_GROW])
def test_a_step_alone_tells_its_own_memory_and_not_its_parents(step):
    ours = bytearray(b"x") * (600 * 2**20)
    # a process started anew knows no function of a test; it knows the builtin eval
    small, large = (alone(eval, step.format(size))["peak_mb"] for size in (1, 300))
    assert 200 < large - small < 330  # a child counts from what its parent takes
    assert small < len(ours) / 2**20


@pytest.fixture
def system():
    return FakeSystem([Article("2020-05-04", 1, "甲", "\n".join(TEXTS))])


def test_the_steps_of_a_question_are_its_own_and_add_up(real_pipeline):
    found = measure.latency(real_pipeline, ["平均降价多少？", "两省全年结算了多少人次？"])
    assert list(found) == ["embed", "search", "rerank", "answer", "total"]
    steps = [found[name]["mean"] for name in ("embed", "search", "rerank", "answer")]
    assert min(steps) > 0
    assert sum(steps) == pytest.approx(found["total"]["mean"], abs=0.3)


def test_watching_counts_every_call_and_leaves_no_trace():
    class Slow:
        def step(self, n):
            return n + 1

    slow = Slow()
    with measure._watched(slow, ["step"]) as took:
        assert slow.step(1) == 2
        once = took["step"]
        slow.step(1)
    assert took["step"] > once > 0
    assert "step" not in vars(slow)


def test_all_questions_are_asked_however_many_users(system):
    asked = []
    system.ask = lambda question: asked.append(question)
    row = measure._concurrent(system, ["甲？", "乙？", "丙？"], 8, lambda what: None)
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
    "latency_ms": {"embed": {"mean": 31.5, "p50": 30.0, "p95": 40.0}},
    "concurrency": [{"users": 8, "questions_per_s": 6.0, "p50": 900.0, "p95": 1500.0}],
    "memory_mb": {"index": 1500.0, "ask": 900.0, "serve": 950.0},
    "whole": [{"n": 1000, "query_ms_p50": 1.4, "query_ms_p95": 2.5}],
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
        "31.5",
        "1000.4",
        "10,000",
        "合成",
    ):
        assert found in text
    assert "–" in text


def test_the_plot_is_a_file_of_its_own_with_a_line_for_each_system():
    svg = to_svg(RESULT)
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert svg.count("<polyline") == 5
    assert ">1 万<" in svg
