"""Recognise questions about what the corpus holds: the articles of an issue, or on a topic."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from index.text.tokenizer import simplified

MAX_CHARS = 60  # characters of such a question
LATEST = "最新"

_LEADING = "(?:请问|问一下|想知道|帮我|请|查一下|列出|列一下|告诉我|资料库?里|库里|资料中|这里|一共|总共|共|都|有|，){0,4}"
_MANY = "(?:哪些|哪几[篇份个]|[几多]少?[篇份个])"
_ARTICLES = "(?:文章|文件|报道|资料|稿件|稿子|公文)"
_TELLS = "(?:专门)?(?:提到|提及|谈到|讲到|说到|写到|涉及|介绍|讨论|关于|有关|讲|谈|写|说)(?:的是|是|到|了|过)?"
_TOPIC = '[“"「]?(?P<topic>[^，。；？！?!“”"「」]{2,24}?)[”"」]?'
_ASKING = re.compile("[什哪谁几何]|多少|怎|如何|为啥|是否|有没有|[吗呢]")
_ISSUE = "(?:(?P<date>(?:19|20)\\d\\d(?:[-./年]\\d{1,2}(?:[-./月]\\d{1,2}日?|月)?|年))的?|(?P<latest>最新|最近)的?)?"


@dataclass(frozen=True, slots=True)
class AboutIssue:
    """A question for the articles of an issue.

    `issue` is its date as far as it is told (`2021-01`), LATEST for the last one, or empty for
    the issue of the conversation.
    """

    issue: str


@dataclass(frozen=True, slots=True)
class AboutTopic:
    """A question for the articles that have a topic's words."""

    topic: str


@cache
def _issue_patterns() -> tuple[re.Pattern[str], ...]:
    this = "(?:这|那|本|该|当|上面这)?一?期(?:周刊|杂志|刊物|周报)?(?:里面|里|中|上)?"
    held = "(?:都|一共|总共|共)?(?:有|收录|刊登|刊载|包含|登载|登|发表|收)了?"
    what = "(?:哪些|什么|多少|几篇|多少篇|哪几篇)(?:文章|内容|报道|稿件)?(?:呢)?"
    return (
        re.compile(f"{_LEADING}{_ISSUE}{this}{held}{what}"),
        re.compile(f"{_LEADING}{_ISSUE}{this}的?(?:目录|文章目录|文章列表)(?:是什么|有哪些|呢)?"),
    )


@cache
def _topic_patterns() -> tuple[re.Pattern[str], ...]:
    count = f"(?:一共|总共|共|都)?(?:有|是|分别是)?{_MANY}(?:{_ARTICLES})?"
    of = f"(?:的{_ARTICLES}?|了)?"
    return (
        re.compile(f"{_LEADING}{_MANY}{_ARTICLES}(?:里|中)?(?:都|是)?{_TELLS}了?{_TOPIC}{of}"),
        re.compile(f"{_LEADING}[几多]少?篇(?:都|是)?{_TELLS}了?{_TOPIC}{of}"),
        re.compile(f"{_LEADING}{_TELLS}{_TOPIC}的{_ARTICLES}{count}"),
    )


def about_issue(asked: str) -> AboutIssue | None:
    """Return the issue whose articles a question asks for; None where it asks anything else."""
    text = _bare(asked)
    for pattern in _issue_patterns():
        if match := pattern.fullmatch(text):
            return AboutIssue(LATEST if match["latest"] else _iso(match["date"] or ""))
    return None


def about_topic(asked: str) -> AboutTopic | None:
    """Return the topic whose articles a question asks for; None where it asks anything else."""
    text = _bare(asked)
    for pattern in _topic_patterns():
        match = pattern.fullmatch(text)
        if match and not _ASKING.search(match["topic"]):
            return AboutTopic(match["topic"])
    return None


def _bare(asked: str) -> str:
    """Return a question without blanks around it and its mark; empty where it is long."""
    text = simplified(asked).strip(" ？?。！!")
    return text if len(text) <= MAX_CHARS else ""


def _iso(date: str) -> str:
    """Return 2021年1月25日, or a month or a year, as `2021-01-25`, `2021-01` or `2021`."""
    return "-".join(f"{int(number):02d}" for number in re.findall(r"\d+", date))
