"""The asking words of an English question, in Chinese."""

from __future__ import annotations

import re

_UNITS = {
    "working day": "多少个工作日",
    "business day": "多少个工作日",
    "year": "多少年",
    "month": "多少个月",
    "week": "多少周",
    "day": "多少天",
    "hour": "多少小时",
    "minute": "多少分钟",
}

_AUXILIARY = r"(?:do|does|did|is|are|was|were|will|can|may|must|should|has|have)\b"
_CHANGES = r"\b(?:fall|fallen|fell|drop|declin|decreas|reduc|lower|cut\b|increas|ris[ei]|rose\b|grow|grew|chang)"

# In this order, since how much contains how. The Chinese words stand where the English did.
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.I), chinese)
    for pattern, chinese in (
        (r"\b(?:what|which) (?:share|percentage|proportion)\b", "比例是多少"),
        (r"\bhow (?:long|soon|early|quickly|fast|late|often)\b|\btime limit\b", "多长时间"),
        (r"\bby how much\b", "多少"),
        (rf"\bhow much (?:money\b|(?={_AUXILIARY})(?!.*{_CHANGES}))", "多少钱"),
        (r"\bhow (?:much|many)\b", "多少"),
        (
            rf"\b(?:on |by )?(?:what|which) (?:date|day)\b|^(?:by )?when (?={_AUXILIARY})",
            "什么时候",
        ),
        (r"^why\b|\bwhat (?:is|was|are|were) the reasons?\b", "为什么"),
        (r"^who(?:m|se)?\b", "谁"),
        (r"^how\b", "如何"),
        (r"^what(?:'s| is| are) (?=(?:an? |the )?[\w-]+(?: [\w-]+)?\W*$)", "什么是"),
        (r"\bwhich\b", "哪些"),
        (r"\bwhat\b", "什么"),
        (rf"^{_AUXILIARY}", "是否"),
    )
)
_COUNTED_TIME = re.compile(rf"\bhow many ({'|'.join(_UNITS)})s?\b", re.I)
# Where the next question of several begins: …, and how much does it cost?
_NEXT = re.compile(
    r"[,;?]\s+(?:and\s+)?(?=(?:wh(?:at|ich|o|en|y)|how)\b)|\sand\s(?=how\b|what\b)", re.I
)


def parts(question: str) -> list[str]:
    """Return the questions that an English question consists of."""
    return [part.strip() for part in _NEXT.split(question) if part.strip()]


def asking_in_chinese(part: str) -> str:
    """Replace the first asking words of a part of an English question by Chinese ones."""
    if time := _COUNTED_TIME.search(part):
        return _put(part, time.span(), _UNITS[time[1].lower()])
    for pattern, chinese in _FORMS:
        if found := pattern.search(part):
            return _put(part, found.span(), chinese)
    return part


def _put(part: str, span: tuple[int, int], chinese: str) -> str:
    return f"{part[: span[0]]} {chinese} {part[span[1] :]}"
