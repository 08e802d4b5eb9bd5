"""A run as tables for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.compare import Change, Comparison
from eval.metrics import GROUPS, METRICS
from eval.run import Run

TYPE_LABELS = {
    "number": "数字",
    "fact": "事实",
    "list": "列举",
    "why_how": "原因做法",
    "compare": "比较",
    "summary": "概括",
    "followup": "追问",
    "cross_issue": "跨期",
    "unanswerable": "资料未载",
    "off_topic": "题外",
    "chitchat": "寒暄",
    "injection": "注入",
}
BY_TYPE = ("article_hit@1", "evidence_recall@1", "evidence_recall@5", "key_point_recall")
SHOWN_LOST = 20


def print_table(run: Run, console: Console) -> None:
    """Print the whole: means with intervals, baselines beside them, then by type."""
    console.print(_overall(run.summary))
    console.print(_by_type(run.summary))
    for line in _notes(run.summary):
        console.print(line)


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print metric differences with intervals, then the questions lost and won."""
    table = Table(title=f"两次评测对照（相同题目 {comparison.shared} 道）")
    for column in ("指标", "甲", "乙", "差（95% 区间）", "p"):
        table.add_column(column, justify="left" if column == "指标" else "right")
    for row in comparison.metrics:
        gap = row.difference
        style = ("green" if row.better else "red") if gap.real else ""
        span = f"{gap.difference:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]"
        a, b = number(row.name, row.a), number(row.name, row.b)
        table.add_row(METRICS[row.name].label, a, b, escape(span), f"{gap.p:.3f}", style=style)
    console.print(table)
    _print_changes("变差", comparison.lost, console)
    _print_changes("变好", comparison.won, console)


def number(name: str, value: float) -> str:
    """A metric's value as people read it: three decimals, or whole units."""
    unit = METRICS[name].unit
    return f"{value:.0f} {unit}" if unit else f"{value:.3f}"


def _overall(summary: Mapping[str, Any]) -> Table:
    baselines: Mapping[str, Any] = summary.get("baselines", {})
    table = Table(title=f"评测结果（{summary['questions']} 题）")
    table.add_column("指标")
    table.add_column("问策", justify="right", style="bold")
    table.add_column("95% 区间", justify="right")
    table.add_column("题数", justify="right")
    for baseline in baselines.values():
        table.add_column(baseline["label"], justify="right")
    previous = ""
    for name, found in summary["metrics"].items():
        group = METRICS[name].group
        if group != previous:
            table.add_section()
            table.add_row(f"[dim]{GROUPS[group]}[/dim]")
        previous = group
        span = f"{number(name, found['low'])} – {number(name, found['high'])}"
        others = [_baseline_cell(name, baseline) for baseline in baselines.values()]
        mean = number(name, found["mean"])
        table.add_row(f"  {METRICS[name].label}", mean, span, str(found["n"]), *others)
    return table


def _baseline_cell(name: str, baseline: Mapping[str, Any]) -> str:
    """Mark with * a baseline from which ours differs beyond chance."""
    found = baseline["metrics"].get(name)
    if found is None:
        return "–"
    real = baseline["ours_minus_theirs"].get(name, {}).get("real")
    return number(name, found["mean"]) + ("*" if real else " ")


def _by_type(summary: Mapping[str, Any]) -> Table:
    table = Table(title="按题型")
    table.add_column("题型")
    table.add_column("题数", justify="right")
    columns = (*BY_TYPE, "refusal_recall", "false_refusal")
    for name in columns:
        table.add_column(METRICS[name].label, justify="right")
    for name, part in summary["by_type"].items():
        cells = [
            number(column, part["metrics"][column]["mean"]) if column in part["metrics"] else "–"
            for column in columns
        ]
        table.add_row(TYPE_LABELS[name], str(part["questions"]), *cells)
    return table


def _notes(summary: Mapping[str, Any]) -> list[str]:
    latency, chars = summary["latency_ms"], summary["answer_chars"]
    aurc, evidence = summary["risk_coverage"]["aurc"], summary["evidence"]
    notes = [f"用时 p50 {latency['p50']:.0f} ms，p95 {latency['p95']:.0f} ms"]
    if chars:
        notes.append(f"答案长度 中位数 {chars['p50']:.0f} 字，九成在 {chars['p90']:.0f} 字以内")
    if aurc is not None:
        notes.append(f"风险–覆盖曲线下面积 {aurc:.3f}（越小越好）")
    if evidence["absent"]:
        notes.append(f"证据 {evidence['pieces']} 处，其中 {evidence['absent']} 处不在任何段落里")
    if evidence["articles_absent"]:
        notes.append(f"有 {evidence['articles_absent']} 篇出处文章不在索引里")
    if "baselines" in summary:
        notes.append("* 与问策的差别超出随机（配对自助法 95% 区间不含 0）")
    return notes


def _print_changes(label: str, changes: list[Change], console: Console) -> None:
    if not changes:
        return
    console.print(f"[bold]{label} {len(changes)} 题[/bold]")
    for change in changes[:SHOWN_LOST]:
        scores = f"{change.before:.2f} → {change.after:.2f}"
        line = f"  {escape(change.id)}  {scores}  {escape(change.a['question'])}"
        console.print(line, no_wrap=True, overflow="ellipsis")
    if len(changes) > SHOWN_LOST:
        console.print(f"  ……另有 {len(changes) - SHOWN_LOST} 题")
