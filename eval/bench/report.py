"""Report of a benchmark: tables for the terminal and a plot as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from eval.reports.charts import Axis, line_chart, svg_file

STEPS = {
    "embed": "问题编码",
    "search": "两路检索",
    "rerank": "重排",
    "answer": "理解与作答",
    "total": "合计",
}
TIMES = {"step": "步骤", "mean": "平均 ms", "p50": "p50 ms", "p95": "p95 ms"}
ENGINES = {
    "engine": "运行方式",
    "passages_per_cpu_s": "每 CPU 秒段数",
    "to_torch": "与 torch 之比",
    "first_s": "到第一问 s",
    "question_ms_p50": "问题 p50 ms",
    "peak_mb": "内存 MB",
}
USERS = {"users": "人数", "questions_per_s": "每秒问题", "p50": "p50 ms", "p95": "p95 ms"}
WHOLE = {
    "n": "段数",
    "build_s": "建立 s",
    "add_s": "加一份文件 s",
    "embed_s": "另加算向量 s",
    "disk_mb": "占盘 MB",
    "build_mb": "建立内存 MB",
    "answer_mb": "回答内存 MB",
    "answer_ms_p50": "回答 p50 ms",
    "answer_ms_p95": "p95 ms",
}
DENSE = {
    "n": "条数",
    "factory": "所选索引",
    "recall@10": "召回@10",
    "query_ms_p50": "p50 ms",
    "query_ms_p95": "p95 ms",
    "flat_query_ms_p50": "Flat p50 ms",
    "flat_query_ms_p95": "p95 ms",
    "speedup": "倍数",
}
LEXICAL = {
    "n": "段数",
    "query_ms_p50": "p50 ms",
    "query_ms_p95": "p95 ms",
    "rank_bm25_query_ms_p50": "rank_bm25 p50 ms",
    "speedup_over_rank_bm25": "倍数",
    "rebuild_query_ms": "每问重建 ms",
    "speedup_over_rebuild": "倍数",
}
LINES = {
    "整个回答": ("whole", "answer_ms_p50"),
    "向量（所选）": ("dense", "query_ms_p50"),
    "向量（Flat）": ("dense", "flat_query_ms_p50"),
    "关键词": ("lexical", "query_ms_p50"),
    "rank_bm25": ("lexical", "rank_bm25_query_ms_p50"),
    "每问重建 BM25": ("lexical", "rebuild_query_ms"),
}


def print_bench(result: Mapping[str, Any], console: Console) -> None:
    """Print all measurements as tables."""
    index, cold = result["index"], result["cold_start_s"]
    speed = f"每秒 {index['passages_per_s']} 段，无变化时 {index['unchanged_took_s']} 秒"
    size = f"占盘 {index['store_mb']} MB"
    console.print(f"建立索引：{index['passages']} 段用 {index['took_s']} 秒，{speed}，{size}")
    console.print(
        f"冷启动：wence --help {cold['help']} 秒，wence ask {cold['ask']} 秒"
        f"（只导入 sentence_transformers 就要 {cold['import_sentence_transformers']} 秒）；"
        f"wence ui {cold['healthz']} 秒后应答，{cold['chat']} 秒后能提问"
    )
    console.print(_table("向量模型", ENGINES, result["engines"]))
    if recipe := result["langchain"]:
        console.print(
            f"LangChain 常规做法，同样的文章：{recipe['chunks']} 段，建立用 CPU "
            f"{recipe['index_cpu_s']} 秒，检索（不作答）p50 {recipe['search_ms_p50']} ms"
        )
    memory = result["memory_mb"]
    console.print(
        f"内存峰值：建立索引 {memory['index']} MB，一次提问 {memory['ask']} MB，"
        f"多人提问 {memory['serve']} MB"
    )
    steps = [{"step": STEPS[name], **found} for name, found in result["latency_ms"].items()]
    console.print(_table("单人提问", TIMES, steps))
    console.print(_table("同时提问", USERS, result["concurrency"]))
    console.print("以下为合成文件：每段由样例里同一篇文章的句子随机拼成，不说明答案好坏。")
    console.print(_table("整个索引随规模的增长", WHOLE, result["whole"]))
    console.print(_table("向量索引，对照精确检索（Flat）", DENSE, result["dense"]))
    console.print(_table("关键词索引，对照 rank_bm25 和每问重建", LEXICAL, result["lexical"]))


def to_svg(result: Mapping[str, Any]) -> str:
    """Plot query time against corpus size, on logarithmic axes; return the SVG file's text."""
    series = {
        label: [(row["n"], row[field]) for row in result[part] if field in row]
        for label, (part, field) in LINES.items()
    }
    sizes = [n for points in series.values() for n, _ in points]
    ticks = [10**power for power in range(3, 7) if 10**power <= max(sizes)]
    x = Axis("段数（合成数据）", ticks[0], ticks[-1], ticks, log=True, format=_count)
    y = Axis("每次毫秒", 0.01, 100_000, [10.0**p for p in range(-2, 6)], log=True)
    return svg_file(line_chart("用时随规模的增长", series, x, y))


def _count(n: float) -> str:
    return f"{n / 10_000:g} 万" if n >= 10_000 else f"{n:g}"


def _table(title: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(title=title)
    for label in columns.values():
        table.add_column(label, justify="right")
    for row in rows:
        table.add_row(*(_cell(row.get(name)) for name in columns))
    return table


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else str(value)
