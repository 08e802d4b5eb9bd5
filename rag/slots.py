"""Whether what two texts say in the same words is said of the same thing.

「核心分组由省局定」 is not 「细分分组由省局定」, though 核心分组 may stand near by: what goes
before a long run of the same words has to be the same too.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from rag.polarity import clauses

_RUN = 6  # characters that two clauses share in a row, at least
_BEFORE = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,4}$")


def slots_hold(claim: str, source: str, article: str) -> bool:
    """Whether no clause of a claim puts another thing of the article in the place of the source's.

    All three texts are folded (`rag.quantities.fold`).
    """
    return all(_fits(clause, source, article) for clause in clauses(claim))


def _fits(clause: str, source: str, article: str) -> bool:
    run = SequenceMatcher(None, clause, source, autojunk=False).find_longest_match()
    mine, theirs = (_BEFORE.search(text[:at]) for text, at in ((clause, run.a), (source, run.b)))
    if run.size < _RUN or not mine or not theirs or theirs[0][-2:] in clause:
        return True
    start = clause[run.a : run.a + 2]
    # Its owner (某某的…) is looked for by itself, what qualifies it with what it qualifies.
    phrase = mine[0] if start.startswith("的") else mine[0][-2:] + start
    there = next(c for c in clauses(source[: run.b + run.size])[::-1])
    return len(phrase) < 4 or phrase not in article or phrase in there
