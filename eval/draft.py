"""Propose questions from the corpus for a person to edit.

A draft copies the text's wording, which flatters lexical search: reword it, then drop its
`draft` mark. `eval.overlap` tells how much is still copied.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from eval.sets import Question, Source
from eval.system import Store
from index.model import Article

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_FIGURE = re.compile(
    r"(?<![\d.第－—-])\d[\d,]*(?:\.\d+)?(?:%|％|万亿|[万亿]|多|余)*(?=[^\d年月日号期条\W])"
    r"|(?<![\d.])\d+(?:\.\d+)?[%％]"
)
SENTENCE_CHARS = (15, 90)


def draft(store: Store, n: int = 30, seed: int = 0) -> list[Question]:
    """Propose n questions, about a third each from titles, headings and figures.

    The same store and seed give the same drafts.
    """
    articles = sorted(store.articles(), key=lambda article: article.id)
    kinds = [_titles(articles), _headings(articles), _figures(articles)]
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    chosen: list[Question] = []
    for i, pool in enumerate(map(list, kinds)):
        share = n // 3 + (i < n % 3)
        chosen += rng.sample(pool, min(share, len(pool)))
    return [_numbered(question, i) for i, question in enumerate(chosen, 1)]


def _titles(articles: Iterable[Article]) -> Iterator[Question]:
    for article in articles:
        text = f"《{article.title}》主要讲了什么？"
        yield _question(article, text, "summary", article.abstract)


def _headings(articles: Iterable[Article]) -> Iterator[Question]:
    for article in articles:
        for block, following in pairwise(article.blocks):
            heading = article.text[block.start : block.end].strip()
            if block.kind == "heading" and following.kind in ("paragraph", "item"):
                body = article.text[following.start : following.end]
                text = f"关于“{heading}”，文章说了什么？"
                yield _question(article, text, "list", body, (body,))


def _figures(articles: Iterable[Article]) -> Iterator[Question]:
    low, high = SENTENCE_CHARS
    for article in articles:
        for match in _SENTENCE.finditer(article.text):
            sentence = match[0].strip()
            figure = _FIGURE.search(sentence)
            if figure and low <= len(sentence) <= high and "\t" not in sentence:
                asked = sentence[: figure.start()] + "多少" + sentence[figure.end() :]
                text = asked.rstrip("。！？；，") + "？"
                point = ((figure[0],),)
                yield _question(article, text, "number", sentence, (sentence,), point)


def _question(
    article: Article,
    text: str,
    type: str,
    answer: str,
    evidence: tuple[str, ...] = (),
    points: tuple[tuple[str, ...], ...] = (),
) -> Question:
    source = Source(article.issue, article.title)
    return Question("", text, type, answer, points, (source,), evidence, draft=True)


def _numbered(question: Question, number: int) -> Question:
    return replace(question, id=f"draft-{number:03}")
