"""Notice that the figure found is that of a like thing: of 生活补贴 where 护理补贴 is asked.

The thing asked is the pair of words right before 多少, if it is an amount or a share: 护理补贴,
学生票价. The best statement says the second of them after another word, its document has the
first nowhere, and nothing in the statement means it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from index.text.characters import BASIC_HAN
from index.text.dictionary import dictionary, tag_of
from index.text.tokenizer import normalise
from rag.evidence.statements import Statement
from rag.evidence.unknown_names import is_mentioned
from rag.language.word_lists import word_list
from rag.question.answer_type import asks_figure
from rag.retrieval.retriever import Retrieval

MEANT = 0.0  # standard deviations above unrelated articles, from which a word is taken to be meant

_ASKS = re.compile("多少|几")
_BETWEEN = frozenset(word_list("before_a_number"))
_WORD = re.compile(f"[{BASIC_HAN}]{{2,}}")
_AMOUNT = re.compile(
    "[费价金额率税薪款息奖]$|补[贴助偿]$|津贴$|收入$|工资$|定额$"
)  # what figures tell of
_NO_NAME = re.compile("[mqrpcdut]")  # tags of words that distinguish no thing from another


def like_thing(retrieval: Retrieval, statements: Sequence[Statement], part: int) -> str:
    """Return the thing whose figure a part asks for if the best statement tells of another; else ''."""
    question = retrieval.question
    asked = question.asked_in(part)
    pair = _asked_thing(asked) if asks_figure(asked) else None
    if not (pair and statements):
        return ""
    which, thing = pair
    best = max(statements, key=lambda s: float(s.scores[part]))
    said = {before for before, word in _pairs(best.text) if word == thing}
    if not said or any(word in asked for word in said):
        return ""
    document = normalise(f"{best.article.title}\n{best.article.text}")
    if is_mentioned(normalise(which), document):
        return ""
    at = question.text.find(which + thing)
    if at < 0:  # the words stand apart: one is asked of several things
        return ""
    return which + thing if _meaning(retrieval, best, at, at + len(which)) < MEANT else ""


def _meaning(retrieval: Retrieval, statement: Statement, start: int, end: int) -> float:
    """Return how well a statement matches a stretch of the question, above unrelated articles."""
    spans = retrieval.query.spans
    tokens = [i for i, (left, right) in enumerate(spans) if left < end and right > start]
    least = min((float(statement.similarity[i]) for i in tokens), default=1.0)
    return retrieval.levels.max_sim.standardise(least)


@lru_cache(maxsize=64)
def _asked_thing(asked: str) -> tuple[str, str] | None:
    """Return the two words before 多少, without those that may stand between; None without two."""
    match = _ASKS.search(asked)
    words = list(dictionary().cut(asked[: match.start()] if match else asked.rstrip("？?")))
    while words and words[-1] in _BETWEEN:
        words.pop()
    if len(words) < 2 or not all(map(_names, words[-2:])) or not _AMOUNT.search(words[-1]):
        return None
    return words[-2], words[-1]


@lru_cache(maxsize=1024)
def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Return the neighbouring words of a text that name things."""
    words = list(dictionary().cut(text))
    return tuple((a, b) for a, b in pairwise(words) if _names(a) and _names(b))


def _names(word: str) -> bool:
    """Return whether a word is one of the dictionary's that can name a thing or tell its kind."""
    tag = tag_of(word)
    return bool(tag and _WORD.fullmatch(word)) and not _NO_NAME.match(tag or "")
