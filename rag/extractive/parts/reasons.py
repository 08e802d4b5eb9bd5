"""Find the sentence that says why, where the best statement only says what is to be explained.

The reason stands before a sentence with 因此, and else soon after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.evidence.statements import Statement

AFTER = 2  # statements after the best one, among which the reason is looked for
LONGEST = 200  # characters of a reason

_WHY = re.compile(r"为什么|为何|为啥|[是的什么啥何]原因|怎么会|(?:^|[，,])咋")
_FOLLOWS = re.compile(r"(?:因此|所以|因而|于是|故而|为此)[，,]?\s*")
_REASON = re.compile(
    "由于|因为|原因|缘于|源于|导致|致使|鉴于|考虑到|以免|防止|避免|为了|[，,]因[^此而]"
)
_REQUESTS = re.compile("请求|提出|希望|问题。$")
_REPLIES = re.compile("根据|按照|属于")  # as a reply to a request gives its reason


def reasons(statements: Sequence[Statement], best: int, asked: str) -> list[int]:
    """Return the index of the statement that says why what the best one says is so, if one does.

    None is returned where nothing asks why, and where the best statement says it itself.
    """
    one = statements[best]
    if not _WHY.search(asked) or one.kind == "table" or one.listed or _REASON.search(one.text):
        return []
    after = range(best + 1, best + 1 + AFTER)
    near = [best - 1] if _is_consequence(one) else after
    return [i for i in near if _is_reason(statements, i, one)][:1]


def _is_consequence(one: Statement) -> bool:
    """Return whether 因此 begins a statement, or stands right before it."""
    passage = one.candidate.passage
    before = passage.text[: one.start - passage.start][-4:].lstrip("。；\n")
    return bool(_FOLLOWS.match(one.text) or _FOLLOWS.fullmatch(before))


def _is_reason(statements: Sequence[Statement], i: int, best: Statement) -> bool:
    """Return whether a statement of the best one's passage says why."""
    if not 0 <= i < len(statements) or statements[i].candidate is not best.candidate:
        return False
    one = statements[i]
    sentence = one.kind in ("paragraph", "item") and len(one.text) <= LONGEST
    replies = _REQUESTS.search(best.text) and _REPLIES.search(one.text)
    return sentence and bool(replies or _REASON.search(one.text))
