"""Find the sentence that says what to do, beside one that answers what else is asked.

医疗费怎么报销？要多久？ has one best sentence for both, of the days that an office takes. What
is to be handed in or applied for stands near it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.evidence.statements import Statement

MAX_GAP = 3.0  # in log odds, below the best statement

_ASKS_HOW = re.compile("怎么|如何|咋|什么(?:手续|流程|程序)|(?:去哪里?|哪里)(?:[办申报领交]|去)")
_SAYS_HOW = re.compile(
    "(?:应当?|需要?|须|可以?|可)[^，。；]{0,24}?"
    "(?:提供|提交|提出|携带|(?<!到)申请(?!之日|人)|填[写报]|登录|备案|申报)"
)


def asks_how(asked: str) -> bool:
    """Return whether words ask what to do: 怎么办, 去哪里申请; not a clause that ends in 的."""
    return bool(_ASKS_HOW.search(asked)) and not asked.rstrip("，, ").endswith("的")


def step(statements: Sequence[Statement], scores: Sequence[float], best: int) -> int:
    """Return the statement beside the best one that says what to do, or else its passage's best.

    Where none does, it is the best one itself.
    """
    passage, least = statements[best].candidate, scores[best] - MAX_GAP
    saying = [
        i
        for i, one in enumerate(statements)
        if i != best
        and one.candidate is passage
        and scores[i] >= least
        and _SAYS_HOW.search(one.text)
    ]
    return max(saying, key=lambda i: (abs(i - best) == 1, scores[i]), default=best)
