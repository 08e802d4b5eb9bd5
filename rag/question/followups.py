"""Make a follow-up question standalone: one question that a person could have typed.

居民呢？ asks the question before it of another thing, and 那签约率呢？ something else of what it is
about: 海蓝市社区医院的签约率是多少？ 医院有多少名医生？, which names nothing of its own, gets its
subject, 它 and 该市 what they stand for, and 为什么？ the words of what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.language.question_words import Word, runs, spelled, without_asking, words
from rag.question.answer_type import asks_figure
from rag.question.asked_of import asked_of, is_compared
from rag.question.intents import smalltalk
from rag.question.likes.by_form import LONGEST
from rag.question.pronouns import points_back, tells_of_said, with_referent
from rag.question.subjects import defines, lacks_subject, names_a_subject, subject_of
from rag.question.swapping import swapped

if TYPE_CHECKING:
    from rag.question.swapping import Meanings

Turn = Mapping[str, str]
"""One turn of a conversation: its `role` (user or assistant) and its `content`."""

REASON = "原因"


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that can be understood by itself.

    `named` is the thing that a follow-up put in the place of its like, or `REASON` if it asks
    for that of what was said before; an answer must speak of it. `context` is the question
    before, '' where the text holds all of it or goes on to something else.
    """

    text: str
    named: str = ""
    context: str = ""


MAX_BACK = 5  # questions of the conversation that are read
MAX_BEFORE = 200  # last characters of a question before that are read
MAX_FOLLOWUP = 60  # characters; a longer question is asked for itself

# Words with which a follow-up joins: 那签约率呢, 另外, 至于; not the place 那曲.
_JOINS = re.compile(
    r"^(?:那么|那(?![曲个些种项家篇份次批边里位两几])|然后|接着|还有(?!什么|哪|多少|几|没|谁)|另外|此外|至于|请问|换成|换做|换作"
    r"|如果是|要是|假如是|[，,、 ])"
)
# Those of them that say that the question goes on: not 请问, 要是.
_REFERS = re.compile(
    "那么|那(?![曲个些种项家篇份次批边里位两几])|然后|接着|还有(?!什么|哪|多少|几|没|谁)|另外|此外|至于"
)
_PAUSE = re.compile("(?<=.)呢[，,] ?(?=[^呢]*$)")  # 签约率呢，是多少？
_AND = re.compile(
    r"^(?:(?:and|so|then)\b[ ,]*)?(?:(?:what|how) about\b ?)?(?:(?:in|for|of|on)\b )?(?:the )?",
    re.I,
)
# What stands after a thing that the same is asked of: 居民的呢？ 上海的情况怎么样？
_OF_IT = re.compile(r"(?:的话|的情况|这边|那边|方面)?(?:呢|[怎咋]么?样|如何)[？?！!。 ]*$")
_MARKS = "？?！!。，,；; "
_WHY = re.compile(
    r"(?:[这那]又?是?)?(?:为什么|为何|为啥|什么原因|原因|原因是什么)(?:会?[这那]样|如此|这么)?(?:做|规定|说|安排)?[呢啊]?"
)
_GROUNDS = re.compile("((?:法律|政策|具体|主要)?(?:原因|理由|依据|根据))(?:是什么|有哪些|何在)?")
_HOW_MUCH = re.compile("[多几吗]|何时|时候|有没|是否|能不|是不|哪年")


def standalone(asked: str, history: Sequence[Turn], meanings: Meanings | None = None) -> Standalone:
    """Return a question that can be understood without the conversation before it.

    Each of the last questions by the user is made standalone by the one before, so that a chain
    of follow-ups keeps what it is about; small talk and the assistant's turns are left out. A
    question that names what it is about stays as it is. `meanings` finds the like of what a
    follow-up names where form does not.
    """
    if smalltalk(asked):
        return Standalone(asked)
    users = (turn["content"] for turn in history if turn["role"] == "user")
    said = [re.sub(r"\s+", " ", content[-MAX_BEFORE:]).strip() for content in users]
    before = ""
    for content in [one for one in said if one and not smalltalk(one)][-MAX_BACK:]:
        before = _followed(content, before, meanings).text
    return _followed(asked, before, meanings)


def _followed(asked: str, before: str, meanings: Meanings | None) -> Standalone:
    """Return a question standalone, given the one before as such."""
    if not before or len(asked) > MAX_FOLLOWUP:
        return Standalone(asked)
    bare = _JOINS.sub("", _JOINS.sub("", _AND.sub("", asked))) or asked
    bare = _PAUSE.sub("", bare, count=1)
    named = _named(bare)
    if grounds := _grounds(bare, named):
        return Standalone(f"{_said(before)}的{grounds}是什么？", REASON, before)
    if is_compared(named):
        return Standalone(f"{_said(before)}{named}怎么样？", context=before)
    again = named or _repeated(bare, before)
    if again and (found := swapped(again, before, meanings)):
        is_thing = not meanings or not meanings.asked_for(again)
        return Standalone(found, re.sub("(?<=.)里$|的$", "", again) if is_thing else "")
    if again:
        text = asked_of(before, named, meanings) if named else ""
    else:
        text = _with_subject(bare, before, meanings, joined=bare != asked)
    goes_on = text or _goes_on(asked, bare, before)
    return Standalone(text or asked, context=before if goes_on else "")


