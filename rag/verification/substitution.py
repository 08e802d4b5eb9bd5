"""Whether what two texts say in the same words is said of the same thing.

「核心分组由省局定」 is not 「细分分组由省局定」, though 核心分组 may stand near by: what goes
before the same words has to be the same too.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from rag.language.clauses import clauses
from rag.language.entities import words_of
from rag.language.ngrams import bigrams

_RUN = 6  # characters that two clauses share in a row, at least
_SHARED = 3  # pairs of characters that a clause and the one like it share, at least
_BEFORE = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,4}$")
_FRAME = re.compile(
    r"^(?:\d+年)?(?:\d+月)?(?:\d+日)?(?:在|从|到|自|截至|按照|根据|据|经过|为了?|由于|因为|对于?|过去|目前|以前|有)*"
    r"|(?:[的在把将被对由要有是了共也都里中内可]|较早|计划|要求|提出|首先)+$"
)
_ANYONE = re.compile("(?:作者|文章|专家|报告|规划|会议)+")


def slots_hold(claim: str, source: str, article: str, around: str = "") -> bool:
    """Whether no clause of a claim puts another thing of the article in the place of the source's.

    `around`: what stands before the source and above it. All texts are folded
    (`rag.language.quantities.fold`).
    """
    return all(
        _fits(clause, source, article) and _subject_holds(clause, source, article, around)
        for clause in clauses(claim)
    )


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


def _subject_holds(clause: str, source: str, article: str, around: str) -> bool:
    """Whether a clause doesn't begin with what the article names elsewhere, its source with another.

    「蓝天平台较早用人工智能」 is not 「丁医生较早用人工智能」.
    """
    said = bigrams(clause)
    like = max(clauses(source), key=lambda c: len(said & bigrams(c)), default="")
    if "\t" in source or len(said & bigrams(like)) < _SHARED:
        return True
    mine, theirs = (_subject(text, said & bigrams(like)) for text in (clause, like))
    if min(len(mine), len(theirs)) < 2 or _ANYONE.fullmatch(mine) or bigrams(theirs) & said:
        return True
    if words_of(theirs)[-1][1].startswith("v"):  # no subject, but what comes about
        return True
    near = bigrams(source + "\n" + around)
    words = bigrams(mine)
    return mine not in article or not words or len(words & near) >= 0.5 * len(words)


def _subject(clause: str, shared: frozenset[str]) -> str:
    """What goes before the first of the words that both have, without time and adverbs."""
    text = clause.lower()
    end = min((at for at in range(len(text) - 1) if text[at : at + 2] in shared), default=0)
    return _FRAME.sub("", clause[:end])
