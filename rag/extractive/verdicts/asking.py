"""Read a 是否 question: whether an act is permitted or required, or a thing belongs to a class."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, get_args

from rag.extractive.verdicts.wording import WORDS
from rag.language.modality import alternatives
from rag.language.word_lists import word_list

Act = Literal["permitted", "required"]
Belonging = Literal["class", "part", "applies", "bound"]
Kind = Literal[Act, Belonging]

BELONGING: dict[Belonging, str] = {
    kind: f"(?:{alternatives(*word_list(kind, WORDS))})" for kind in get_args(Belonging)
}
"""Patterns of the verbs that say the same of what a thing belongs to: 属于 and 视为."""

NEGATION = re.compile(r"[不没未无非免]")

_OTHERS = re.compile(alternatives(*word_list("others", WORDS)))
_CLAUSE = re.compile(r"[^，,：:；;。！？!?\n]+[？?]?")
_ENDS = re.compile(r"(?:吗|(?<![什怎])么|嘛|不|没有?)?[呢啊呀]?[？?]?$")
_ENDS_ASKING = re.compile(r"(?:吗|(?<![什怎])么|嘛|(?<![要会能])不)[？?]?$")
_FORMS: dict[Act, re.Pattern[str]] = {
    "permitted": re.compile(f"({alternatives(*word_list('permitted', WORDS))})"),
    "required": re.compile(f"({alternatives(*word_list('required', WORDS))})"),
}
_MODALS: dict[Act, re.Pattern[str]] = {
    "permitted": re.compile(f"({alternatives(*word_list('may', WORDS))})"),
    "required": re.compile(f"({alternatives(*word_list('must', WORDS))})"),
}
NO_CLASS = re.compile(alternatives(*word_list("no_class", WORDS)))
_BELONGS = {
    kind: re.compile(
        rf"(?:是否|是不是|会不会|能不能|能否|能|会|也|还|就|都)?(?:算不(?=算)|属不(?=属于)|受不(?=受))?({verbs})"
    )
    for kind, verbs in BELONGING.items()
}
_WHETHER = re.compile(r"是否|是不是|算不算|属不属于|受不受|会不会|能不能|能否|(?:吗|么|嘛)[？?]?$")
_MODAL = re.compile(
    "(?:可以|能够|允许|需要|应当|必须)$"
)  # what it is may, which is another question
_BINDS = re.compile("(?:限制?|约束|影响|管辖|保护)$")
_WITHIN = re.compile(r"(?:[里内中]|之[内中]|里面|范围)$")
_AFTER = re.compile(f"({alternatives(*word_list('after', WORDS))})[？?]?$")
_DENIED = re.compile("[不没未只]")
_WH = re.compile(r"什么|啥|谁|哪|多少|几|怎|咋|如何|为何|多久|还是")


@dataclass(frozen=True, slots=True)
class Asked:
    """A 是否 question: whether an act is permitted or required, or a thing belongs somewhere.

    `word` is the verb that answers it. `act` is what stands after the modal verb, or after the
    verb that says what a thing belongs to; `subject` is what stands before it in its clause, and
    `topic` all before it in the question.
    """

    kind: Kind
    word: str
    act: str
    subject: str
    topic: str


def asked(text: str) -> Asked | None:
    """Read a 是否 question; None if the text is no such question or asks something before."""
    for clause in _CLAUSE.finditer(text):
        found = _asked(clause[0])
        if found:
            return replace(found, topic=text[: clause.start()] + found.subject)
        if _WH.search(clause[0]):
            return None
    return None


def _asked(clause: str) -> Asked | None:
    """Read a clause that asks; its topic is what it says before the modal verb."""
    if belonging := _belongs(clause):
        return belonging
    for kind, form in _FORMS.items():
        if match := form.search(clause):
            return _if_one_act(kind, match[1], clause[match.end() :], clause[: match.start()])
    masked = _OTHERS.sub(lambda m: "□" * len(m[0]), clause)
    if match := _AFTER.search(masked):
        return _if_one_act("permitted", match[1], clause[: match.start()], "")
    for kind, modal in _MODALS.items():
        if (match := modal.search(masked)) and _ENDS_ASKING.search(clause):
            return _if_one_act(kind, match[1], clause[match.end() :], clause[: match.start()])
    return None


def _belongs(clause: str) -> Asked | None:
    """Read a clause that asks what a thing belongs to: 运输费算进原值吗."""
    if not _WHETHER.search(clause):
        return None
    masked = NO_CLASS.sub(lambda m: "□" * len(m[0]), clause)
    found = [(kind, m) for kind, verb in _BELONGS.items() if (m := verb.search(masked))]
    if not found:
        return None
    kind, match = min(found, key=lambda one: (one[1].start(), -len(one[1][0])))
    thing = _WITHIN.sub("", _ENDS.sub("", clause[match.end() :]))
    subject = clause[: match.start()]
    if kind == "bound" and not _BINDS.search(thing):
        return None
    if _MODAL.search(subject):
        return None
    if len(thing) < 2 or _WH.search(subject + thing) or NEGATION.search(thing):
        return None
    word = match[1][:1] if kind == "part" and match[1].startswith("算") else match[1]
    return Asked(kind, word, thing, subject, subject)


def _if_one_act(kind: Act, modal: str, act: str, subject: str) -> Asked | None:
    act = _ENDS.sub("", act)
    if _DENIED.search(act) or _WH.search(subject + act):
        return None
    return Asked(kind, _verb(kind, modal), act, subject, subject)


def _verb(kind: Act, modal: str) -> str:
    """Return the verb that answers a question with a modal verb: 能 for 能不能."""
    if kind == "required":
        return "应当" if "应" in modal else "需要"
    return "允许" if "允" in modal else "能" if "能" in modal else "可以"
