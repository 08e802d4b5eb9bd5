"""Notice that the best statement is of another institution than the one that a question names.

The 占地面积 of 云江医院 is not what another hospital's article says of 本院. The institution is
named at the question's beginning, with a name of its own (云江医院, not 民营医院), and stands word
for word in an article that was found; the best statement's article does not mention it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.model import Article
from index.text.dictionary import dictionary, tag_of
from index.text.tokenizer import normalise
from rag.evidence.asked_attribute import INSTITUTIONS
from rag.evidence.statements import Statement
from rag.evidence.unknown_names import PASSAGES, is_mentioned
from rag.retrieval.retriever import Retrieval

MAX_NAME = 20  # characters of an institution's name

_NAMED = re.compile(rf"(?:请问)?(?P<name>[\u4e00-\u9fff]{{2,{MAX_NAME}}}?(?:{INSTITUTIONS}))")
_OWN = re.compile("n[rstz]")  # tags of names


def of_another(retrieval: Retrieval, statements: Sequence[Statement], part: int) -> str:
    """Return what a part asks if its best statement is of another institution than is named."""
    name = institution(retrieval.query.text)  # of the whole question, of which this may be a part
    if not (name and statements):
        return ""
    best = max(statements, key=lambda s: float(s.scores[part])).article
    others = (c.article for c in retrieval.candidates[:PASSAGES] if c.article.id != best.id)
    if _mentions(best, name) or not any(name in other.text for other in others):
        return ""
    return retrieval.question.asked_in(part).strip("？?。 ")


@lru_cache(maxsize=64)
def institution(asked: str) -> str:
    """Return the institution that a question begins with, if it has a name of its own."""
    match = _NAMED.match(asked)
    if not match:
        return ""
    first = next(iter(dictionary().cut(match["name"])))
    return match["name"] if _OWN.match(tag_of(first) or "") else ""


def _mentions(article: Article, name: str) -> bool:
    text = f"{article.title}\n{article.source}\n{article.text}"
    return name in text or is_mentioned(normalise(name), normalise(text))
