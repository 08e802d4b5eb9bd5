"""Write refusals that say what is missing, and suggest questions that the corpus answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.model import Article
from rag.answer import Answer
from rag.blocks import AnswerBlock
from rag.evidence.confidence import FEATURES
from rag.filters import Filters
from rag.question.understanding import Question
from rag.replies import NOT_FOUND, OUT_OF_SCOPE


def refusal(
    question: Question,
    signals: np.ndarray,
    nearest: Sequence[Article],
    unknown: Sequence[str] = (),
) -> str:
    """Return one sentence that says what is missing.

    `signals`: (len(FEATURES),). `nearest`: articles, the most similar first. `unknown`: names in
    the question that the evidence does not mention.
    """
    if question.intent == "off_topic":
        return OUT_OF_SCOPE
    value = dict(zip(FEATURES, (float(v) for v in signals), strict=True))
    if not nearest or value["unrelated"] < 0:
        return NOT_FOUND
    title = nearest[0].title
    if unknown:
        return f"抱歉，资料中没有提到“{'”“'.join(unknown)}”；最接近的是《{title}》。"
    if value["ordinal"] < 1 or value["year"] < 1:
        return f"抱歉，资料中没有这一批次或年份的内容；最接近的是《{title}》。"
    if value["asks_figure"] and value["figure"] < 0.5:
        return f"抱歉，《{title}》谈到了这个话题，但没有给出所问的数据。"
    return f"抱歉，资料中没有能直接回答这个问题的内容；最接近的是《{title}》。"


def limited(answer: Answer, filters: Filters | None) -> Answer:
    """Add to a refusal that not all articles were searched; leave other answers unchanged."""
    if not (filters and answer.abstained):
        return answer
    reply = answer.text.removeprefix("抱歉，").rstrip("。")
    where = filters.describe()
    text = f"抱歉，只在限定的范围（{where}）内查找，{reply}；可以取消筛选，在全部文章里再问。"
    return replace(answer, blocks=(AnswerBlock.paragraph(text),))


def suggestions(nearest: Sequence[Article], count: int = 2) -> tuple[str, ...]:
    """Return questions that the nearest articles answer: their headings, or about their titles."""
    found: list[str] = []
    for article in nearest:
        found.extend(question_headings(article)[:1] or [f"《{article.title}》主要讲了什么？"])
    return tuple(dict.fromkeys(found))[:count]


def example_questions(articles: Sequence[Article], count: int = 4) -> list[str]:
    """Return questions that the corpus answers, one for each issue."""
    by_issue: dict[str, list[str]] = {}
    for article in articles:
        own = question_headings(article)[:1] or [f"《{article.title}》主要讲了什么？"]
        by_issue.setdefault(article.issue, []).extend(own)
    shortest = [
        max(found, key=lambda q: (not q.startswith("《"), -len(q))) for found in by_issue.values()
    ]
    return shortest[:count]


def question_headings(article: Article) -> list[str]:
    """Return the headings of an article that are questions of 8 to 40 characters."""
    headings = (article.text[b.start : b.end] for b in article.blocks if b.kind == "heading")
    return [
        heading.split("：", 1)[-1]
        for heading in headings
        if heading.endswith(("？", "?")) and 8 <= len(heading.split("：", 1)[-1]) <= 40
    ]
