import io

from rich.console import Console

from eval.bench.report import print_bench, to_svg

RESULT = {
    "conditions": {},
    "index": {
        "passages": 365,
        "took_s": 40.0,
        "passages_per_s": 9.1,
        "unchanged_took_s": 1.0,
        "store_mb": 5.0,
    },
    "cold_start_s": {
        "help": 0.2,
        "ask": 4.0,
        "import_sentence_transformers": 8.0,
        "healthz": 2.5,
        "chat": 6.5,
    },
    "engines": [{"engine": "torch", "passages_per_cpu_s": 9.0, "to_torch": 1.0}],
    "langchain": {"chunks": 300, "index_cpu_s": 40.0, "search_ms_p50": 30.0},
    "latency_ms": {"embed": {"mean": 31.5, "p50": 30.0, "p95": 40.0}},
    "concurrency": [{"users": 8, "questions_per_s": 6.0, "p50": 900.0, "p95": 1500.0}],
    "memory_mb": {"index": 1500.0, "ask": 900.0, "serve": 950.0},
    "whole": [{"n": 1000, "answer_ms_p50": 51.4, "add_s": 2.5}],
    "lexical": [{"n": 1000, "query_ms_p50": 0.4, "build_s": 1, "rebuild_query_ms": 1000.4}],
    "dense": [{"n": n, "query_ms_p50": 1.0, "flat_query_ms_p50": 2.0} for n in (1000, 10_000)],
}


def test_the_tables_show_measurements_and_a_dash_for_missing_ones():
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


def test_the_plot_is_a_complete_svg_file_with_a_line_for_each_system():
    svg = to_svg(RESULT)
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert svg.count("<polyline") == 5
    assert ">1 万<" in svg
