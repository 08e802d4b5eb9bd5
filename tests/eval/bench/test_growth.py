import pytest

from eval.bench import growth


@pytest.fixture
def queries(sentences):
    return growth.Queries(["药品降价", "门诊报销"], sentences.vectors[:2])


@pytest.fixture
def in_process(monkeypatch):
    """Run the steps of the benchmark in this process; a test may replace how."""
    run = {"step": lambda step, *arguments: step(*arguments) | {"peak_mb": 20.0}}
    monkeypatch.setattr(growth, "run_isolated", lambda *arguments: run["step"](*arguments))
    return run


@pytest.mark.usefixtures("in_process")
def test_every_size_is_measured_with_its_baselines(sentences, queries):
    stages = []
    found = growth.measure_growth(sentences, queries, [60, 200], stages.append)
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


@pytest.mark.usefixtures("in_process")
def test_slow_baselines_are_left_out_at_large_sizes(sentences, queries, monkeypatch):
    monkeypatch.setattr(growth, "BASELINES_BELOW", 50)
    found = growth.measure_growth(sentences, queries, [60], lambda what: None)
    assert "rebuild_query_ms" not in found["lexical"][0]


def test_recall_is_the_share_of_the_exact_neighbours(sentences, queries, in_process):
    rows = {"ask": [[1, 2], [3, 4]], "ask_flat": [[2, 1], [3, 9]]}
    step = in_process["step"]
    in_process["step"] = lambda f, *arguments: step(f, *arguments) | {"rows": rows.get(f.__name__)}
    [row] = growth.measure_growth(sentences, queries, [60], lambda what: None)["dense"]
    assert row["recall@10"] == 0.75
