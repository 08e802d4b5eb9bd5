"""Make a follow-up question standalone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.question.analysis import FILLER, YEAR, key_terms, ordinals
from rag.question.intents import smalltalk

Turn = Mapping[str, str]

_ANAPHORA = re.compile(
    r"^(那(?!曲)|然后|接着|还有|另外|另|再(?!生|次|保险|制造|融资)|又|至于|对此|为此)(?!个省|些省)"
    r"|(?<!其)它|他们|她|(?<!其)他(?=[的是说在有也又还对，,？?]|[这那怎什]|认为|建议|提出|$)"  # not 他汀
    r"|这(个|些|一|项|种|里|家|篇|次|份|边|样|[两三几](?!年))|那(个|些|项|种|家|篇|次|份|边|里|两|几)"
    r"|其中|上述|前者|后者|刚才|前面说|该(院|省|市|区|项|政策|办法|规划|机构|公司|文件)"
)

_SELF_CONTAINED = 16  # characters; a shorter question with no anaphora may still be a fragment

_EARLY = 6  # characters; later in a question, 其中 points back within it


def standalone(asked: str, history: Sequence[Turn]) -> tuple[str, int]:
    """Question with the turn it follows, and where that turn ends in it.

    Gated: only where it points back (它、那、其中…) or is a fragment; and the turn taken is
    the last one by the user that asked something. A self-contained question stays as it is.
    """
    said = [turn["content"].strip() for turn in history if turn["role"] == "user"]
    before = [content for content in said if content and not smalltalk(content)]
    if not before or not _depends(asked):
        return asked, 0
    subject = _swapped(_subject(before), asked)
    return f"{subject}；{asked}", len(subject) + 1


def _swapped(subject: str, asked: str) -> str:
    """The turn before, asked of another batch or year where the follow-up names one."""
    for unit, numbers in ordinals(asked).items():
        if len(numbers) == 1 and len(ordinals(subject).get(unit, ())) == 1:
            subject = re.sub(
                rf"第[一二三四五六七八九十百\d]+{unit}", f"第{min(numbers)}{unit}", subject
            )
    years, before = set(YEAR.findall(asked)), set(YEAR.findall(subject))
    if len(years) == len(before) == 1:
        subject = subject.replace(min(before), min(years))
    return subject


def _depends(asked: str) -> bool:
    if smalltalk(asked):
        return False
    pointing = _ANAPHORA.search(asked)
    if pointing and (pointing[0] != "其中" or pointing.start() < _EARLY):
        return True
    return not key_terms(asked) and len(FILLER.sub("", asked)) < _SELF_CONTAINED // 2


def _subject(before: Sequence[str]) -> str:
    """Last question that stands by itself, and the follow-ups after it."""
    chain: list[str] = []
    for content in reversed(before[-4:]):
        chain.insert(0, re.sub(r"\s+", " ", content).strip().rstrip("？?。！! "))
        if not _depends(content):
            break
    return "；".join(chain)[-300:]


_THIS = re.compile(r"[这该本此]篇(?:文章|报道|通知)?|[本该此]文(?!件)|^文章|全文")

_WHOLE = re.compile(r"[讲说谈写介绍]了?(?:些|的是)?什么|主要内容|概括|总结|摘要|要点")


def of_article(question: str, title: str) -> str:
    """Name the article in a question asked of it alone: 本文讲了什么 becomes 《…》讲了什么."""
    named, found = _THIS.subn(f"《{title}》", question, count=1)
    return named if found or not _WHOLE.search(question) else f"《{title}》{question}"
