"""Outcome counts for answers that a language model wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from eval.metrics.cases import Case

DESCRIPTION = (
    "大模型写出 {answers} 题，拒答 {refusals} 题，改为摘录 {replaced} 题；"
    "核对 {checked} 句：有据 {supported}，改正出处 {repaired}，删去或换掉 {unsupported}，没有逐字核对 {unchecked}"
)


def count_written(cases: Sequence[Case]) -> dict[str, int]:
    """Count what became of written answers and, by verification outcome, of their statements.

    `answers`, `refusals`, and `replaced`: answered by extraction instead. The result is empty
    if no language model was asked.
    """
    results = [case.result for case in cases]
    by_model = [result for result in results if result["engine"] == "llm"]
    counts: Counter[str] = Counter()
    for result in results:
        counts.update(result.get("verification", {}))
    counts["refusals"] = sum(result["abstained"] for result in by_model)
    counts["answers"] = len(by_model) - counts["refusals"]
    # the note of an extractive answer tells that it replaces a written one
    counts["replaced"] = sum("改为摘录原文" in result.get("note", "") for result in results)
    return dict(counts) if any(counts.values()) else {}


def describe_written(counts: Mapping[str, int]) -> str:
    """Describe the counts in one Chinese line."""
    kinds = ("supported", "repaired", "unsupported", "unchecked")
    found = {name: counts.get(name, 0) for name in kinds}
    return DESCRIPTION.format(**{**counts, **found}, checked=sum(found.values()))
