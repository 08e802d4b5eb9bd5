"""Read from a question the kinds of answer it expects, its parts, key terms, ordinals and issues.

Each pattern has an example of what it finds; English questions are recognised too.
"""

from __future__ import annotations

import re
from typing import Literal

from index.text.characters import BASIC_HAN, NUMERALS

AnswerKind = Literal[
    "amount", "percent", "date", "count", "person", "list", "reason", "compare", "summary", "fact"
]  # fmt: skip
"""What an answer can be, for example an amount of money, a date or a list."""

# Particles, punctuation and blanks: what is left without them tells how much a text says.
FILLER = re.compile(r"[的了呢吗吧啊呀么，,。？?！!、；;：:\s]")

# Words that ask for each kind of answer; a question may match several.
_KINDS: tuple[tuple[AnswerKind, re.Pattern[str]], ...] = (
    # 签约率是多少, 提高了百分之几; not 率先
    ("percent", re.compile(r"百分之|百分比|百分点|比例|占比|几成|多少成|[率幅](?!先)|percent|rate|share", re.I)),
    # 花了多少钱, 费用是多少
    ("amount", re.compile(r"多少钱|几[块元]|多少.{0,2}元|花了?多少|金额|费用是?多少|价格?.{0,3}多少|cost|how much", re.I)),
    # 什么时候开始, 哪一年完成
    ("date", re.compile(r"什么时候|何时|哪[一]?[年月日天]|几月|几号|哪个月|多久|日期|时间是|when|what date", re.I)),
    # 有多少家, 几种药; not 哪几种, which asks for a list
    ("count", re.compile(r"多少|(?<!哪)几[个家种项件次人位批条款类级天年岁]|how many|number of", re.I)),
    # 这话是谁说的, 哪位专家
    ("person", re.compile(r"[谁]|哪[一几]?位|哪个人|叫什么|who", re.I)),
    # 有哪些措施, 分为几个阶段, 分别是
    (
        "list",
        re.compile(
            r"哪[些几两三四五六七八九十]|哪.{0,3}(方面|几条|几点|步|环节|机制|问题|困难|措施|举措|部门|品种|任务|板块)"
            r"|几(个|大|条|项|类|种)?(方面|层面|点|步|阶段|部分)|有什么(要求|措施|规定|好处|变化|内容|特点|任务)"
            r"|包括什么|分别是|都有|列(出|举)|列一下|which|what are",
            re.I,
        ),
    ),
    # 为什么要改, 如何推进; not 怎么样 at the end
    (
        "reason",
        re.compile(r"为什么|为啥|为何|原因|怎么(?!样$)|怎样|如何|咋|凭什么|靠什么|what.*reason|why|how(?! many| much)", re.I),
    ),
    # 有什么区别, 哪个更多
    ("compare", re.compile(r"区别|差别|不同|对比|相比|比较|哪个更|谁更|差在|异同|各自?[有是多]|分别|compare|differ", re.I)),
    # 概括一下, 主要讲了什么, 有什么看法
    (
        "summary",
        re.compile(
            r"概括|总结|归纳|主要(讲|说|内容|观点|意思)|介绍|讲了?(什么|啥|哪)|说了?(什么|啥|哪)|什么(看法|观点|建议|态度|意见|判断|好处|影响|作用)"
            r"|怎么(看|说|评价)|谈谈|大意|要点|summar|main point",
            re.I,
        ),
    ),
)  # fmt: skip


def kinds(asked: str) -> frozenset[AnswerKind]:
    """Return the kinds of answer that a question expects; `fact` where no pattern matches."""
    found = {kind for kind, pattern in _KINDS if pattern.search(asked)}
    return frozenset(found or {"fact"})


# Words that make a stretch of text a question: 多少, 为啥, 有没有, 吗 at the end, how.
ASKS = re.compile(
    r"[什哪谁几何]|多少|怎么|怎样|如何|为啥|咋|是否|有没有|[吗呢][？?]?$|多[大高长久远]|分别|各[自是有]?"
    r"|what|which|who|when|where|how|why",
    re.I,
)


def split_parts(text: str, start: int = 0) -> tuple[tuple[int, int], ...]:
    """Split a question, from `start` on, into character ranges that each ask something.

    `建了多少家，签约率是多少？` has two parts. A range ends after a question mark, semicolon,
    full stop or comma. A stretch that asks nothing joins the part after it, and one with
    fewer than four characters of content the part before it.
    """
    parts: list[tuple[int, int]] = []
    begin = start
    for match in re.finditer(r"[？?；;。，,]\s*|$", text[start:]):
        end = start + match.end()
        stretch = text[begin:end]
        if not stretch.strip() or not ASKS.search(stretch):
            continue
        if len(FILLER.sub("", stretch)) < 4 and parts:
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((begin, end))
        begin = end
    if not parts:
        return ((start, len(text)),)
    parts[-1] = (parts[-1][0], len(text))
    return tuple(parts)


_TERMS = re.compile(
    rf"第[{NUMERALS}百\d]+[批轮次届版期个代]"  # ordinals: 第二批
    r"|(?:19|20)\d\d(?=年|\D|$)"  # years: 2021年
    r"|(?<=[“「『《])[^”」』》]{2,20}(?=[”」』》])"  # quoted words: “双通道”
    r"|[A-Za-z][A-Za-z0-9+.-]*[A-Za-z0-9+]"  # Latin words: PD-1
    rf"|\d+(?:\.\d+)?(?=[{BASIC_HAN}%])"  # figures: 53.5%
)

# A year from 1900 to 2099 that is not part of a longer number.
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

# An ordinal with a unit of which only one can be meant: 第二批, but not 第一，要加强.
_ORDINAL = re.compile(rf"第([{NUMERALS}百\d]+)([批轮届版期])")


def key_terms(text: str) -> frozenset[str]:
    """Return the terms with an exact meaning: ordinals, years, quoted and Latin words, figures.

    A question that has one is no fragment. Terms are in lower case.
    """
    return frozenset(match[0].lower() for match in _TERMS.finditer(text))


def ordinals(text: str) -> dict[str, set[str]]:
    """Return the ordinals of a text by unit: `第二批` gives `{"批": {"二"}}`."""
    found: dict[str, set[str]] = {}
    for number, unit in _ORDINAL.findall(text):
        found.setdefault(unit, set()).add(number)
    return found


# A year (2022年), or a month followed by a word for an issue or article (3月那期, 1月上旬这篇).
_ISSUE_HINT = re.compile(r"(20\d\d)年|(1[0-2]|0?[1-9])月(?:[上中下]旬|初|底)?[那这]一?[期篇]")


def issue_hints(text: str) -> list[str]:
    """Return the issues that a question names by month, as `2022-01`.

    A month takes the year before it: 2022年1月那期和3月那期 gives 2022-01 and 2022-03.
    """
    found: dict[str, None] = {}
    year = ""
    for match in _ISSUE_HINT.finditer(text):
        year = match[1] or year
        if match[2] and year:
            found[f"{year}-{int(match[2]):02d}"] = None
    return list(found)


def asks_of_a_time(text: str) -> bool:
    """Return whether a question names the year or the issue that it asks about."""
    return bool(YEAR.search(text) or issue_hints(text))
