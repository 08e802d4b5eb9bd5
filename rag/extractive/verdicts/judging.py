"""Judge whether a statement answers a 是否 question, and how.

能不能补缴？ is answered with 能。 by a sentence that says 可以补缴, and with 不能。 by one that says
不得补缴. What the sentence says must be said of the act that is asked about, under no condition
that the question does not state. Where an exception is made, it depends. Where any of that is not
certain, there is no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rag.evidence.statements import Statement
from rag.extractive.verdicts.acts import rules_on, stopped
from rag.extractive.verdicts.asking import BELONGING, NEGATION, Asked
from rag.extractive.verdicts.belonging import Said, said_to_belong
from rag.extractive.verdicts.cases import same_case, same_topic, subject_of
from rag.extractive.verdicts.denials import denied, free_of_charge
from rag.extractive.verdicts.opinions import no_rule
from rag.extractive.verdicts.rivals import rival
from rag.extractive.verdicts.wording import (
    MIN_ACT,
    WORDS,
    as_in_rules,
    content_words,
    says,
    share_said,
)
from rag.language.modality import alternatives
from rag.language.word_lists import word_list

DEPENDS = "视情况而定。"

_DEPENDS = re.compile(rf"{alternatives(*word_list('depends', WORDS))}|除[^，。；]{{1,60}}[以之]?外")
_ASIDE = re.compile(r"（[^（）]*）|\([^()]*\)")
_ITSELF = re.compile(r"本(条例|办法|规定|细则|法|规则|规程)(?!律|定|人)")
_ONLY = re.compile(
    r"(?<![^；;。！？!?\n])([^；;。！？!?\n]+)(?:方可|方能|才可以|才可|才能)([^，,：:；;。！？!?\n]+)"
)


def verdict(question: Asked, statement: Statement) -> str:
    """Return what a statement says of the act that is asked about: 能。, 不能。; '' if nothing."""
    question = _in_words_of_rules(question)
    text = as_in_rules(_with_title(_ASIDE.sub("", statement.text), statement.article.title))
    found = list(_found(question, text))
    if not found and _only_after(question, text) and same_topic(question, statement):
        return "" if no_rule(statement) else DEPENDS
    said = [one for one in found if not rival(question.subject, subject_of(text, one))]
    if not said or not same_topic(question, statement) or no_rule(statement):
        return ""
    if not all(same_case(question, text, one) for one in said):
        return ""
    if _DEPENDS.search(statement.text) or len({one.yes for one in said}) > 1:
        return DEPENDS
    return f"{question.word}。" if said[0].yes else f"不{question.word}。"


def _found(question: Asked, text: str) -> Iterator[Said]:
    """Yield what a text says of what is asked, whoever and in whatever case."""
    if question.kind in BELONGING:
        yield from said_to_belong(question, text)
        return
    yield from rules_on(question, text)
    yield from stopped(question, text)
    yield from free_of_charge(question, text)
    yield from denied(question, text)


def _in_words_of_rules(question: Asked) -> Asked:
    """Return a question with the names that rules have for people: 医师 for 医生."""
    act, subject, topic = map(as_in_rules, (question.act, question.subject, question.topic))
    return replace(question, act=act, subject=subject, topic=topic)


def _with_title(text: str, title: str) -> str:
    """Return a text with the title of its rule for 本条例 and the like."""
    name = title.strip("《》")
    return _ITSELF.sub(lambda m: name if name.endswith(m[1]) else m[0], text)


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
