"""Find where a text plainly denies the act asked about, or says that it costs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.extractive.verdicts.asking import Asked
from rag.extractive.verdicts.belonging import Said
from rag.extractive.verdicts.cases import CLAUSE_ENDS, MIN_CONDITION, SENTENCE_ENDS, start_of
from rag.extractive.verdicts.wording import MIN_ACT, WORDS, content_words, share_said
from rag.language.modality import alternatives
from rag.language.word_lists import word_list

MIN_DENIED = 4  # characters of an act that is denied as it is asked about
MIN_FREED = 2  # characters of an act that one is freed from

_PUNISHED = re.compile(alternatives(*word_list("punished", WORDS)))
_FEES = re.compile(alternatives(*word_list("fees", WORDS)))
_NO_FEES = re.compile(alternatives(*word_list("no_fees", WORDS)))
_CLAUSE = re.compile(r"[^，,：:；;。！？!?\n]+")
_AVOIDS = ("避", "难", "以", "幸")  # before 免, which then frees nobody


def free_of_charge(question: Asked, text: str) -> Iterator[Said]:
    """Yield that there is no fee, where one is asked about."""
    if question.kind != "required" or not _FEES.search(question.act):
        return
    rest = [word for word in content_words(question.act) if not _FEES.fullmatch(word)]
    for clause in _CLAUSE.finditer(text):
        match = _NO_FEES.search(clause[0])
        if match and not _is_breach(text, clause) and share_said(rest, clause[0]) >= MIN_ACT:
            yield Said(False, clause.start(), clause.start() + match.start())


def denied(question: Asked, text: str) -> Iterator[Said]:
    """Yield that the act is plainly denied: 不承担民事责任, 免备案."""
    act = question.act.removeprefix("先").removeprefix("再").removeprefix("另外")
    for word, least in (("不", MIN_DENIED), ("免", MIN_FREED)):
        if word == "免" and question.kind != "required":
            continue
        at = text.find(f"{word}{act}") if len(act) >= least else -1
        clause = start_of(text, at, CLAUSE_ENDS) if at >= 0 else 0
        of_less = word == "免" and not _is_asked(question, text[clause:at])
        if at >= 0 and text[max(0, at - 1) : at] not in _AVOIDS and not of_less:
            yield Said(False, clause, at)


def _is_asked(question: Asked, subject: str) -> bool:
    """Return whether a question says most of what is freed: not 东城老旧小区夜间停车免登记."""
    return share_said(content_words(subject), question.topic) >= MIN_CONDITION


def _is_breach(text: str, clause: re.Match[str]) -> bool:
    """Return whether a clause says who breaks a rule, and not what the rule is: 不缴纳的, 责令…."""
    until = re.search(f"[{SENTENCE_ENDS}]", text[clause.end() :])
    rest = text[clause.end() :][: until.start() if until else None]
    return clause[0].endswith("的") or bool(_PUNISHED.search(clause[0] + rest))
