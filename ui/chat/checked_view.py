"""What the check of a written answer found, as HTML: marks at their places, and one line for all."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from rag.answer import Answer
from rag.checked import CheckedStatement, tally

_WROTE = "大模型写的："
_COMPARE = "没有逐字核对的句子只对照了数字和名称，意思请看出处里的原文"
_TITLES = {
    "struck": "这里有一句找不到依据，已删去",
    "replaced": "这一句与原文不符，已换成原文",
    "repaired": "这一句的出处标错了，已改正",
    "unchecked": "这一句没有逐字核对",
}


def mark(statement: CheckedStatement) -> Markup:
    """Render the small mark of a statement that does not simply stand; it unfolds what was found."""
    return Markup(
        '<details class="remark own-words {}"><summary title="{}">{}</summary>'
        '<span class="told">{}</span></details>'
    ).format(statement.outcome, _TITLES[statement.outcome], statement.label, _told(statement))


def _told(statement: CheckedStatement) -> Markup:
    """Say what the model had written, unless it stands there anyway, and what is wrong with it."""
    why = Markup('<span class="why">{}</span>').format(statement.reason)
    if statement.outcome in ("repaired", "unchecked"):
        return Markup('<q lang="zh-CN" hidden>{}</q>{}').format(statement.written, why)
    return Markup('<span>{}</span><q lang="zh-CN">{}</q>{}').format(_WROTE, statement.written, why)


def summary_html(checked: Sequence[CheckedStatement]) -> Markup:
    """Render the line that counts the outcomes; empty where nothing was checked."""
    if not checked:
        return Markup("")
    found = Markup("，").join(
        Markup('<span class="{}">{}</span>').format(outcome, f"{count} 句{label}")
        for outcome, label, count in tally(checked)
    )
    total = f"核对 {len(checked)} 句："
    hint = Markup("")
    if any(one.outcome == "unchecked" for one in checked):
        hint = Markup("<br><span>{}</span>").format(_COMPARE)
    return Markup('<p class="checked"><span>{}</span>{}{}</p>').format(total, found, hint)


def marks_help(checked: Sequence[CheckedStatement]) -> bool:
    """Return whether marks tell more than the line for all: not where nothing could be checked."""
    return any(one.outcome != "unchecked" for one in checked)


def rejected(answer: Answer) -> list[CheckedStatement]:
    """Return what a model wrote for an answer that has none of it."""
    spans = [span for block in answer.blocks for cell in block.stretches for span in cell]
    if any(span.remarks for span in spans):
        return []
    return [one for one in answer.checked if one.outcome in ("struck", "replaced")]
