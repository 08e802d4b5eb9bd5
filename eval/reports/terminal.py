"""Tables of a run and of a comparison for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.compare import Change, Comparison
from eval.metrics.registry import GROUPS, METRICS
from eval.metrics.written import describe_written
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
BY_TYPE = (
    "article_hit@1",
    "evidence_recall@1",
    "evidence_recall@5",
    "key_point_recall",
    "refusal_recall",
    "false_refusal",
)
SHOWN_LOST = 20


def print_table(run: Run, console: Console) -> None:
    """Print a run's tables (overall, baselines, by question type) and notes, in 80 columns."""
    console.print(_overall(run.summary))
    if "baselines" in run.summary:
        console.print(_baselines(run.summary))
    console.print(_by_type(run.summary))
    for line in notes(run):
        console.print(line, highlight=False, markup=False)


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print the metric differences with intervals, then the questions lost and won."""
    console.print(f"两次评测有 {comparison.shared} 道相同的题目。", highlight=False)
    if comparison.metrics:
        console.print(_differences(comparison))
    for line in comparison_remarks(comparison):
        console.print(line, highlight=False, markup=False)
    _print_changes("变差", comparison.lost, console)
    _print_changes("变好", comparison.won, console)
    if comparison.reworded:
        console.print(f"{len(comparison.reworded)} 题答案不同，得分相同。", highlight=False)


def comparison_remarks(comparison: Comparison) -> list[str]:
    """Return a sentence if nothing differs or no difference is significant."""
    quality = [row for row in comparison.metrics if METRICS[row.name].group != "speed"]
    if not (quality or comparison.changed):
        apart = "除用时外，" if comparison.metrics else ""
        return [f"{apart}各项指标和每道题的答案都相同。"]
    if not any(row.difference.real for row in quality):
        return ["答案质量的各项指标，没有一项的差别超出随机。"]
    return []


def number(name: str, value: float) -> str:
    """Format a metric's value: three decimals, or a whole number with its unit."""
    unit = METRICS[name].unit
    return f"{value:.0f} {unit}" if unit else f"{value:.3f}"


def signed(name: str, value: float) -> str:
    """Format a difference of a metric with its sign."""
    unit = METRICS[name].unit
    # adding 0 removes the sign of a rounded -0
    return f"{round(value) + 0:+d} {unit}" if unit else f"{round(value, 3) + 0:+.3f}"


def p_value(p: float) -> str:
    """Format a p-value; 2000 resamples cannot resolve values below 0.001."""
    return f"{p:.3f}" if p >= 0.001 else "<0.001"


def notes(run: Run) -> list[str]:
    """Return lines on latency, answer length and risk, and the cautions."""
    summary = run.summary
    latency, chars = summary["latency_ms"], summary["answer_chars"]
    aurc = summary["risk_coverage"]["aurc"]
    lines = [f"用时 p50 {latency['p50']:.0f} ms，p95 {latency['p95']:.0f} ms"]
    if chars:
        lines.append(f"答案长度 中位数 {chars['p50']:.0f} 字，九成在 {chars['p90']:.0f} 字以内")
    if aurc is not None:
        lines.append(f"风险–覆盖曲线下面积 {aurc:.3f}（越小越好）")
    return lines + cautions(run)


def cautions(run: Run) -> list[str]:
    """Return lines on what limits the validity of the numbers."""
    evidence, overlap = run.summary["evidence"], run.summary["wording_overlap"]["mean"]
    lines = [describe_written(counts)] if (counts := run.summary.get("written")) else []
    if overlap is not None:
        lines.append(f"题面与证据的字面重合 {overlap:.0%}；照抄原文的题集会抬高关键词检索的成绩。")
    if drafts := run.summary.get("drafts"):
        lines.append(f"有 {drafts} 题是起草后没有人改过的，数字只供参考。")
    if evidence["absent"]:
        lines.append(
            f"证据 {evidence['pieces']} 处，其中 {evidence['absent']} 处不在任何段落里，按未命中计。"
        )
    if evidence["articles_absent"]:
        lines.append(f"有 {evidence['articles_absent']} 篇出处文章不在索引里，按未命中计。")
    return lines + judge_notes(run)


