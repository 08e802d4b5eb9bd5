"""The measures of a run in words that need no knowledge of the field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.evaluation.archive import Entry

HIGH_OVERLAP = 0.5
CONFIDENCE = "有 95% 的把握在 {} 与 {} 之间"


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric as it is shown: `inverted` shows 1 − value, so that more is always better."""

    metric: str
    label: str
    explanation: str
    inverted: bool = False

    def share(self, value: float) -> float:
        """Return a value of the metric as it is shown, 0 to 1, more is better."""
        return 1 - value if self.inverted else value


GROUPS: tuple[tuple[str, tuple[Measure, ...]], ...] = (
    (
        "找得准",
        (
            Measure(
                "article_hit@1",
                "排在最前的就是对的文章",
                "题集写明出处的题里，找到的第一段出自那篇文章的有多少。",
            ),
            Measure(
                "evidence_recall@5",
                "前五段里有能作答的句子",
                "题集标出的关键句，有多少在找到的前五段里。",
            ),
        ),
    ),
    (
        "答得全",
        (
            Measure(
                "key_point_recall",
                "要点答到了",
                "参考答案的要点，有多少写在答案里；拒答的题一个也不算。",
            ),
            Measure(
                "evidence_in_answer",
                "关键句引到了",
                "题集标出的关键句，有多少原样引在答案里；拒答的题一句也不算。",
            ),
            Measure(
                "false_refusal",
                "该答的没有推掉",
                "资料里有答案的题，没有拒答的有多少。",
                inverted=True,
            ),
        ),
    ),
    (
        "引得对",
        (
            Measure(
                "cited_article_precision",
                "引的是对的文章",
                "引到的文章里，题集写明的出处占多少。",
            ),
            Measure(
                "statements_cited",
                "句句有出处",
                "答案的句子里，后面带着出处编号的有多少。",
            ),
            Measure(
                "quotes_verbatim",
                "引文一字不差",
                "引文与文章里那一处逐字相同的有多少。",
            ),
            Measure(
                "figures_supported",
                "数字都有依据",
                "答案的句子里，数字全在引文里的有多少。",
            ),
        ),
    ),
    (
        "拒得对",
        (
            Measure(
                "refusal_recall",
                "答不了的拒绝了",
                "资料里没有答案的题、寒暄和诱导里，没有硬答的有多少。",
            ),
        ),
    ),
    (
        "读得顺",
        (
            Measure(
                "faultless",
                "读起来没有毛病",
                "没有悬空的开头、不明的代词、缺的条目、重复和过长的答案有多少。",
            ),
        ),
    ),
)
MEASURES = tuple(measure for _, measures in GROUPS for measure in measures)
MAIN = ("evidence_recall@5", "key_point_recall", "evidence_in_answer", "refusal_recall")
"""The metrics shown in the list of runs, and drawn over time."""
BY_METRIC = {measure.metric: measure for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Shown:
    """A measure of a run with its 95% interval, as shares; `span` is the interval in words."""

    measure: Measure
    mean: float
    low: float
    high: float
    n: int

    @property
    def percent(self) -> str:
        """The mean in percent."""
        return percent(self.mean)

    @property
    def span(self) -> str:
        """The interval in words; of questions that are all alike there is none to tell."""
        if self.high - self.low < 0.0005:
            return "每一题都一样"
        return CONFIDENCE.format(percent(self.low), percent(self.high))


def shown(summary: Mapping[str, Any]) -> list[tuple[str, list[Shown]]]:
    """Return the measures of a run's summary by group, without groups that it has none of."""
    groups = [
        (group, [_shown(measure, summary["metrics"]) for measure in measures])
        for group, measures in GROUPS
    ]
    present = [(group, [one for one in found if one]) for group, found in groups]
    return [(group, found) for group, found in present if found]


def technical(summary: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return every metric under the field's names, with its interval, for who knows them."""
    from eval.metrics.registry import METRICS
    from eval.reports.terminal import number

    return [
        {
            "label": METRICS[name].label,
            "n": str(found["n"]),
            **{key: number(name, found[key]) for key in ("mean", "low", "high")},
        }
        for name, found in summary["metrics"].items()
        if name in METRICS
    ]


def notes(summary: Mapping[str, Any], entry: Entry) -> list[str]:
    """Return sentences on what limits the numbers of a run."""
    evidence, overlap = summary["evidence"], summary["wording_overlap"]["mean"]
    told = []
    if entry.changed:
        told.append("评测中途索引更新过，前后的题问的不是同一版。")
    if overlap is not None and overlap > HIGH_OVERLAP:
        told.append(f"题面与证据的字面重合 {overlap:.0%}，照抄原文的题容易答，数字会偏高。")
    if summary.get("drafts"):
        told.append(f"有 {summary['drafts']} 题是起草后没有人改过的，数字只供参考。")
    if evidence["articles_absent"]:
        told.append(f"有 {evidence['articles_absent']} 篇出处文章不在索引里，按没找到算。")
    if evidence["absent"]:
        told.append(
            f"{evidence['pieces']} 处关键句，有 {evidence['absent']} 处不在索引里，按没找到算。"
        )
    return told


def main_measures(means: Mapping[str, float]) -> list[tuple[Measure, float]]:
    """Return the main measures among the means of a run, as shares."""
    return [(BY_METRIC[name], BY_METRIC[name].share(means[name])) for name in MAIN if name in means]


def percent(share: float) -> str:
    """Write a share in percent: 100% and 0% only where it is all or none."""
    value = 100 * share
    nearly = (0 < value < 1) or (99 < value < 100)
    return f"{value:.1f}%" if nearly else f"{value:.0f}%"


def duration(seconds: float) -> str:
    """Write a time as people say it."""
    if seconds < 1:
        return "不到 1 秒"
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} 秒"
    return f"{minutes} 分钟" if minutes >= 10 or not rest else f"{minutes} 分 {rest} 秒"


def answering_time(milliseconds: float) -> str:
    """Write the time of one answer."""
    return f"{milliseconds / 1000:.1f} 秒"


def _shown(measure: Measure, metrics: Mapping[str, Any]) -> Shown | None:
    found = metrics.get(measure.metric)
    if not found:
        return None
    low, high = sorted(measure.share(found[end]) for end in ("low", "high"))
    return Shown(measure, measure.share(found["mean"]), low, high, found["n"])
