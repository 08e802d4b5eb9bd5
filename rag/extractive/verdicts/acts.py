"""Find the rules of a text that are on the act asked about: 可以依法转让 on 转让."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from rag.extractive.verdicts.asking import Asked
from rag.extractive.verdicts.belonging import Said
from rag.extractive.verdicts.cases import (
    MIN_CONDITION,
    SENTENCE_ENDS,
    conditions,
    modifiers,
    start_of,
    stated,
)
from rag.extractive.verdicts.wording import MIN_ACT, WORDS, content_words, says, share_said
from rag.language.modality import Modality, Rule, alternatives, rules, without_modals
from rag.language.word_lists import word_list

MIN_STOP = 0.6  # share of the words of a case in which to stop that the question says
HEDGE = 12  # characters before a rule in which it may be taken back
FOLLOWING = 3  # clauses after a rule in which it may go on

_YES: Mapping[str, Mapping[Modality, bool]] = {
    "permitted": {"permits": True, "forbids": False},
    "required": {"requires": True, "frees": False},
}
_HEDGED = re.compile(rf"(?:{alternatives(*word_list('hedges', WORDS))})[^，,；;。]{{0,4}}$")
_LIGHT = word_list("light_verbs", WORDS)
_NARROWS = word_list("narrows", WORDS)
_ADVERBS = frozenset(word_list("adverbs", WORDS))
_GOES_ON = re.compile("继续|接着")
_STOPS = re.compile(rf"(?:{alternatives(*_ADVERBS)})*(?:(?:、|或者?)?(?:终止|停止|中止|暂停))+")
_PAPERS = word_list("papers", WORDS)
_PAPER = re.compile(
    rf"^(?:{alternatives(*_ADVERBS)})*(?:{alternatives(*(w for w in _PAPERS if len(w) > 1))}|[持凭](?![续股仓]))"
)
_CLAUSE = re.compile(r"[^，,：:；;。！？!?\n]+")
_SINCE = re.compile(r"自[^，,；;。]{1,40}之日起")  # what is done before says nothing of the act
_BESIDE = re.compile(r"^(?:[^、]{1,4}(?:、|或者?))+")
_BRINGS = re.compile(r"[将把对以用向与在按从为由跟经]")
_MANNER = re.compile(r"(?:以(?!及)|通过|利用|在|向)(.+)$")


def rules_on(question: Asked, text: str) -> Iterator[Said]:
    """Yield what each rule on the act says of it: yes or no."""
    before: Rule | None = None
    for rule in rules(text):
        yes = _YES[question.kind].get(rule.modality)
        nested = before and before.clause == rule.clause and before.modality == "forbids"
        direct = yes is not None and not nested and _same_act(question, text, rule)
        if yes is not None and (direct or (yes and _goes_on_to(question, text, rule))):
            yield Said(yes, rule.clause, rule.start)
        before = rule


def stopped(question: Asked, text: str) -> Iterator[Said]:
    """Yield that an act may not go on, where a rule says to stop it: 应当立即终止诊疗."""
    if question.kind != "permitted" or not _GOES_ON.search(question.act):
        return
    words = content_words(_GOES_ON.sub("", question.act))
    for rule in rules(text):
        stop = _STOPS.match(text, rule.end, rule.until) if rule.modality == "requires" else None
        object_ = text[stop.end() : rule.until] if stop else ""
        if (
            sum(map(len, words)) > 1
            and object_
            and not object_.endswith("的")
            and all(stated(question, one, MIN_STOP) for one in conditions(_said_first(text, rule)))
            and share_said(words, object_) == 1
            and share_said(content_words(object_), question.topic + question.act) >= MIN_CONDITION
            and not _HEDGED.search(text[max(0, rule.start - HEDGE) : rule.start])
        ):
            yield Said(False, rule.clause, rule.start)


def _said_first(text: str, rule: Rule) -> str:
    """Return what a sentence says before a rule."""
    return text[start_of(text, rule.start, SENTENCE_ENDS) : rule.start]


def _goes_on_to(question: Asked, text: str, rule: Rule) -> bool:
    """Return whether a rule goes on to the act in a clause of its own: 可以采取措施，暂停诊疗."""
    words = content_words(question.act)
    if (
        not words
        or len(words[0]) < 2
        or _HEDGED.search(text[max(0, rule.start - HEDGE) : rule.start])
    ):
        return False
    for clause in islice(_CLAUSE.finditer(text, rule.until), FOLLOWING):
        ended = any(mark in text[rule.until : clause.start()] for mark in SENTENCE_ENDS)
        if ended or without_modals(clause[0]) != clause[0] or clause[0].endswith("的"):
            return False
        if clause[0].startswith(words[0]) and share_said(words, clause[0]) == 1:
            return True
    return False


def _same_act(question: Asked, text: str, rule: Rule) -> bool:
    """Return whether a rule is about the act: it has its verb, and the rest in the sentence."""
    words = content_words(question.act)
    act = _SINCE.sub("", text[rule.end : rule.until])
    around = text[rule.clause : rule.end] + act
    if len(words) > 1 and words[0] in _PAPERS and _PAPER.search(act):
        words, around, has_verb = words[1:], act, True
    elif words and words[0] in _LIGHT:
        words, around = words[1:], act
        has_verb = any(verb in act for verb in _LIGHT)
    else:
        has_verb = bool(words) and says(act, words[0]) and _governs(question, act, words[0])
    enough = sum(map(len, words)) > 1 and any(says(act, word) for word in words)
    return (
        has_verb
        and enough
        and share_said(words, around) >= MIN_ACT
        and not _narrowed(question, rule, around, act)
        and not _HEDGED.search(text[max(0, rule.start - HEDGE) : rule.start])
        and not text[rule.start : rule.until].endswith("的")
    )


def _narrowed(question: Asked, rule: Rule, clause: str, act: str) -> bool:
    """Return whether a rule is on less than what the question asks: 不得擅自使用, 禁止无证的…."""
    said, asked_ = without_modals(clause), question.topic + question.act
    if rule.modality != "forbids" and not act.startswith("对"):
        return False
    lessened = any(
        word in said and word not in asked_ and not re.search(f"(?:、|或者?|和){word}", act)
        for word in _NARROWS
    )
    if rule.modality == "forbids" and (lessened or _in_a_manner(question, act)):
        return True
    return not all(stated(question, modifier) for modifier in modifiers(act))


def _in_a_manner(question: Asked, act: str) -> bool:
    """Return whether a ban is on a manner that the question leaves out: 不得以自己的名义申请."""
    verb = next((word for word in content_words(question.act) if says(act, word)), "")
    match = _MANNER.search(_before(act, verb)) if verb else None
    if match is None or "任何" in match[1]:
        return False
    return share_said(content_words(match[1]), question.topic + question.act) < MIN_CONDITION


def _before(act: str, verb: str) -> str:
    return act[: act.find(verb if verb in act else verb[0])]


def _governs(question: Asked, act: str, verb: str) -> bool:
    """Return whether a rule is about the verb, not about another on it: 不得干涉转让, 可以决定转让.

    Before the verb may stand an adverb, verbs beside it (出售、转让), what a preposition brings and
    what the question says too.
    """
    before, asked_ = _before(act, verb), question.topic + question.act
    others = [word for word in content_words(_BESIDE.sub("", before)) if not says(asked_, word)]
    return _BRINGS.search(before) is not None or all(
        word in _ADVERBS or word in _LIGHT for word in others
    )
