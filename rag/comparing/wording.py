"""What we say of a comparison: labels, counts, differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

Status = Literal["same", "changed", "added", "removed"]
Kind = Literal["versions", "documents"]
Reason = Literal[
    "amount",
    "figure",
    "date",
    "duty",
    "validity",
    "scope",
    "liability",
    "number",
    "body",
    "wording",
]

ORDER: tuple[Status, ...] = ("changed", "added", "removed", "same")

STATUSES: dict[Kind, dict[Status, str]] = {
    "versions": {"changed": "改动", "added": "新增", "removed": "删去", "same": "未变"},
    "documents": {
        "changed": "两篇都写到",
        "added": "只在后一篇",
        "removed": "只在前一篇",
        "same": "相同",
    },
}
REASONS: dict[Reason, str] = {
    "amount": "金额",
    "figure": "数字",
    "date": "时间",
    "duty": "要求",
    "validity": "效力",
    "scope": "范围",
    "liability": "责任",
    "number": "文号",
    "body": "机构",
    "wording": "措辞",
}


def counted(kind: Kind, counts: Mapping[str, int], figures: int) -> Iterator[str]:
    """Yield the parts of the sentence that counts what was found."""
    if not counts:
        yield "没有可比的内容"
    elif not counts["changed"] + counts["same"]:
        yield "没有找到两篇都写到的内容"
    for status in ORDER:
        if counts[status]:
            yield f"{STATUSES[kind][status]} {counts[status]} 处"
    if kind == "versions" and counts["moved"]:
        yield f"移动 {counts['moved']} 处"
    if figures:
        yield f"数字不同 {figures} 处"


def days_apart(days: int) -> str:
    """Say how much later a day is than another."""
    return f"晚 {days} 天" if days > 0 else f"早 {-days} 天"


def points(change: str) -> str:
    """Say how far apart two percentages are."""
    return f"{change} 个百分点"