def _grounds(bare: str, named: str) -> str:
    """Return what a follow-up asks for if it asks why: 原因, 依据; '' for others."""
    if _WHY.fullmatch(bare.rstrip(_MARKS)):
        return REASON
    grounds = _GROUNDS.fullmatch(named or bare.rstrip(_MARKS))
    return grounds[1] if grounds else ""


def _goes_on(asked: str, bare: str, before: str) -> bool:
    """Return whether a question that stays as it is can only be understood after the one before.

    那乙怎么看？ names something of its own, but not what is to be judged.
    """
    if _REFERS.match(asked) or points_back(bare) or tells_of_said(bare):
        return True
    asks = any(word.asks for word in words(bare))
    return asks and not defines(bare) and not names_a_subject(asked, said=before)


def _with_subject(bare: str, before: str, meanings: Meanings | None, joined: bool) -> str:
    """Return a question with what it leaves out or points to; '' if it needs nothing."""
    asked_for = meanings.asked_for if meanings else None
    owner = subject_of(before, asked_for)
    if points_back(bare):
        return with_referent(bare, before, owner)
    if owner and lacks_subject(bare, before, asked_for, joined) and owner not in bare:
        subject = _done_to(owner, before) if _first_noun(bare) else subject_of(before)
        return _put_in(_of_year(before, subject, bare), bare)
    return ""


def _done_to(subject: str, before: str) -> str:
    """Return what something is done to: 药品经营许可证 of 办理药品经营许可证; not 人员 of 退休人员."""
    first = next((word for word in words(before) if subject.startswith(word.text)), None)
    rest = subject[len(first.text) :] if first and first.tag == "v" and not first.start else ""
    return rest if len(rest) > len("人员") + 1 else subject


def _of_year(before: str, subject: str, bare: str) -> str:
    """Return a subject of which a figure is asked with the only year of the question before."""
    if not asks_figure(bare):
        return subject
    years = [word.text for word in words(before) if word.tag == "year"]
    named = subject.startswith("《") or any(word.tag == "year" for word in words(bare))
    return f"{years[0]}{subject}" if len(years) == 1 and not named else subject


def _named(bare: str) -> str:
    """Return what a follow-up names that asks nothing else: 居民 of 居民呢？; '' for others.

    A noun without 呢 or a question mark is no follow-up but something to look for.
    """
    named = _OF_IT.sub("", bare).strip(_MARKS)
    short = bool(named) and len(named) <= 20 and not re.search("[，,；;。]", named)
    if not short or points_back(named) or any(word.asks for word in words(named)):
        return ""
    if named != bare.strip(_MARKS):
        return re.sub("^(?:对于?|在)", "", named) if named != "的" else ""
    found = words(named)
    numbers = all(word.tag in ("year", "ordinal") for word in found)
    follows = numbers or (bare[-1] in "？?" and (len(named) <= 8 or named.isascii()))
    return named if follows and all(map(_names_only, found)) else ""


def _names_only(word: Word) -> bool:
    return word.names or word.tag == "year" or word.text in ("的", " ") or word.is_latin


def _repeated(bare: str, before: str) -> str:
    """Return what a follow-up names first, if it then asks what the question before asks.

    上海 of 上海有多少家？ after 北京有多少家社区医院？
    """
    found = words(bare)
    said = {word.text for word in words(before)}
    at = next((i for i, word in enumerate(found) if not _names_only(word)), 0)
    rest = [word for word in found[at:] if word.text.isalnum()]
    again = all(word.text in said or word.text in "是有为的了" for word in rest)
    asks = any(_HOW_MUCH.search(w.text) for w in rest) and not any(w.names for w in rest)
    named = spelled(found[:at]).strip("的 ")
    return named if again and asks and len(named) > 1 and at <= LONGEST else ""


def _said(question: str) -> str:
    """Return what a question says, without the words that ask; what it is about if it says nothing."""
    return without_asking(question) or subject_of(question)


def _put_in(subject: str, bare: str) -> str:
    """Put a subject into a question: 文学院有多少位教师？ of 学院有多少位教师？"""
    noun = _first_noun(bare)
    ending = next((noun[:n] for n in range(len(noun), 1, -1) if subject.endswith(noun[:n])), "")
    if ending:
        return subject + bare[len(ending) :]
    return f"{subject}的{bare}" if noun else subject + bare


def _first_noun(bare: str) -> str:
    """Return the noun phrase with which a question begins; '' for a verb (补缴后, 中选了) or 每年."""
    first = next(runs(words(bare)), [])
    if not first or first[0].start or first[0].acts or bare[0] in "每一":
        return ""
    noun = spelled(first)
    return "" if bare[len(noun) :].startswith(("了", "过", "后")) else noun


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
