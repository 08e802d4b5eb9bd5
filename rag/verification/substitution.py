"""Check that a statement does not put one subject in the place of another.

「云岭药房率先接入平台」 is struck where the source reads 「青川药房率先接入平台」 and the article
speaks of 云岭药房 elsewhere: what goes before the shared words must be the same too.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from index.text.characters import character_pairs
from rag.language.clauses import clauses
from rag.language.entities import tagged_words
from rag.language.ngrams import bigrams

_MIN_RUN = 6  # characters in a row that two clauses must share
_MIN_SHARED = 3  # bigrams that a clause and the source's most similar clause must share
_BEFORE = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,4}$")
_ADVERBIALS = re.compile(
    r"^(?:\d+年)?(?:\d+月)?(?:\d+日)?(?:在|从|到|自|截至|按照|根据|据|经过|为了?|由于|因为|对于?|过去|目前|以前|有)*"
    r"|(?:[的在把将被对由要有是了共也都里中内可]|较早|计划|要求|提出|首先)+$"
)
_UNNAMED = re.compile("(?:作者|文章|专家|报告|规划|会议)+")


def substitutes(claim: str, source: str, article: str, around: str = "") -> bool:
    """Return whether a clause of the claim names another thing of the article than its source.

    `around` is the text before the source and the headings above it. All texts are folded
    (`rag.language.quantities.fold`).
    """
    return any(
        _replaces_phrase(clause, source, article)
        or _replaces_subject(clause, source, article, around)
        for clause in clauses(claim)
    )


def _replaces_phrase(clause: str, source: str, article: str) -> bool:
    """Return whether the longest shared run follows other words in the clause than in the source.

    It counts only if the article has the clause's words elsewhere.
    """
    run = SequenceMatcher(None, clause, source, autojunk=False).find_longest_match()
    mine, theirs = (_BEFORE.search(text[:at]) for text, at in ((clause, run.a), (source, run.b)))
    if run.size < _MIN_RUN or not mine or not theirs or theirs[0][-2:] in clause:
        return False
    start = clause[run.a : run.a + 2]
    # An owner (某某的…) is looked up by itself, any other modifier together with its noun.
    phrase = mine[0] if start.startswith("的") else mine[0][-2:] + start
    there = next(c for c in clauses(source[: run.b + run.size])[::-1])
    return len(phrase) >= 4 and phrase in article and phrase not in there


def _replaces_subject(clause: str, source: str, article: str, around: str) -> bool:
    """Return whether a clause has another subject than the source's most similar clause.

    It counts only if the article names that subject, but not in the source or around it.
    """
    said = bigrams(clause)
    like = max(clauses(source), key=lambda c: len(said & bigrams(c)), default="")
    if "\t" in source or len(said & bigrams(like)) < _MIN_SHARED:
        return False
    mine, theirs = (_subject(text, said & bigrams(like)) for text in (clause, like))
    if min(len(mine), len(theirs)) < 2 or _UNNAMED.fullmatch(mine) or bigrams(theirs) & said:
        return False
    if tagged_words(theirs)[-1][1].startswith("v"):  # a verb, so not a subject
        return False
    near = bigrams(source + "\n" + around)
    words = bigrams(mine)
    return mine in article and bool(words) and len(words & near) < 0.5 * len(words)


def _subject(clause: str, shared: frozenset[str]) -> str:
    """Return what precedes the first shared bigram, without times and adverbs."""
    pairs = enumerate(character_pairs(clause.lower()))
    end = next((at for at, pair in pairs if pair in shared), 0)
    return _ADVERBIALS.sub("", clause[:end])
