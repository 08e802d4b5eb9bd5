"""Read from a question its parts, key terms, ordinals and issues.

Each pattern has an example of what it finds; English questions are recognised too.
"""

from __future__ import annotations

import re

from index.text.characters import BASIC_HAN, NUMERALS

# Particles, punctuation and blanks: what is left without them tells how much a text says.
FILLER = re.compile(r"[的了呢吗吧啊呀么，,。？?！!、；;：:\s]")

# Words that make a stretch of text a question: 多少, 为啥, 有没有, 能不能, 吗 at the end, how; not
# the 各 of 各省, 各市, unless a number is asked of each.
ASKS = re.compile(
    r"[什哪谁几何]|多少|怎么|怎样|如何|为啥|咋|是否|有没有|[吗呢][？?]?$|多[大高长久远]|分别"
    r"|各(?:自|[是有为占要需](?=多|几|什|哪|$))|([能会要行是该让许用])不\1|可不可以"
    r"|what|which|who|when|where|how|why",
    re.I,
)

# Asking words that tell a story or set a scene: 几家药厂想…, 买了几盒, 这几年, 没多少钱.
_NARRATES = re.compile(
    r"[这那好上前近头后十我你他咱们]几|[我咱][^，,]{0,20}[了过着]几|几[乎经]|几[^，,多什怎]{1,12}?(?:想|打算|准备|计划|合伙|联合|共同|一起|都)"
    r"|(?:不管|不论|无论|没|没有|好|无)(?:是|有)?(?:多少|什么|谁|哪|几|如何|怎么)|多少(?:有[些点]|人(?:想|都|还|却))"
    r"|任何|奈何|何况"
)
# What follows has the stretch before it for its object, unless a copula asks there: 押金是多少.
_BY_WHOM = re.compile(r"[由归][^，,。？?]{0,8}[谁哪什何]")
MAX_PARTS = 8  # each is searched for by itself
_NUMBER_OF = re.compile(
    r"^(?>[^什怎哪谁何吗呢]*?(?<![是为])(?:多少|几))[^什怎哪谁何吗呢]*[，,]\s*$"
)


def split_parts(text: str, start: int = 0) -> tuple[tuple[int, int], ...]:
    """Split a question, from `start` on, into character ranges that each ask something.

    `建了多少家、签约率是多少？` has two parts. A range ends after a question mark, semicolon,
    full stop, comma or enumeration comma. A stretch that asks nothing joins the part after it,
    and one with fewer than four characters of content the part before it. The last part of many
    has all that follows.
    """
    parts: list[tuple[int, int]] = []
    begin = start
    for match in re.finditer(r"[？?；;。，,、]\s*|$", text[start:]):
        end = start + match.end()
        stretch = text[begin:end]
        if not stretch.strip() or not _asks(stretch) or _is_object(stretch, text[end:]):
            continue
        if len(FILLER.sub("", stretch)) < 4 and parts:
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((begin, end))
        begin = end
        if len(parts) == MAX_PARTS:
            break
    if not parts:
        return ((start, len(text)),)
    parts[-1] = (parts[-1][0], len(text))
    return tuple(parts)


def _is_object(stretch: str, rest: str) -> bool:
    """Return whether a stretch is what the rest asks about: 该享受多少待遇，由谁核定."""
    return bool(_NUMBER_OF.search(stretch) and _BY_WHOM.match(rest))


def _asks(stretch: str) -> bool:
    """Return whether a stretch of a question asks something, beside what it narrates."""
    open_ended = stretch.rstrip().endswith(("，", ","))
    return bool(ASKS.search(_NARRATES.sub("", stretch) if open_ended else stretch))


_TERMS = re.compile(
    rf"第[{NUMERALS}百\d]++[批轮次届版期个代]"  # ordinals: 第二批
    r"|(?:19|20)\d\d(?=年|\D|$)"  # years: 2021年
    r"|(?<=[“「『《])[^”」』》]{2,20}(?=[”」』》])"  # quoted words: “双通道”
    r"|[A-Za-z][A-Za-z0-9+.-]*[A-Za-z0-9+]"  # Latin words: PD-1
    rf"|(?<!\d)\d++(?:\.\d++)?(?=[{BASIC_HAN}%])"  # figures: 53.5%
)

# A year from 1900 to 2099 that is not part of a longer number.
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

YEAR_WORD = re.compile(rf"{YEAR.pattern}(?:\s?年度?)?")
"""A year with the word for it: 2031年, 2031年度."""

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
