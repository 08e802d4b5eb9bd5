"""The patterns of what is asked about a document itself, at the end or the start of a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from rag.language.word_lists import word_list

Field = Literal[
    "issued", "effective", "expires", "issuer", "number", "standing", "title",
    "author", "source", "link",
]  # fmt: skip
"""What is asked about a document."""

WORDS = Path(__file__).with_name("documents.toml")

_NOUNS: tuple[Field, ...] = (
    *("number", "issuer", "issued", "effective", "expires", "standing", "author", "source"),
    "link",
)
_IS = "(?:到底|究竟|分别|各)?(?:应该|应当)?(?:都)?(?:是|为|在|有|于|由|是在|是由|:|:)?"
_TAIL = "(?:的|了|的呢|过)?"
_FORMALLY = "(?:正式|开始|才|首次|最早|对外|统一|联合|共同|公开|起|开始正式|起正式)?"
_VALID = (
    "(?:现行有效|有效|现行|在执行|执行|生效|适用|管用|能用|可以用|有法律效力|有效力|废止|失效|作废|过期"
    "|停止执行|修订过?|修改过?|替代|取代|代替)"
)
_STILL = (
    "(?:(?:现在|目前|如今|当前|今天|到现在|至今)?(?:是不是|是否|有没有|还|仍然|仍|依然|已经|已)(?:已经|已|还|仍然|仍)?"
    "|现在|目前|如今|当前)(?:被)?"
)
_WHETHER = "(?:吗|么|没有|了吗|了没有|了没|了么|的吗|没|不|否)"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to ask for a field; `certain` is false if it could be asked of something else."""

    field: Field
    regex: re.Pattern[str]
    certain: bool = True


def any_of(name: str) -> str:
    """Return a pattern for any word of a list, the longest first."""
    return f"(?:{'|'.join(sorted(word_list(name, WORDS), key=len, reverse=True))})"


def _any_verb() -> str:
    return f"(?:{any_of('issues')}|{any_of('hands_out')})"


@cache
def endings() -> tuple[Pattern, ...]:
    """Return the patterns of questions that name the document before they ask."""
    return tuple(
        Pattern(field, re.compile(f"(?:{body})$"), certain)
        for field, body, certain in (*_of_nouns(), *_of_time(), *_of_people(), *_of_validity())
    )


def _of_nouns() -> Iterator[tuple[Field, str, bool]]:
    """Yield patterns such as 文号是多少 and 标题是什么, and others for number and title."""
    what = (
        f"(?:{_IS}(?:{any_of('when')}|{any_of('who')}|多少号?|什么样?|啥|几号?|多久|多长时间|多长|几年"
        "|多少年|哪些?|如何|怎么样|怎样))?"
    )
    yield from ((field, any_of(field) + what, True) for field in _NOUNS)
    yield "number", f"{_IS}(?:几|多少|哪个|什么|哪一个)(?:号文件?|号令|文号)", True
    yield "title", f"(?:全称|全名|完整名称|正式名称|标题|题目){what}", True
    yield "title", "(?:一共|总共|共|都)?有(?:几|多少|哪些|哪几)[个份]?(?:版本|版)", True
    yield "title", "(?:是|指)(?:的是)?(?:什么|哪个|哪份|哪一份|哪一个|哪部)(?:文件|公文|文)", True


def _of_time() -> Iterator[tuple[Field, str, bool]]:
    """Yield patterns such as 是什么时候印发的, 从哪天起施行, 有效期到什么时候."""
    when = f"{_IS}(?:从|自|于|在|由)?{any_of('when')}(?:起|开始)?{_FORMALLY}"
    sure, also = any_of("issues_document"), _any_verb()
    yield "issued", f"{when}(?P<verb>{sure}){_TAIL}", True
    yield "issued", f"{when}(?P<verb>{also}){_TAIL}", False
    yield "issued", f"(?P<verb>{sure}|{also})(?:于|在){any_of('when')}", False
    yield "issued", f"是{any_of('when')}的(?:文件)?", False
    yield "effective", f"{when}{any_of('takes_effect')}{_TAIL}", False
    yield "expires", f"有效期?(?:到|至|截至|截止到|截止){any_of('when')}{_TAIL}", True
    yield "expires", "有效(?:多久|几年|多少年|多长时间)", True
    yield "expires", f"{when}(?:到期|过期|届满){_TAIL}", False
    yield "standing", f"{when}(?:被)?(?:废止|失效|作废|停止执行){_TAIL}", True


