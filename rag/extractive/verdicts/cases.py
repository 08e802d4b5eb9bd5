"""Tell whether what a text says is said of the case that is asked about, and of no other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.evidence.statements import Statement
from rag.extractive.verdicts.asking import NEGATION, Asked
from rag.extractive.verdicts.belonging import Said
from rag.extractive.verdicts.wording import MIN_ACT, content_words, share_said
from rag.language.modality import without_modals
from rag.question.article_numbers import ARTICLE_NUMBER

MIN_TOPIC = 0.5  # share of the subject of the question that the statement or its heads say
MIN_CONDITION = 0.5  # share of the words of a condition that the question says
MIN_MODIFIER = 4  # characters before 的 that narrow what stands after it

SENTENCE_ENDS, CLAUSE_ENDS = "；;。！？!?\n", "，,：:；;。！？!?\n"

_NUMBER = re.compile(rf"^{ARTICLE_NUMBER}\s*")
_ELSEWHERE = re.compile(r"下列|以下|前款|前条|上述|本款|该")
_MEASURED = re.compile(
    r"(?<![\d一二三四五六七八九十百千万两零])[\d一二三四五六七八九十百千万两零]++[年月日天岁周人名元级次%％倍]"
)
_ANYBODY = re.compile(r"任何(?:单位|组织|机构|企业)?(?:、|和|或者?)?(?:个人)?")
_BASIS = re.compile(r"(?:按照?|依照|依据|根据|针对)[^，,；;。]{0,200}[，,]")
_BESIDES = re.compile("[、和]|以及")
_FOUND = re.compile(r"^.*(?:判断|认定|鉴定|诊断|确定|评定)[为是](?=..)")  # who finds it so
_OR = re.compile(r"[，,]?(?:或者?|以及)|、")


def same_topic(question: Asked, statement: Statement) -> bool:
    """Return whether a statement, with the heads above it, is about what the question is about."""
    article, passage = statement.article, statement.candidate.passage
    known = "\n".join([article.title, *passage.headings, statement.text])
    return share_said(content_words(question.subject), known) >= MIN_TOPIC


def same_case(question: Asked, text: str, said: Said) -> bool:
    """Return whether a clause is about the subject and the conditions of the question."""
    before = _BASIS.sub("", text[start_of(text, said.start, SENTENCE_ENDS) : said.start])
    for case in conditions(before):
        before = before.replace(case, _stated_alone(question, case))
    subject = _ANYBODY.sub("", _NUMBER.sub("", subject_of(text, said)))
    cases = [*conditions(before), *modifiers(_side(question, subject))]
    return (
        bool(NEGATION.search(without_modals(before))) == bool(NEGATION.search(question.topic))
        and not _ELSEWHERE.search(before)
        and all(stated(question, case) for case in cases)
    )


def subject_of(text: str, said: Said) -> str:
    """Return what stands before a rule in its clause; in its sentence, if the clause begins with it."""
    before = text[start_of(text, said.start, SENTENCE_ENDS) : said.start]
    return text[said.clause : said.start] or _BASIS.sub("", before)


def stated(question: Asked, condition: str, least: float = MIN_CONDITION) -> bool:
    """Return whether a question says what a condition does, or one of its alternatives."""
    asked_, subject = question.topic + question.act, content_words(question.subject)
    if any(measured not in asked_ for measured in _MEASURED.findall(condition)):
        return False
    alternatives_ = (content_words(_FOUND.sub("", one)) for one in _OR.split(condition))
    return any(words and share_said(words, asked_) >= least for words in alternatives_) or bool(
        subject and share_said(subject, condition) >= MIN_ACT
    )


def _stated_alone(question: Asked, condition: str) -> str:
    """Return a condition without those of its alternatives that the question doesn't state."""
    each = _OR.split(condition)
    said = [one for one in each if stated(question, one)]
    return "或".join(said) if said else condition


def modifiers(text: str) -> Iterator[str]:
    """Yield what narrows the nouns of each clause: 持证 of 持证的医师."""
    for clause in re.split("[，,]", text):
        modifier, _, noun = clause.removesuffix("的").rpartition("的")
        if noun and len(modifier) >= MIN_MODIFIER:
            yield modifier


def start_of(text: str, at: int, ends: str) -> int:
    """Return where the stretch begins that holds an offset, after the last of the `ends`."""
    return max(text.rfind(mark, 0, at) for mark in ends) + 1


def _side(question: Asked, subject: str) -> str:
    """Return which of several subjects is asked about: 社会办医机构 of 医院的医生和社会办医机构."""
    words = content_words(question.subject)
    sides = _BESIDES.split(subject)
    return next((s for s in sides[1:] if words and share_said(words, s) == 1), subject)


def conditions(before: str) -> Iterator[str]:
    """Yield the clauses before a rule that say when it holds: 未按时缴费的, 届满前, 如果获批."""
    clauses = re.split("[，,](?!或)", before)
    for clause in clauses[:-1]:
        if clause.endswith(("的", "时", "后", "前")) or clause.startswith(("如果", "假如", "若")):
            yield clause
