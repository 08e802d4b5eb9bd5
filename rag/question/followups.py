"""Make a follow-up question standalone by putting the question before it, or its subject, in front.

那签约率呢？ after 海蓝市建了多少家社区医院？ becomes 海蓝市建了多少家社区医院；那签约率呢？
医院有多少名医生？, which names nothing of its own, becomes 海蓝市；医院有多少名医生？
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from index.text.characters import NUMERALS
from rag.question.analysis import FILLER, YEAR, key_terms, ordinals
from rag.question.intents import smalltalk
from rag.question.subjects import names_a_subject, subject_of

Turn = Mapping[str, str]
"""One turn of a conversation: its `role` (user or assistant) and its `content`."""

# Words that point back to what was said before.
_ANAPHORA = re.compile(
    # at the start: 那签约率呢, 还有呢; not the place 那曲, nor 再生, 再保险
    r"^(那(?!曲)|然后|接着|还有|另外|另|再(?!生|次|保险|制造|融资)|又|至于|对此|为此)(?!个省|些省)"
    # pronouns: 它的签约率, 他认为; not 其他, nor the drug 他汀
    r"|(?<!其)它|他们|她|(?<!其)他(?=[的是说在有也又还对，,？?]|[这那怎什]|认为|建议|提出|$)"
    # demonstratives: 这个目标, 那家医院; not 这两年
    r"|这(个|些|一|项|种|里|家|篇|次|份|边|样|[两三几](?!年))|那(个|些|项|种|家|篇|次|份|边|里|两|几)"
    # references: 其中, 上述, 该省
    r"|其中|上述|前者|后者|刚才|前面说|该(院|省|市|区|项|政策|办法|规划|机构|公司|文件)"
)

_FRAGMENT = 8  # characters of content; a question with fewer and no key term is a fragment

_EARLY = 6  # characters; further into a question, 其中 points back within the question itself


def standalone(asked: str, history: Sequence[Turn]) -> tuple[str, int]:
    """Return a question with the one it follows in front, and the offset where that one ends.

    A question is only changed if it points back (它、那、其中…), is a fragment, or names no
    subject of its own. What is put in front is the last question by the user that stands by
    itself, with the follow-ups after it, and for one without a subject no more than that
    question's; small talk and the assistant's turns are left out. The offset is 0 for a
    question that stays as it is.
    """
    said = [turn["content"].strip() for turn in history if turn["role"] == "user"]
    before = [content for content in said if content and not smalltalk(content)]
    if not before or smalltalk(asked):
        return asked, 0
    chain = _chain(before)
    if _depends(asked):
        context = _swapped("；".join(chain)[-300:], asked)
    else:
        context = "" if names_a_subject(asked, said="".join(chain)) else subject_of(chain[0])
    return (f"{context}；{asked}", len(context) + 1) if context else (asked, 0)


def _swapped(subject: str, asked: str) -> str:
    """Replace the batch or year of the question before by the one that the follow-up names.

    After 第二批降价多少, the follow-up 那第三批呢 makes it 第三批降价多少.
    """
    for unit, numbers in ordinals(asked).items():
        if len(numbers) == 1 and len(ordinals(subject).get(unit, ())) == 1:
            subject = re.sub(rf"第[{NUMERALS}百\d]+{unit}", f"第{min(numbers)}{unit}", subject)
    years, before = set(YEAR.findall(asked)), set(YEAR.findall(subject))
    if len(years) == len(before) == 1:
        subject = subject.replace(min(before), min(years))
    return subject


def _depends(asked: str) -> bool:
    """Return whether a question needs all of the one before: it points back or is a fragment."""
    pointing = _ANAPHORA.search(asked)
    if pointing and (pointing[0] != "其中" or pointing.start() < _EARLY):
        return True
    return not key_terms(asked) and len(FILLER.sub("", asked)) < _FRAGMENT


def _chain(before: Sequence[str]) -> list[str]:
    """Return the last question that stands by itself and the follow-ups after it.

    Looks at no more than four questions.
    """
    chain: list[str] = []
    for content in reversed(before[-4:]):
        chain.insert(0, re.sub(r"\s+", " ", content).strip().rstrip("？?。！! "))
        if not _depends(content) and names_a_subject(content):
            break
    return chain


# Words that mean the article itself: 本文, 这篇文章, 该篇报道; not 该文件.
_THIS = re.compile(r"[这该本此]篇(?:文章|报道|通知)?|[本该此]文(?!件)|^文章|全文")

# Questions about an article as a whole: 讲了什么, 主要内容, 总结一下.
_WHOLE = re.compile(r"[讲说谈写介绍]了?(?:些|的是)?什么|主要内容|概括|总结|摘要|要点")


def of_article(question: str, title: str) -> str:
    """Put an article's title into a question that is asked of this article alone.

    本文讲了什么 becomes 《…》讲了什么. A question about
    a detail that does not mention the article stays as it is.
    """
    named, found = _THIS.subn(f"《{title}》", question, count=1)
    return named if found or not _WHOLE.search(question) else f"《{title}》{question}"
