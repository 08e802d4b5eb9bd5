"""Report of a run as one self-contained HTML file, without external scripts, fonts or images."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from eval.compare import Comparison, compare, outcome
from eval.datasets.sets import REFUSAL_TYPES
from eval.metrics.marks import SINGLE_MARK
from eval.metrics.registry import GROUPS, METRICS
from eval.reports.charts import SHARES, Axis, Bar, bar_chart, line_chart, round_ticks
from eval.reports.risk import risk_chart
from eval.reports.terminal import (
    TYPE_LABELS,
    cautions,
    comparison_remarks,
    number,
    p_value,
    signed,
)
from eval.run import Run

TEMPLATES = Path(__file__).parents[1] / "templates"
CARDS = (
    "evidence_recall@1",
    "evidence_recall@5",
    "key_point_recall",
    "all_points",
    "evidence_in_answer",
    "cited_article_precision",
    "quotes_verbatim",
    "figures_supported",
    "faultless",
    "refusal_recall",
    "false_refusal",
)
BARS = {
    "evidence_recall@5": "证据召回@5",
    "key_point_recall": "要点召回",
    "evidence_in_answer": "引到证据",
    "refusal_recall": "拒答",
}
OUTCOMES = {
    "full": "全中",
    "part": "部分",
    "none": "未中",
    "refused": "误拒",
    "handled": "拒得对",
    "answered": "该拒未拒",
}
ENGINES = {"default": "默认", "extractive": "摘录", "llm": "大模型"}
JUDGED = {"judged_faithfulness": "忠实", "judged_correctness": "相符"}


def to_html(run: Run, against: Run | None = None, base_url: str | None = None) -> str:
    """Render the report of a run, with a comparison if `against` is an earlier run.

    Citations link to the article pages of the server at `base_url`; "" means the server that
    shows the report, None means no links. Raises QuestionSetError if the two runs share no
    question.
    """
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["answer"] = answer_html
    environment.globals.update(types=TYPE_LABELS, outcomes=OUTCOMES, engines=ENGINES)
    return environment.get_template("report.html").render(
        meta=run.meta,
        summary=run.summary,
        cards=_cards(run.summary),
        groups=_groups(run.summary),
        cautions=cautions(run),
        baselines=run.summary.get("baselines", {}),
        charts=_charts(run),
        rows=[_row(record) for record in run.records],
        comparison=_comparison(compare(against, run)) if against else None,
        against=against.meta if against else None,
        link=_article_linker(base_url),
    )


def answer_html(text: str, prefix: str = "") -> Markup:
    """Render bold text and links from `[n]` to `#<prefix>n`; escape everything else."""
    html = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", str(escape(text)))
    mark = rf'<a class="mark" href="#{escape(prefix)}\1">[\1]</a>' if prefix else r"[\1]"
    return Markup(SINGLE_MARK.sub(mark, html))  # noqa: S704 - escaped above


def outcome_name(record: Mapping[str, Any]) -> str:
    """Return the outcome of a question as a key of OUTCOMES."""
    score = outcome(record)
    if record["type"] in REFUSAL_TYPES:
        return "handled" if score else "answered"
    if record["result"]["abstained"]:
        return "refused"
    return "full" if score == 1 else "part" if score else "none"


def _row(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "record": record,
        "outcome": outcome_name(record),
        "score": outcome(record),
        "faults": {
            METRICS[name].label: texts
            for name, texts in record["details"].get("faults", {}).items()
        },
        "rank": _rank(record["details"]["evidence_ranks"]),
        "verdicts": [
            f"{label} {record['metrics'][name]:.2f}"
            for name, label in JUDGED.items()
            if name in record["metrics"]
        ],
    }


def _rank(ranks: Sequence[int | None]) -> str:
    """Return how well the evidence was found, as a value of the report's evidence filter."""
    if not ranks:
        return ""
    if None in ranks:
        return "missed"
    return "first" if set(ranks) == {1} else "found"


def _cards(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"label": METRICS[name].label, "explanation": METRICS[name].explanation, **_span(name, e)}
        for name in CARDS
        if (e := summary["metrics"].get(name))
    ]


