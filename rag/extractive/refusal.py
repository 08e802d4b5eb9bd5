"""Write refusals that say what is missing, and suggest questions that the corpus answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.model import Article
from rag.answer import Answer
from rag.blocks import AnswerBlock, Span
from rag.evidence.confidence import FEATURES
from rag.extractive.nearest import StandIn
from rag.filters import Filters
from rag.question.followups import REASON
from rag.question.replies import NOT_FOUND, OUT_OF_SCOPE
from rag.question.understanding import Question


def refusal(
    question: Question,
    signals: np.ndarray,
    nearest: Sequence[Article],
    unknown: Sequence[str] = (),
    other: StandIn | None = None,
    lacking: str = "",
) -> str:
    """Return one sentence that says what is missing.

    `signals`: (len(FEATURES),). `nearest`: articles on the question's subject, the most similar
    first. `unknown`: names in the question that the evidence does not mention. `other`: what the
    corpus has in place of the batch or year asked for, `lacking` a batch that it does not have.
    """
    if question.intent == "off_topic":
        return OUT_OF_SCOPE
    value = dict(zip(FEATURES, (float(v) for v in signals), strict=True))
    title = nearest[0].title if nearest and value["unrelated"] >= 0 else ""
    near = f"；最接近的是《{title}》。" if title else "。"
    if unknown and (title or value["unrelated"] >= 0):
        return _lacking(unknown, near)
    if value["ordinal"] < 1 or value["year"] < 1:
        if other:
            return _instead(other)
        missing = f"{lacking}的内容" if lacking else "这一批次或年份的内容"
        return f"抱歉，资料中没有{missing}{near}"
    if not title:
        return NOT_FOUND
    if value["asks_figure"] and value["figure"] < 0.5:
        return f"抱歉，《{title}》谈到了这个话题，但没有给出所问的数据。"
    return f"抱歉，资料中没有能直接回答这个问题的内容{near}"


def _lacking(unknown: Sequence[str], near: str) -> str:
    """Say that the evidence mentions no such names, or does not tell the reason asked for."""
    names = [name for name in unknown if name != REASON]
    if not names:
        return f"抱歉，资料中没有说明原因{near}"
    return f"抱歉，资料中没有提到“{'”“'.join(names)}”{near}"


def _instead(other: StandIn) -> str:
    return (
        f"抱歉，资料中没有{other.asked}的内容；最接近的是{other.found}：《{other.article.title}》。"
    )


def limited(answer: Answer, filters: Filters | None) -> Answer:
    """Add to a refusal that not all articles were searched; leave other answers unchanged."""
    if not (filters and answer.abstained):
        return answer
    limits = f"；只在限定的范围（{filters.describe()}）内查找，可以取消筛选，在全部文章里再问。"
    reply = answer.text.rstrip("。")
    return replace(answer, blocks=(AnswerBlock("text", (Span(reply), Span(limits))),))
