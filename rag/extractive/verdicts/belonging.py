"""Judge whether a statement says what a thing belongs to: 鉴定时间不计入调解期限."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.extractive.verdicts.asking import BELONGING, NEGATION, NO_CLASS, Asked, Kind
from rag.extractive.verdicts.wording import content_words, share_said

FAR = 120  # characters around a verb in which things are looked for
NEAR = 4  # characters before a verb in which it may be taken back: 不完全属于
MIN_THING = 0.75  # share of the characters of either thing that the clause says
MIN_MODIFIER = 0.5  # share of the characters of what narrows the thing

_CLAUSE = re.compile(r"[^，,：:；;。！？!?\n]+")
# When it is asked: 调解时 before 鉴定时间.
_WHEN = re.compile(r"^[^，,]{2,20}?(?:时(?![间限候])|期间|[过审核程]中)(?=..)")
_SENTENCE_ENDS = "；;。！？!?\n"
_SAID: dict[Kind, re.Pattern[str]] = {
    kind: re.compile(rf"(?P<no>不(?:再|应|予|能|得)?|非|未)?(?P<verb>{verbs})")
    for kind, verbs in BELONGING.items()
}
# What takes back what stands after it, or says it of what is yet to be found out.
_OPEN = re.compile(r"是否|可能|可以|可|能|拟|如果|若|建议|应当?|要|需|逐步|探索|[^，]{0,4}化")


@dataclass(frozen=True, slots=True)
class Said:
    """That a text says yes or no to what is asked, in the word at `start` of the clause at `clause`."""

    yes: bool
    clause: int
    start: int


def said_to_belong(question: Asked, text: str) -> Iterator[Said]:
    """Yield each clause that says of the thing asked about that it belongs there, or does not.

    The thing stands before the verb in its clause, or in its sentence if the clause begins with
    the verb; what it belongs to stands behind it in the clause.
    A clause that only says when something is so, as in 不属于医疗事故的, says nothing.
    """
    verb = _SAID[question.kind]
    thing, where = content_words(_WHEN.sub("", question.subject)), content_words(question.act)
    if not thing or not where:
        return
    for clause in _CLAUSE.finditer(text):
        masked = NO_CLASS.sub(lambda m: "□" * len(m[0]), clause[0])
        for match in verb.finditer(masked):
            at, end = clause.start() + match.start(), clause.start() + match.end()
            first = max(text.rfind(mark, 0, at) for mark in _SENTENCE_ENDS) + 1
            after, near = text[end : min(clause.end(), end + FAR)], text[max(first, at - NEAR) : at]
            own = text[max(clause.start(), at - FAR) : at]
            if (
                not clause[0].endswith("的")
                and not _OPEN.search(near)
                and not (match["no"] is None and NEGATION.search(near))
                and share_said(where, after) >= MIN_THING
                and _is_about(thing, own, text[max(first, at - FAR) : at])
                and _is_said(own.rpartition("的")[0], question)
            ):
                yield Said(match["no"] is None, clause.start(), at)


def _is_about(thing: Sequence[str], own: str, sentence: str) -> bool:
    """Return whether a clause, or its sentence if it begins with the verb, names the thing."""
    return share_said(thing, own if content_words(own) else sentence) >= MIN_THING


def _is_said(modifier: str, question: Asked) -> bool:
    """Return whether a question says what narrows a thing: 改装后 of 改装后的三轮车."""
    return share_said(content_words(modifier), question.topic + question.act) >= MIN_MODIFIER
