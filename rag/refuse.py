"""What is said instead of an answer: greetings, thanks, and refusals that help.

A refusal is one polite sentence that says what is missing; the nearest articles come as
`hits`, and questions that they do answer as suggestions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.model import Article
from rag.answer import Answer
from rag.confidence import FEATURES
from rag.filters import Filters
from rag.question import Question, is_injection, is_out_of_scope, smalltalk

GREETING = "您好，我是问策，根据卫生政策文章回答问题并注明出处；目前还没有收到具体问题，请直接输入想了解的内容。"
THANKS = "不客气，很高兴能帮上忙；如果还有未说清楚的地方，请继续提问。"
ABOUT = "我是问策：只根据已收录的卫生政策文章作答，每句话都有可打开、可核对的出处；没有依据的内容我不会回答。"
INJECTION = "抱歉，我只根据已收录的卫生政策文章回答问题，没有办法执行这样的要求。"
OUT_OF_SCOPE = "抱歉，这个问题不在卫生政策文章的范围内，资料中没有相关内容。"
NOT_FOUND = "抱歉，资料中没有找到相关内容，无法回答这个问题。"


def without_search(asked: str) -> str:
    """Reply to what needs no search; an empty string for a question that does."""
    talk = smalltalk(asked)
    if talk:
        return {"greeting": GREETING, "thanks": THANKS, "about": ABOUT}[talk]
    if is_injection(asked):
        return INJECTION
    if is_out_of_scope(asked):
        return OUT_OF_SCOPE
    return "" if any(c.isalnum() for c in asked) else NOT_FOUND


def refusal(
    question: Question,
    signals: np.ndarray,
    nearest: Sequence[Article],
    unknown: Sequence[str] = (),
) -> str:
    """One sentence that says what is missing; `unknown` are names that the evidence lacks."""
    value = dict(zip(FEATURES, (float(v) for v in signals), strict=True))
    if not nearest or value["late"] < 0.85:
        return NOT_FOUND
    title = nearest[0].title
    if unknown:
        return f"抱歉，资料中没有提到“{'”“'.join(unknown)}”；最接近的是《{title}》。"
    if value["ordinal"] < 1 or value["year"] < 1:
        return f"抱歉，资料中没有这一批次或年份的内容；最接近的是《{title}》。"
    if value["unit"] < 1 or value["focus"] < 0.9:
        return f"抱歉，《{title}》谈到了这个话题，但没有给出所问的数据。"
    return f"抱歉，资料中没有能直接回答这个问题的内容；最接近的是《{title}》。"


def limited(answer: Answer, filters: Filters | None) -> Answer:
    """Say of a refusal that not all articles were searched; leave other answers alone."""
    if not (filters and answer.abstained):
        return answer
    said = answer.text.removeprefix("抱歉，").rstrip("。")
    where = filters.describe()
    text = f"抱歉，只在限定的范围（{where}）内查找，{said}；可以取消筛选，在全部文章里再问。"
    return replace(answer, text=text)


def suggestions(nearest: Sequence[Article], count: int = 2) -> tuple[str, ...]:
    """Questions that the nearest articles answer: their own headings and titles."""
    found: list[str] = []
    for article in nearest:
        found.extend(question_headings(article)[:1] or [f"《{article.title}》主要讲了什么？"])
    return tuple(dict.fromkeys(found))[:count]


def question_headings(article: Article) -> list[str]:
    """Headings of an article that are questions by themselves."""
    headings = (article.text[b.start : b.end] for b in article.blocks if b.kind == "heading")
    return [
        heading.split("：", 1)[-1]
        for heading in headings
        if heading.endswith(("？", "?")) and 8 <= len(heading.split("：", 1)[-1]) <= 40
    ]