def judge_notes(run: Run) -> list[str]:
    """Return lines that name the judge and how many of its verdicts are missing, and why."""
    judge = run.meta.get("judge")
    if not judge:
        return []
    lines = [f"“{GROUPS['judged']}”由大模型 {judge['model']} 给出，不是标准答案，仅供参考。"]
    if missing := judge["asked"] - judge["given"]:
        reason = judge["fault"] or "它的回复里读不出分数。"
        lines.append(f"{judge['asked']} 处要评，{missing} 处没有评上：{reason}")
    return lines


def _differences(comparison: Comparison) -> Table:
    table = _table("指标", "甲", "乙", "差（95% 区间）", "p")
    for row in comparison.metrics:
        gap = row.difference
        style = ("green" if row.better else "red") if gap.real else ""
        difference, low, high = (signed(row.name, v) for v in (gap.difference, gap.low, gap.high))
        span = f"{difference} [{low}, {high}]"
        a, b = number(row.name, row.a), number(row.name, row.b)
        table.add_row(METRICS[row.name].label, a, b, escape(span), p_value(gap.p), style=style)
    return table


def _overall(summary: Mapping[str, Any]) -> Table:
    table = _table(
        "指标", "问策", "95% 区间", "题数", title=f"评测结果（{summary['questions']} 题）"
    )
    _add_groups(table, summary["metrics"], _estimate)
    return table


def _estimate(name: str, found: Mapping[str, Any]) -> list[str]:
    span = f"{number(name, found['low'])} – {number(name, found['high'])}"
    return [number(name, found["mean"]), span, str(found["n"])]


def _baselines(summary: Mapping[str, Any]) -> Table:
    """Build the table of baselines; * marks a significant difference from the system."""
    baselines = summary["baselines"].values()
    table = _table("指标", "问策", *(b["label"] for b in baselines), title="对照基线")
    table.caption = "* 与问策的差别超出随机（配对自助法 95% 区间不含 0）"
    _add_groups(
        table,
        summary["metrics"],
        lambda name, found: [
            number(name, found["mean"]) + " ",
            *(_baseline_cell(name, baseline) for baseline in baselines),
        ],
    )
    return table


def _baseline_cell(name: str, baseline: Mapping[str, Any]) -> str:
    found = baseline["metrics"].get(name)
    if found is None:
        return "– "
    real = baseline["ours_minus_theirs"].get(name, {}).get("real")
    return number(name, found["mean"]) + ("*" if real else " ")


def _by_type(summary: Mapping[str, Any]) -> Table:
    columns = _columns(summary)
    labels = (METRICS[name].label for name in columns)
    table = _table("题型", "题数", *labels, title="按题型")
    for name, part in summary["by_type"].items():
        cells = [
            number(column, part["metrics"][column]["mean"]) if column in part["metrics"] else "–"
            for column in columns
        ]
        table.add_row(TYPE_LABELS[name], str(part["questions"]), *cells)
    return table


def _columns(summary: Mapping[str, Any]) -> list[str]:
    """Return the metrics shown by type; without key points, evidence stands in their place."""
    held = "key_point_recall" if "key_point_recall" in summary["metrics"] else "evidence_in_answer"
    return [held if name == "key_point_recall" else name for name in BY_TYPE]


def _table(*columns: str, title: str | None = None) -> Table:
    """Build an empty table without vertical lines, so that more fits into 80 columns."""
    table = Table(title=title, box=SIMPLE_HEAD, title_style="bold", padding=(0, 1, 0, 0))
    for i, column in enumerate(columns):
        table.add_column(column, justify="right" if i else "left", no_wrap=True)
    return table


def _add_groups(
    table: Table,
    metrics: Mapping[str, Any],
    cells: Callable[[str, Mapping[str, Any]], Sequence[str]],
) -> None:
    """Add a row for each metric, below a row with the name of its group."""
    for group, names in groupby(metrics, key=lambda name: METRICS[name].group):
        table.add_row(f"[dim]{GROUPS[group]}[/dim]")
        for name in names:
            table.add_row(f"  {METRICS[name].label}", *cells(name, metrics[name]))


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
