"""Find the sentence that defines what a question asks about: 什么是X, X是指什么.

X是指…, 本办法所称X，是指…, X，即…, 所谓X，就是… define; so does a sentence that begins with X是 and ends in a
noun with 的 before it, as 社区医院是提供基本医疗的机构. A text may call what is asked about by
fewer words: 嵌入式机构 is 嵌入式养老机构.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.evidence.statements import Statement

MAX_TERM = 24  # characters of what is defined
ENDING = 2  # characters at each end of a term that a shorter name of the same thing has
SHORTER = 1 / 2  # share of a term's characters that a shorter name of the same thing has
MAX_GAP = 4.0  # in log odds, below the best statement, within which a definition comes before it

_TERM = r"[“「]?([^，,。？?“”「」]{2,24}?)[”」]?"
_ASKED = re.compile(
    r"^(?:请问|请解释|解释一?下?|想知道)?(?:"
    rf"(?:到底|究竟)?(?:什么|啥)(?:是|叫做?|叫作){_TERM}(?:呢|啊)?"
    rf"|何[为谓]{_TERM}"
    rf"|{_TERM}(?:到底|究竟)?(?:是指?|指的?是?|指|系指)(?:什么|啥|哪些)(?:意思|东西|概念|人)?(?:呢|啊)?"
    rf"|{_TERM}的?(?:定义|含义|概念)(?:是什么|是啥|为何|如何)?"
    r")[？?。！!，,、；;\s]*$"
)
_IN_A_WORD = r"(?:用一句话|简单|通俗|概括|简而言之|简言之)地?来?[说讲]?[，,]?就是"
_SAYS = re.compile(  # right after the term
    r"(?:[（(][^（）()]{0,40}[）)])?[”」]?[，,：:]?\s?(?:主要|一般|通常|就)?"
    r"(?:是指|系指|即指|指的是|指(?![导定标引挥明派示数])|即(?![将可使]))"
    rf"|[”」]?[^，,。；;：:]{{0,8}}?{_IN_A_WORD}"
)
_SUBJECT = re.compile(
    r"(?:^|[，,。；;：:\n称])[“「]?([^，,。；;：:“”「」\n]{3,24}?)[”」]?[，,]?(?:是指|系指|指的是)"
)
_IS = re.compile(r"[”」]?[，,]?就?是[^否不]")
_SO_CALLED = re.compile("所谓的?[“「]?$")
_CLAUSE_END = re.compile(r"[，,。；;]")
_OF_A_DOCUMENT = re.compile(r"所称的?|所说的|说的|所指的?|提到的|[中里]的|\s")
_NOUN_AT_END = re.compile(r"的[^，,。；;的]{1,14}[。；;]?$")


@lru_cache(maxsize=256)
def defined_term(asked: str) -> str:
    """Return the term whose definition is asked for, '' if none is."""
    found = _ASKED.match(asked.strip())
    return next((term.strip() for term in found.groups() if term), "") if found else ""


def definition(statements: Sequence[Statement], scores: Sequence[float], asked: str) -> int | None:
    """Return the index of the statement that defines what is asked, None where none does."""
    terms = _names(defined_term(asked))
    if not terms or not statements:
        return None
    least = max(scores) - MAX_GAP
    surely = [
        max(defines(s.text, term) for term in terms) if score >= least else 0
        for s, score in zip(statements, scores, strict=True)
    ]
    best = max(range(len(statements)), key=lambda i: (surely[i], scores[i]))
    return best if surely[best] else None


def _names(term: str) -> list[str]:
    """Return a term, and what it names of a document's: 收货单位 of 办法所称收货单位."""
    inner = _OF_A_DOCUMENT.split(term)[-1]
    return [one for one in dict.fromkeys((term, inner)) if len(one) > 1]


def defines(text: str, term: str) -> int:
    """Return how surely a sentence defines a term: 2 by 是指 or the like, 0 not.

    1 by 是…的 and by 是指 after a shorter name of it.
    """
    found = 0
    for match in re.finditer(re.escape(term), text):
        before, after = text[: match.start()], text[match.end() :]
        if _SAYS.match(after) or (_SO_CALLED.search(before) and _IS.match(after)):
            return 2
        begins = not _CLAUSE_END.search(before) and len(before) < MAX_TERM
        if begins and _IS.match(after) and _NOUN_AT_END.search(after):
            found = 1
    return found or int(any(_is_shorter(match[1], term) for match in _SUBJECT.finditer(text)))


def _is_shorter(name: str, term: str) -> bool:
    """Return whether a name is a term without characters between its beginning and its ending."""
    if not SHORTER * len(term) <= len(name) < len(term):
        return False
    ends = range(ENDING, len(name) - ENDING + 1)
    return any(term.startswith(name[:-end]) and term.endswith(name[-end:]) for end in ends)
