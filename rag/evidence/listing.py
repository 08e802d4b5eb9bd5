"""Find the enumeration in the best passages' articles that answers a question.

An enumeration is compared with the question as one text: the sentence that introduces it, the
first sentences of its items, and the context of its best passage. It answers if that text is
about as similar to the question as the best passage is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from index.model import Article
from index.text.characters import NUMERALS
from rag.evidence.enumerations import Enumeration, enumerations, is_head
from rag.evidence.named_item import named_item
from rag.language.quantities import number
from rag.question.answer_type import asks_figure
from rag.retrieval.late_interaction import CONTEXT_COST, max_sim
from rag.retrieval.ranking import Candidate
from rag.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOP_PASSAGES = 3  # whose articles' enumerations are considered
MIN_SCORE = -0.045  # similarity, less the best passage's, that an enumeration must exceed
COUNT_BONUS = 0.02  # added where it has as many items as the question says
RANK_COST = 0.015  # subtracted for each rank of its best passage below the first
MAX_ITEMS = 20  # of an enumeration, unless the question names their number
MAX_HEAD = 50  # mean characters of the items' first sentences; longer ones are arguments
MAX_UNASKED = 420  # characters of all first sentences, unless several things are asked for

_COUNT = re.compile(
    rf"(?<![第{NUMERALS}])([两{NUMERALS}]{{1,2}}|\d{{1,2}})\s?(?:大|个|项|条|点|种|类|块|处|步|方面|件)"
)
_SENTENCE_END = "。！？!?\n"
_ASKS_ALL = re.compile(
    rf"哪些|哪[几两{NUMERALS}\d]|分别|几[大个项条点种类方步]|有什么|(?:什么|何种|哪种)(?:条件|材料|情形|要求)"
    r"|\b(?:list|what are|which are)\b",
    re.I,
)
_ASKS_SEVERAL = re.compile(
    r"怎|如何|概括|总结|归纳|梳理|概述|简述|介绍|列举|要点|重点|内容|任务|措施|做法"
    r"|职责|条件|要求|情形|材料|\b(?:how|summar)",
    re.I,
)
_ASKS_WHY = re.compile(r"为什么|为何|为啥|咋|区别|不同|差别|\bwhy\b", re.I)
_EACH = re.compile("各自|分别")
_ASKS_ONE = re.compile(
    r"吗[？?]?$|是否|[能要是]不[能要是]|能否|可不可以|有没有|谁|哪个|哪一|哪家|何时|什么时候"
)


@dataclass(frozen=True, slots=True)
class Listing:
    """An enumeration that answers, and the ranks of the passages that contain its items."""

    article_id: str
    enumeration: Enumeration
    ranks: frozenset[int]

    def holds(self, article_id: str, start: int, end: int) -> bool:
        """Return whether an item starts in `start:end` of the article's text."""
        return article_id == self.article_id and any(
            start <= item.start < end for item in self.enumeration.items
        )


def find_listing(retrieval: Retrieval) -> Listing | None:
    """Return the enumeration that fits the question best; None if none fits.

    None fits a question that asks for a figure or date, for one thing, or whether; a long one
    only a question for several things, and headings only one for points.
    """
    asked = retrieval.question.text
    if asks_figure(asked) or asks_one(asked) or not retrieval.candidates:
        return None
    best_passage = float(max_sim(retrieval.candidates[0].similarity) @ retrieval.query.weights)
    counts = asked_counts(retrieval.question.text)
    several, points = asks_several(asked), asks_points(asked)
    best, best_score = None, MIN_SCORE
    for article, enumeration, ranks in _considered(retrieval, counts):
        if not several and _length(enumeration) > MAX_UNASKED:
            continue
        if not points and any(map(partial(is_head, article), enumeration.items)):
            continue
        counted = len(enumeration.items) in counts
        if not counted and _names_one(asked, article, enumeration):
            continue
        similarity = _similarity(retrieval, article, enumeration, ranks)
        score = similarity - best_passage + COUNT_BONUS * counted - RANK_COST * min(ranks)
        if score > best_score:
            best, best_score = Listing(article.id, enumeration, ranks), score
    return best