def _of_people() -> Iterator[tuple[Field, str, bool]]:
    """Yield patterns such as 是哪个部门印发的, 是谁写的, 刊登在哪一期."""
    who = f"{_IS}(?:由)?{any_of('who')}{_FORMALLY}"
    yield "issuer", f"{who}{any_of('issues_document')}{_TAIL}", True
    yield "issuer", f"{who}(?P<verb>{_any_verb()})(?:出来)?{_TAIL}", False
    yield "issuer", "(?:是|属于)(?:哪个|哪些|什么)(?:部门|单位|机关|机构)的(?:文件|文)?", True
    yield "author", "(?:是)?(?:由)?谁(?:撰写|写|执笔)的?", True
    yield (
        "source",
        "(?:是)?(?:出自|来自|刊登在|发表在|刊登于|发表于|登在|刊载于|原载于?)"
        "(?:哪里|哪儿|哪个媒体|什么媒体|哪家媒体|哪一期|哪期|哪本刊物|什么地方|何处|哪)(?:的)?",
        True,
    )


def _of_validity() -> Iterator[tuple[Field, str, bool]]:
    """Yield patterns such as 还有效吗, 废止了没有, 被哪个文件废止."""
    yield "standing", f"{_STILL}{_VALID}(?:{_WHETHER}|了|的)?", False
    yield "standing", f"{_VALID}{_WHETHER}", False
    yield (
        "standing",
        "(?:是)?被(?:哪个|哪一个|哪份|哪一份|哪部|什么|谁)(?:新)?(?:文件|办法|规定|通知|条例|法律)?"
        f"(?:废止|取代|代替|替代|修订|修改){_TAIL}",
        True,
    )


@cache
def beginnings() -> tuple[Pattern, ...]:
    """Return the patterns of questions that ask first: 谁印发了《…》."""
    verbs = f"(?:{any_of('issues_document')}|{_any_verb()})"
    document = "(?P<subject>.{2,80}?)(?:的)?[？?。]?$"
    starts = f"(?:从)?{any_of('when')}(?:起|开始)?{any_of('takes_effect')}(?:的|了)?"
    return (
        Pattern("issuer", re.compile(f"(?:是)?{any_of('who')}{verbs}(?:的|了)?{document}"), False),
        Pattern("issued", re.compile(f"(?:是)?{any_of('when')}{verbs}(?:的|了){document}"), False),
        Pattern("effective", re.compile(starts + document), False),
    )


@cache
def english() -> tuple[Pattern, ...]:
    """Return the patterns of questions in English."""
    given = "(?:issued|published|released|promulgated)"
    office = "(?:who|which (?:department|office|authority|agency))"
    name = "(?P<subject>.{2,120}?)"
    asked: tuple[tuple[Field, str], ...] = (
        ("issued", f"when (?:was|were) {name} (?:first )?{given}"),
        ("issued", f"what is the (?:issue|issuing|publication|release) date of {name}"),
        (
            "effective",
            f"when (?:does|do|did|will) {name} (?:take effect|come into (?:force|effect)|become effective)",
        ),
        ("issuer", f"{office} (?:has )?{given} {name}"),
        ("number", f"what is the (?:document|reference|issue|official) number of {name}"),
        (
            "standing",
            f"is {name} (?:still |currently )?(?:in force|valid|in effect|effective|repealed)",
        ),
        ("author", f"who (?:wrote|is the author of) {name}"),
    )
    return tuple(Pattern(f, re.compile(rf"{body}\s?[?？.]?", re.I)) for f, body in asked)
