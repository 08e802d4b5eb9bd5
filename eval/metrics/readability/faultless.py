"""All rules of readability together, and what is at fault in one answer."""

from __future__ import annotations

from eval.metrics.cases import Case
from eval.metrics.readability.bold import bold_wrong
from eval.metrics.readability.length import too_long
from eval.metrics.readability.lists import counts_unmet, lead_ins_alone
from eval.metrics.readability.openings import dangling_openings, lost_pronouns
from eval.metrics.readability.parts import parts_unanswered
from eval.metrics.readability.repeats import bare_headings, said_twice
from eval.metrics.readability.rules import Rule

RULES: dict[str, tuple[str, Rule]] = {
    "opening_right": ("开头不悬空", dangling_openings),
    "pronouns_clear": ("代词有所指", lost_pronouns),
    "lead_ins_kept": ("引出的都在", lead_ins_alone),
    "counts_met": ("说几条有几条", counts_unmet),
    "parts_answered": ("问的都答了", parts_unanswered),
    "bold_right": ("加粗得当", bold_wrong),
    "said_once": ("不重复", said_twice),
    "no_bare_headings": ("没有光标题", bare_headings),
    "length_right": ("长短合适", too_long),
}
"""Each fault by the name of its metric, with the metric's label."""


def any_fault(case: Case) -> list[str]:
    """Measure the share of answers without any of the faults of this group, 0 to 1. Counts all
    questions that were not refused.
    """
    return list(faults(case))


def faults(case: Case) -> dict[str, list[str]]:
    """Return the texts at fault of an answer by metric; empty for a refusal."""
    if not case.answered:
        return {}
    found = {name: rule(case) for name, (_, rule) in RULES.items()}
    return {name: texts for name, texts in found.items() if texts}
