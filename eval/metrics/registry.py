"""The registry of metrics: each by name, with label, group, unit and direction for reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from eval.metrics import answer, citation, evidence, refusal, retrieval
from eval.metrics.cases import Case, Scores
from eval.metrics.readability.faultless import RULES, any_fault
from eval.metrics.readability.rules import free_of

Group = Literal["retrieval", "answer", "citation", "readable", "refusal", "speed", "judged"]

GROUPS: dict[Group, str] = {
    "retrieval": "检索",
    "answer": "回答",
    "citation": "引用",
    "readable": "可读",
    "refusal": "拒答",
    "speed": "速度",
    "judged": "模型评判",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric as reports show it.

    `unit` is "" for values from 0 to 1.
    """

    label: str
    group: Group
    score: Callable[[Sequence[Case]], Scores]
    unit: str = ""
    higher_is_better: bool = True

    @property
    def explanation(self) -> str:
        """The first paragraph of the metric's docstring, shown as a tooltip."""
        function = self.score.func if isinstance(self.score, partial) else self.score
        return (function.__doc__ or "").split("\n\n")[0]


def _at(metric: Callable[..., Scores], k: int) -> Callable[[Sequence[Case]], Scores]:
    return partial(metric, k=k)


def _retrieval_metrics() -> dict[str, Metric]:
    table = {
        "article_hit": ("命中文章", retrieval.article_hit, (1, 3, 5, 10)),
        "article_recall": ("文章召回", retrieval.article_recall, (5, 10)),
        "evidence_hit": ("命中任一证据", retrieval.evidence_hit, (1, 5)),
        "evidence_recall": ("证据召回", retrieval.evidence_recall, (1, 3, 5, 10)),
        "mrr": ("MRR", retrieval.reciprocal_rank, (10,)),
        "ndcg": ("nDCG", retrieval.ndcg, (10,)),
    }
    return {
        f"{name}@{k}": Metric(f"{label}@{k}", "retrieval", _at(function, k))
        for name, (label, function, depths) in table.items()
        for k in depths
    }


def _readability_metrics() -> dict[str, Metric]:
    each = {name: Metric(label, "readable", free_of(rule)) for name, (label, rule) in RULES.items()}
    return each | {"faultless": Metric("没有毛病", "readable", free_of(any_fault))}


def _total_ms(cases: Sequence[Case]) -> Scores:
    """Return the time for the whole answer, in milliseconds."""
    return Scores(tuple(case.result["timings"]["total_ms"] for case in cases))


def _verdict(name: str) -> Callable[[Sequence[Case]], Scores]:
    def verdict(cases: Sequence[Case]) -> Scores:
        """Return an LLM judge's score, 0 to 1 (eval.metrics.judge); not ground truth."""
        return Scores(tuple(case.verdicts.get(name) for case in cases))

    return verdict


METRICS: dict[str, Metric] = {
    **_retrieval_metrics(),
    "key_point_recall": Metric("要点召回", "answer", answer.key_point_recall),
    "all_points": Metric("要点全中", "answer", answer.all_points),
    "evidence_in_answer": Metric("引到证据", "answer", evidence.evidence_in_answer),
    "rouge_l": Metric("ROUGE-L", "answer", answer.rouge_l),
    "char_f1": Metric("字符 F1", "answer", answer.char_f1),
    "answer_chars": Metric("答案长度", "answer", answer.answer_chars, "字", False),
    "cited_article_precision": Metric(
        "引文文章精确率", "citation", citation.cited_article_precision
    ),
    "cited_article_recall": Metric("引文文章召回率", "citation", citation.cited_article_recall),
    "statements_cited": Metric("有出处的陈述", "citation", citation.statements_cited),
    "quotes_verbatim": Metric("逐字引文", "citation", citation.quotes_verbatim),
    "figures_supported": Metric("数字有据", "citation", citation.figures_supported),
    **_readability_metrics(),
    "refusal_recall": Metric("该拒则拒", "refusal", refusal.refusal_recall),
    "false_refusal": Metric("误拒", "refusal", refusal.false_refusal, "", False),
    "total_ms": Metric("用时", "speed", _total_ms, "ms", False),
    "judged_faithfulness": Metric("忠实于引文", "judged", _verdict("faithfulness")),
    "judged_correctness": Metric("与参考相符", "judged", _verdict("correctness")),
}


def score(cases: Sequence[Case]) -> dict[str, Scores]:
    """Score all cases by every metric."""
    return {name: metric.score(cases) for name, metric in METRICS.items()}
