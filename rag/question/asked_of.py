"""Ask for what a follow-up names of what the question before is about: 签约率呢？ of 海蓝市."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.language.question_words import words
from rag.question.subjects import is_amount, subject_of

if TYPE_CHECKING:
    from rag.question.swapping import Meanings

_ASKS_HOW_LONG = re.compile("(?:期|期限|时长|年限)$")
_ASKS_WHEN = re.compile("(?:时间|日期)$")
# 跟去年比, 与2019年相比, 相比上一批
_COMPARED = re.compile("[跟和与同].+(?:比|相比|比较|比起来)|(?:相比|比起).+")


def is_compared(named: str) -> bool:
    """Return whether a follow-up names what to compare with: 跟去年比."""
    return _COMPARED.fullmatch(named) is not None


def asked_of(before: str, named: str, meanings: Meanings | None) -> str:
    """Ask for what is named of what the question before is about, and of its year.

    '' if it is not known what that is about.
    """
    named = named if named == "目的" else named.rstrip("的")
    subject = subject_of(before, meanings.asked_for if meanings else None)
    if subject.startswith("《") and meanings and not meanings.asked_for(named):
        return f"{subject}对{named}有什么规定？"
    if subject and _tells(named):
        return f"{subject}{named}怎么办？"
    of = "" if named.startswith("第") else "的"
    years = [word.text for word in words(before) if word.tag == "year"]
    year = years[0] if len(years) == 1 and not subject.startswith("《") else ""
    return f"{year}{subject}{of}{named}{_asking(named)}？" if subject else ""


def _tells(named: str) -> bool:
    """Return whether a follow-up names something that happens, not a thing: 被人冒领了."""
    last = words(named)[-1]
    return last.text == "了" or (last.tag in ("i", "l", "v") and len(last.text) > 1)


def _asking(named: str) -> str:
    """Return what is asked for a thing by its name: how much a rate is, how long a term."""
    if named[-1] in "条款章节":
        return "规定了什么"
    if is_amount(named):
        return "是多少"
    if _ASKS_HOW_LONG.search(named):
        return "是多久"
    return "是什么时候" if _ASKS_WHEN.search(named) else "是什么"