def _names_one(asked: str, article: Article, enumeration: Enumeration) -> bool:
    """Return whether a question is about one item of an enumeration: 国庆节怎么放假."""
    text, first = article.text, enumeration.items[0].start
    heads = [text[item.start : item.head_end] for item in enumeration.items]
    least = 2 if asks_all(asked) or asked_counts(asked) else 1
    return named_item(asked, text[_introduction(text, first) : first], heads, least) is not None


def asks_all(text: str) -> bool:
    """Return whether a question asks for all of several things: 哪些, 哪三项, 什么条件."""
    return bool(_ASKS_ALL.search(text))


def asks_several(text: str) -> bool:
    """Return whether a list may answer a question: it asks for all, how, why or a summary."""
    return asks_points(text) or bool(_ASKS_WHY.search(text))


def asks_points(text: str) -> bool:
    """Return whether the headings of a list may answer a question: it asks for points, or how.

    甲和乙分别由谁负责 asks for two things, not for all that a list has.
    """
    bare = _EACH.sub("", text)
    return asks_all(bare) or bool(asked_counts(text) - {1} or _ASKS_SEVERAL.search(text))


def asks_one(text: str) -> bool:
    """Return whether a question asks for one of several things, or whether: 由谁, 哪个, 可以吗."""
    return bool(_ASKS_ONE.search(text)) and not asks_all(text)


def asked_counts(text: str) -> set[int]:
    """Return the numbers of things that the question mentions: 4 for 四块, 3 for 三个方面."""
    return {int(number(n)) for n in _COUNT.findall(text)}


def _considered(
    retrieval: Retrieval, counts: set[int]
) -> Iterator[tuple[Article, Enumeration, frozenset[int]]]:
    """Yield enumerations of the best passages' articles, with the ranks of their passages.

    One of very many items answers only a question that names their number.
    """
    best = {c.article.id: c.article for c in retrieval.candidates[:TOP_PASSAGES]}
    for article in best.values():
        for enumeration in enumerations(article):
            ranks = frozenset(
                rank
                for rank, candidate in enumerate(retrieval.candidates)
                if candidate.article.id == article.id
                and any(
                    candidate.passage.start <= i.start < candidate.passage.end
                    for i in enumeration.items
                )
            )
            few = len(enumeration.items) <= MAX_ITEMS or len(enumeration.items) in counts
            if ranks and few and enumeration.head_length <= MAX_HEAD:
                yield article, enumeration, ranks


def _length(enumeration: Enumeration) -> int:
    """Return the number of characters of all first sentences."""
    return sum(item.head_end - item.start for item in enumeration.items)


def _similarity(
    retrieval: Retrieval, article: Article, enumeration: Enumeration, ranks: frozenset[int]
) -> float:
    """Return the MaxSim of the question and the enumeration as one text; -1 without tokens."""
    first = enumeration.items[0].start
    spans = [(_introduction(article.text, first), first)]
    spans += [(item.start, item.head_end) for item in enumeration.items]
    candidates = [c for c in retrieval.candidates if c.article.id == article.id]
    similarities = [one for candidate in candidates for one in _within(candidate, spans)]
    if not similarities:
        return -1.0
    best = retrieval.candidates[min(ranks)]
    context = max_sim(best.similarity[best.context])
    own = max_sim(np.concatenate(similarities))
    return float(np.maximum(own, context - CONTEXT_COST) @ retrieval.query.weights)


def _introduction(text: str, first: int) -> int:
    """Return the start of the sentence before the first item, which begins at `first`."""
    end = len(text[:first].rstrip().rstrip(_SENTENCE_END + "：:"))
    return max(text.rfind(mark, 0, end) for mark in _SENTENCE_END) + 1


def _within(candidate: Candidate, spans: list[tuple[int, int]]) -> list[NDArray[np.float32]]:
    """Return the similarities (t, q) of the tokens of those spans that start in the passage."""
    passage = candidate.passage
    inside = [
        (start - passage.start, min(end, passage.end) - passage.start)
        for start, end in spans
        if passage.start <= start < passage.end
    ]
    return [candidate.similarity[tokens] for tokens in candidate.within(*inside)]
