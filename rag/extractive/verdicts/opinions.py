"""Tell rules from what somebody wishes, thinks or remembers."""

from __future__ import annotations

import re

from rag.evidence.statements import Statement
from rag.extractive.verdicts.wording import WORDS
from rag.language.modality import alternatives
from rag.language.word_lists import word_list
from rag.question.article_numbers import ARTICLE_NUMBER

BEFORE = 300  # characters before a sentence in which its speaker is named
MIN_ARTICLES = 3  # articles with a number that make a text a rule

_PAST = re.compile(alternatives(*word_list("past", WORDS)))
_REPORTS = re.compile(alternatives(*word_list("reports", WORDS)))
_OPINION = re.compile(f"{alternatives(*word_list('opinion_verbs'))}|“[^”]*$")
_ARTICLE = re.compile(rf"^{ARTICLE_NUMBER}", re.MULTILINE)


def no_rule(statement: Statement) -> bool:
    """Return whether a statement is an opinion or of the past, so that it settles nothing.

    A text without numbered articles may quote a speaker: after a verb such as 建议 or 认为, in
    the sentence or shortly before it, only a sentence that names its rule is taken for one.
    """
    text = statement.article.text
    if _PAST.search(statement.text):
        return True
    if _REPORTS.search(statement.text) or len(_ARTICLE.findall(text)) >= MIN_ARTICLES:
        return False
    return bool(_OPINION.search(text, max(0, statement.start - BEFORE), statement.end))