def _groups(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of the metrics table, by group."""
    rows = [_metric_row(name, found, summary) for name, found in summary["metrics"].items()]
    return [
        {"label": label, "rows": list(members)}
        for label, members in groupby(rows, key=lambda row: row["group"])
    ]


def _metric_row(name: str, found: Mapping[str, Any], summary: Mapping[str, Any]) -> dict[str, Any]:
    metric = METRICS[name]
    others = [_against(name, baseline) for baseline in summary.get("baselines", {}).values()]
    return {
        "label": metric.label,
        "group": GROUPS[metric.group],
        "explanation": metric.explanation,
        "share": not metric.unit,
        "n": found["n"],
        "others": others,
        **_span(name, found),
    }


def _span(name: str, found: Mapping[str, Any]) -> dict[str, Any]:
    ends = {key: number(name, found[key]) for key in ("mean", "low", "high")}
    return ends | {"from": found["low"], "to": found["high"], "at": found["mean"]}


def _against(name: str, baseline: Mapping[str, Any]) -> dict[str, Any] | None:
    found = baseline["metrics"].get(name)
    if found is None:
        return None
    gap = baseline["ours_minus_theirs"].get(name, {})
    ahead = METRICS[name].higher_is_better == (gap.get("difference", 0) > 0)
    verdict = ("ahead" if ahead else "behind") if gap.get("real") else ""
    return {"mean": number(name, found["mean"]), "verdict": verdict, "gap": _gap(name, gap)}


def _gap(name: str, gap: Mapping[str, Any]) -> dict[str, str]:
    """Format a paired difference with its interval and p-value; empty if there is none."""
    if not gap:
        return {}
    ends = {end: signed(name, gap[end]) for end in ("difference", "low", "high")}
    return ends | {"p": p_value(gap["p"])}


def _charts(run: Run) -> dict[str, Markup]:
    charts = {"type": _type_chart(run.summary), "latency": _latency_chart(run.records)}
    if run.summary["recall_curve"]:
        charts["recall"] = _recall_chart(run.summary)
    if run.summary["risk_coverage"]["curve"]:
        charts["risk"] = risk_chart({"问策": run.summary["risk_coverage"]})
    return charts


def _recall_chart(summary: Mapping[str, Any]) -> Markup:
    curves = {"问策": summary["recall_curve"]}
    curves |= {b["label"]: b["recall_curve"] for b in summary.get("baselines", {}).values()}
    series = {name: list(enumerate(curve, 1)) for name, curve in curves.items()}
    floor = min((min(curve) for curve in curves.values() if curve), default=0.0)
    low = min(0.9, int(floor * 10) / 10)
    ticks = [t / 10 for t in range(int(low * 10), 11)]
    x = Axis("前 k 段", 1, 10, range(1, 11))
    return line_chart("证据召回曲线", series, x, Axis("证据召回", low, 1, ticks))


def _latency_chart(records: Sequence[Mapping[str, Any]]) -> Markup:
    times = sorted(record["result"]["timings"]["total_ms"] for record in records)
    steps = [(ms, (i + 1) / len(times)) for i, ms in enumerate(times)]
    ticks = round_ticks(max(times[-1], 1.0))
    x = Axis("毫秒", 0, ticks[-1], ticks)
    return line_chart("用时的累积分布", {"问策": steps}, x, Axis("题目比例", 0, 1, SHARES))


def _type_chart(summary: Mapping[str, Any]) -> Markup:
    rows = {}
    for name, part in summary["by_type"].items():
        found = {label: part["metrics"].get(metric) for metric, label in BARS.items()}
        rows[TYPE_LABELS[name]] = {
            label: Bar(e["mean"], e["low"], e["high"]) for label, e in found.items() if e
        }
    return bar_chart("按题型", rows)


def _comparison(found: Comparison) -> dict[str, Any]:
    return {
        "shared": found.shared,
        "metrics": [
            {
                "label": METRICS[row.name].label,
                "a": number(row.name, row.a),
                "b": number(row.name, row.b),
                "gap": _gap(row.name, asdict(row.difference)),
                "verdict": ("ahead" if row.better else "behind") if row.difference.real else "",
            }
            for row in found.metrics
        ],
        "remarks": comparison_remarks(found),
        "sides": [
            (label, css, changes)
            for label, css, changes in (
                ("变差", "lost", found.lost),
                ("变好", "won", found.won),
                ("答案不同、得分相同", "same", found.reworded),
            )
            if changes
        ],
    }


def _article_linker(base_url: str | None) -> Callable[[str], str]:
    """Return a function that gives the address of an article page, or "" if there is none."""
    usable = base_url is not None and re.match(r"(https?://|$)", base_url)

    def link(url: str) -> str:
        own = url.startswith("/articles/")
        return f"{(base_url or '').rstrip('/')}{url}" if usable and own else ""

    return link
