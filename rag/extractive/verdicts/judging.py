"""Judge whether a statement answers a 是否 question, and how.

能不能补缴？ is answered with 能。 by a sentence that says 可以补缴, and with 不能。 by one that says
不得补缴. What the sentence says must be said of the act that is asked about, under no condition
that the question does not state. Where an exception is made, it depends. Where any of that is not
certain, there is no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from rag.evidence.statements import Statement
from rag.extractive.verdicts.asking import BELONGING, NEGATION, Asked
from rag.extractive.verdicts.belonging import Said, said_to_belong
from rag.extractive.verdicts.opinions import no_rule
from rag.extractive.verdicts.rivals import rival
from rag.extractive.verdicts.wording import WORDS, content_words, says, share_said
from rag.language.modality import Modality, Rule, alternatives, rules, without_modals
from rag.language.word_lists import word_list
from rag.question.article_numbers import ARTICLE_NUMBER

MIN_ACT = 0.75  # share of the characters of the act asked about that the rule says
MIN_TOPIC = 0.5  # share of the subject of the question that the statement or its heads say
MIN_CONDITION = 0.5  # share of the words of a condition that the question says
MIN_DENIED = 4  # characters of an act that is denied as it is asked about
HEDGE = 12  # characters before a rule in which it may be taken back
FOLLOWING = 3  # clauses after a rule in which it may go on
MIN_FREED = 2  # characters of an act that one is freed from
MIN_MODIFIER = 4  # characters before 的 that narrow what stands after it
DEPENDS = "视情况而定。"

_YES: Mapping[str, Mapping[Modality, bool]] = {
    "permitted": {"permits": True, "forbids": False},
    "required": {"requires": True, "frees": False},
}
_DEPENDS = re.compile(rf"{alternatives(*word_list('depends', WORDS))}|除[^，。；]{{1,60}}[以之]?外")
_HEDGED = re.compile(rf"(?:{alternatives(*word_list('hedges', WORDS))})[^，,；;。]{{0,4}}$")
_PUNISHED = re.compile(alternatives(*word_list("punished", WORDS)))
_FEES = re.compile(alternatives(*word_list("fees", WORDS)))
_NO_FEES = re.compile(alternatives(*word_list("no_fees", WORDS)))
_LIGHT = word_list("light_verbs", WORDS)
_NARROWS = word_list("narrows", WORDS)
_ADVERBS = frozenset(word_list("adverbs", WORDS))
_ASIDE = re.compile(r"（[^（）]*）|\([^()]*\)")
_CLAUSE = re.compile(r"[^，,：:；;。！？!?\n]+")
_NUMBER = re.compile(rf"^{ARTICLE_NUMBER}\s*")
_ELSEWHERE = re.compile(r"下列|以下|前款|前条|上述|本款|该")
_AVOIDS = ("避", "难", "以", "幸")  # before 免, which then frees nobody
_MEASURED = re.compile(r"[\d一二三四五六七八九十百千万两零]+[年月日天岁周人名元级次%％倍]")
_SINCE = re.compile(r"自[^，,；;。]{1,40}之日起")  # what is done before says nothing of the act
_ANYBODY = re.compile(r"任何(?:单位|组织|机构|企业)?(?:、|和|或者?)?(?:个人)?")
_BASIS = re.compile(r"(?:按照?|依照|依据|根据|针对)[^，,；;。]*[，,]")
_ONLY = re.compile(r"([^；;。！？!?\n]+)(?:方可|方能|才可以|才可|才能)([^，,：:；;。！？!?\n]+)")
_BESIDE = re.compile(r"^(?:[^、]{1,4}(?:、|或者?))+")
_BRINGS = re.compile(r"[将把对以用向与在按从为由跟经]")
_MANNER = re.compile(r"(?:以(?!及)|通过|利用|在|向)(.+)$")
_BESIDES = re.compile("[、和]|以及")
_OR = re.compile(r"、|或者?|以及")
_SENTENCE_ENDS, _CLAUSE_ENDS = "；;。！？!?\n", "，,：:；;。！？!?\n"


def verdict(question: Asked, statement: Statement) -> str:
    """Return what a statement says of the act that is asked about: 能。, 不能。; '' if nothing."""
    text = _ASIDE.sub("", statement.text)
    found = list(_found(question, text))
    if not found and _only_after(question, text) and _same_topic(question, statement):
        return "" if no_rule(statement) else DEPENDS
    said = [one for one in found if not rival(question.subject, _subject(text, one))]
    if not said or not _same_topic(question, statement) or no_rule(statement):
        return ""
    if not all(_same_case(question, text, one) for one in said):
        return ""
    if _DEPENDS.search(statement.text) or len({one.yes for one in said}) > 1:
        return DEPENDS
    return f"{question.word}。" if said[0].yes else f"不{question.word}。"


def _found(question: Asked, text: str) -> Iterator[Said]:
    """Yield what a text says of what is asked, whoever and in whatever case."""
    if question.kind in BELONGING:
        yield from said_to_belong(question, text)
        return
    yield from _rules_on(question, text)
    yield from _free_of_charge(question, text)
    yield from _denied(question, text)


def _rules_on(question: Asked, text: str) -> Iterator[Said]:
    before: Rule | None = None
    for rule in rules(text):
        yes = _YES[question.kind].get(rule.modality)
        nested = before and before.clause == rule.clause and before.modality == "forbids"
        direct = yes is not None and not nested and _same_act(question, text, rule)
        if yes is not None and (direct or (yes and _goes_on_to(question, text, rule))):
            yield Said(yes, rule.clause, rule.start)
        before = rule


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
        ended = any(mark in text[rule.until : clause.start()] for mark in _SENTENCE_ENDS)
        if ended or without_modals(clause[0]) != clause[0] or clause[0].endswith("的"):
            return False
        if clause[0].startswith(words[0]) and share_said(words, clause[0]) == 1:
            return True
    return False


def _free_of_charge(question: Asked, text: str) -> Iterator[Said]:
    """Yield that there is no fee, where one is asked about."""
    if question.kind != "required" or not _FEES.search(question.act):
        return
    rest = [word for word in content_words(question.act) if not _FEES.fullmatch(word)]
    for clause in _CLAUSE.finditer(text):
        match = _NO_FEES.search(clause[0])
        if match and not _is_breach(text, clause) and share_said(rest, clause[0]) >= MIN_ACT:
            yield Said(False, clause.start(), clause.start() + match.start())


def _is_breach(text: str, clause: re.Match[str]) -> bool:
    """Return whether a clause says who breaks a rule, and not what the rule is: 不缴纳的, 责令…."""
    until = re.search(f"[{_SENTENCE_ENDS}]", text[clause.end() :])
    rest = text[clause.end() :][: until.start() if until else None]
    return clause[0].endswith("的") or bool(_PUNISHED.search(clause[0] + rest))


def _denied(question: Asked, text: str) -> Iterator[Said]:
    """Yield that the act is plainly denied: 不承担民事责任, 免备案."""
    act = question.act.removeprefix("先").removeprefix("再").removeprefix("另外")
    for word, least in (("不", MIN_DENIED), ("免", MIN_FREED)):
        if word == "免" and question.kind != "required":
            continue
        at = text.find(f"{word}{act}") if len(act) >= least else -1
        if at >= 0 and text[max(0, at - 1) : at] not in _AVOIDS:
            yield Said(False, _start(text, at, _CLAUSE_ENDS), at)


def _only_after(question: Asked, text: str) -> bool:
    """Return whether the act is permitted only after what the question leaves open: 批准后方可."""
    words = content_words(question.act)
    if question.kind != "permitted" or not words or NEGATION.search(question.topic):
        return False
    return any(
        sum(map(len, words)) > 1
        and says(match[2], words[0])
        and share_said(words, match[2]) >= MIN_ACT
        and share_said(content_words(question.subject), match[1]) >= MIN_ACT
        and not says(question.topic + question.act, content_words(match[1])[-1])
        and not rival(question.subject, match[1])
        for match in _ONLY.finditer(text)
    )


def _same_act(question: Asked, text: str, rule: Rule) -> bool:
    """Return whether a rule is about the act: it has its verb, and the rest in the sentence."""
    words = content_words(question.act)
    act = _SINCE.sub("", text[rule.end : rule.until])
    around = text[rule.clause : rule.end] + act
    if words and words[0] in _LIGHT:
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
    return not all(_stated(question, modifier) for modifier in _modifiers(act))


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


def _same_topic(question: Asked, statement: Statement) -> bool:
    """Return whether a statement, with the heads above it, is about what the question is about."""
    article, passage = statement.article, statement.candidate.passage
    known = "\n".join([article.title, *passage.headings, statement.text])
    return share_said(content_words(question.subject), known) >= MIN_TOPIC


def _same_case(question: Asked, text: str, said: Said) -> bool:
    """Return whether a clause is about the subject and the conditions of the question."""
    before = _BASIS.sub("", text[_start(text, said.start, _SENTENCE_ENDS) : said.start])
    subject = _ANYBODY.sub("", _NUMBER.sub("", _subject(text, said)))
    conditions = [*_conditions(before), *_modifiers(_side(question, subject))]
    return (
        bool(NEGATION.search(without_modals(before))) == bool(NEGATION.search(question.topic))
        and not _ELSEWHERE.search(before)
        and all(_stated(question, condition) for condition in conditions)
    )


def _subject(text: str, said: Said) -> str:
    """Return what stands before a rule in its clause; in its sentence, if the clause begins with it."""
    before = text[_start(text, said.start, _SENTENCE_ENDS) : said.start]
    return text[said.clause : said.start] or _BASIS.sub("", before)


def _side(question: Asked, subject: str) -> str:
    """Return which of several subjects is asked about: 社会办医机构 of 医院的医生和社会办医机构."""
    words = content_words(question.subject)
    sides = _BESIDES.split(subject)
    return next((s for s in sides[1:] if words and share_said(words, s) == 1), subject)


def _stated(question: Asked, condition: str) -> bool:
    """Return whether a question says what a condition does, or one of its alternatives."""
    asked_, subject = question.topic + question.act, content_words(question.subject)
    if any(measured not in asked_ for measured in _MEASURED.findall(condition)):
        return False
    alternatives_ = (content_words(one) for one in _OR.split(condition))
    return any(
        words and share_said(words, asked_) >= MIN_CONDITION for words in alternatives_
    ) or bool(subject and share_said(subject, condition) >= MIN_ACT)


def _conditions(before: str) -> Iterator[str]:
    """Yield the clauses before a rule that say when it holds: 未按时缴费的, 届满前, 如果获批."""
    clauses = re.split("[，,]", before)
    for clause in clauses[:-1]:
        if clause.endswith(("的", "时", "后", "前")) or clause.startswith(("如果", "假如", "若")):
            yield clause


def _modifiers(text: str) -> Iterator[str]:
    """Yield what narrows the nouns of each clause: 持证 of 持证的医师."""
    for clause in re.split("[，,]", text):
        modifier, _, noun = clause.removesuffix("的").rpartition("的")
        if noun and len(modifier) >= MIN_MODIFIER:
            yield modifier


def _start(text: str, at: int, ends: str) -> int:
    """Return where the stretch begins that holds an offset, after the last of the `ends`."""
    return max(text.rfind(mark, 0, at) for mark in ends) + 1
