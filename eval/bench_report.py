"""What a benchmark found, as tables for the terminal and as a plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from eval.charts import Axis, line_chart

STEPS = {
    "embed": "问题编码",
    "search": "两路检索",
    "rerank": "重排",
    "answer": "作答",
    "total": "合计",
}
DENSE = {
    "n": "条数",
    "factory": "索引",
    "query_ms_p50": "查询 p50 ms",
    "recall@10": "recall@10",
    "build_s": "建立 s",
    "bytes": "字节",
    "flat_query_ms_p50": "Flat p50 ms",
    "flat_bytes": "Flat 字节",
    "speedup": "倍数",
}
LEXICAL = {
    "n": "段数",
    "query_ms_p50": "查询 p50 ms",
    "build_s": "建立 s",
    "rank_bm25_query_ms_p50": "rank_bm25 p50 ms",
    "speedup_over_rank_bm25": "倍数",
    "rebuild_query_ms": "每问重建 ms",
    "speedup_over_rebuild": "倍数",
}
LINES = {
    "向量（所选）": ("dense", "query_ms_p50"),
    "向量（Flat）": ("dense", "flat_query_ms_p50"),
    "关键词": ("lexical", "query_ms_p50"),
    "rank_bm25": ("lexical", "rank_bm25_query_ms_p50"),
    "每问重建 BM25": ("lexical", "rebuild_query_ms"),
}
STYLE = """<style>
svg{background:#fff;font:12px system-ui,"Noto Sans CJK SC",sans-serif}
text{fill:#1f2933}.grid{stroke:#e3e5e8}.axis{stroke:#6b7680;fill:none}
polyline{fill:none;stroke-width:2}
.s0{stroke:#1f6f5c;fill:#1f6f5c}.s1{stroke:#3f78c4;fill:#3f78c4}.s2{stroke:#c77d2e;fill:#c77d2e}
.s3{stroke:#8a5fb5;fill:#8a5fb5}.s4{stroke:#b5495b;fill:#b5495b}
</style>"""


def print_bench(result: Mapping[str, Any], console: Console) -> None:
    """Print every measurement."""
    index, cold = result["index"], result["cold_start_s"]
    speed = f"每秒 {index['passages_per_s']} 段，无变化时 {index['unchanged_took_s']} 秒"
    size = f"占盘 {index['store_mb']} MB"
    console.print(f"建立索引：{index['passages']} 段用 {index['took_s']} 秒，{speed}，{size}")
    console.print(f"冷启动：wence --help {cold['help']} 秒，wence ask {cold['ask']} 秒")
    memory = result["memory_mb"]
    console.print(
        f"内存峰值：一次提问 {memory['ask']} MB，建索引与提问 {memory['index_and_ask']} MB"
    )
    steps = [{"step": STEPS[name], **found} for name, found in result["latency_ms"].items()]
    columns = {"step": "步骤", "p50": "p50 ms", "p95": "p95 ms"}
    console.print(_table("单人提问", columns, steps))
    users = {"users": "人数", "questions_per_s": "每秒问题", "p50": "p50 ms", "p95": "p95 ms"}
    console.print(_table("同时提问", users, result["concurrency"]))
    console.print(_table("关键词索引的增长（合成：重抽样的句子）", LEXICAL, result["lexical"]))
    console.print(_table("向量索引的增长（合成：成簇的随机向量）", DENSE, result["dense"]))


def to_svg(result: Mapping[str, Any]) -> str:
    """Plot query time against corpus size, both logarithmic."""
    series = {
        label: [(row["n"], row[field]) for row in result[part] if field in row]
        for label, (part, field) in LINES.items()
    }
    sizes = [n for points in series.values() for n, _ in points]
    ticks = [10**power for power in range(3, 7) if 10**power <= max(sizes)]
    x = Axis("段数（合成数据）", ticks[0], ticks[-1], ticks, log=True, format="{:,.0f}".format)
    y = Axis("每次查询毫秒", 0.01, 100_000, [10.0**p for p in range(-2, 6)], log=True)
    chart = str(line_chart("查询用时随规模的增长", series, x, y))
    return chart.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace(
        ">", f">{STYLE}", 1
    )


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
