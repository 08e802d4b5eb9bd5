"""Recognise questions for an article of a statute by its number: 献血条例第五条的内容.

Such a question asks for the text of an article (条), a paragraph of it (款), an item (项), several
articles or a chapter, and for nothing besides: 违反第五条怎么处罚 asks something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from index.text.characters import NUMERALS, half_width
from index.text.numerals import han_number
from rag.language.quantities import number
from rag.language.word_lists import word_list
from rag.question.about.patterns import WORDS, any_of

Number = tuple[int, int]
"""The number of an article: 第二十三条 is (23, 0), 第二十三条之一 is (23, 1)."""

Part = Literal["条", "章", "节"]

MAX_CHARS = 160  # characters of such a question; a longer one tells more than a law's name

_N = rf"([{NUMERALS}百零〇两]{{1,7}}|\d{{1,4}})"
_HAN_N = rf"[{NUMERALS}百零〇两\d]{{1,7}}"
ARTICLE_NUMBER = rf"第\s?{_N}\s?条(?:之{_N})?"
"""Pattern of an article's number; its groups are the number and that of an inserted one."""

_ARTICLE = re.compile(ARTICLE_NUMBER)
_BELOW = rf"(?:第?\s?{_N}\s?款)?(?:第?\s?[(（]?{_N}[)）]?\s?项)?"
_ARTICLES = re.compile(
    rf"{ARTICLE_NUMBER}(?:(?:到|至|-|—|–|~|－|～){{1,2}}第?\s?{_N}\s?条(?:之{_N})?|的?{_BELOW})"
    rf"|第\s?{_N}\s?(?:条)?(?:到|至|-|—|–|~|－|～){{1,2}}\s?{_N}\s?条"
)
_CHAPTER = re.compile(rf"第\s?{_N}\s?([章节])")
_ONLY_BELOW = re.compile(
    rf"第\s?{_N}\s?款(?:第?\s?[(（]?{_N}[)）]?\s?项)?|第\s?[(（]?{_N}[)）]?\s?项"
)
_TITLE = re.compile(r"《[^《》]{2,100}》")
_JOINT = re.compile(r"\s*(?:、|，|,|和|与|及|以及|还有|跟)\s*$")
_LEADING = re.compile(rf"(?>{any_of('asks_first')}[，, ]?){{0,6}}+")
_SENTENCE = (
    rf"(?:的?(?:第\s?{_HAN_N}\s?句话?|最后一句话?|[前后]半[句段]))?+"  # is quoted with its article
)
_TAIL = re.compile(rf"{_SENTENCE}(?>{any_of('asks_for_text')}|[\s，,。.？?！!：:“”\"]){{0,16}}+")
_LISTS = re.compile(  # 第十三条规定了哪些情形
    r"(?:规定|列举|列出|列明|写|讲|说|明确|提到)[了的过]?(?:是|有)?(?:哪些|什么|哪几[种类项个条]|几[种类项个条])"
    r"[\u4e00-\u9fff]{0,8}[？?。]?"
)
_ASKS = re.compile(r"[什哪谁几何]|多少|怎|如何|是否|多[大高长久]")
_POINTING = re.compile(
    rf"(?:(?:[这那该此本]|上述|刚才|前面|上面)(?:说的|提到的)?的?一?[个份篇部项件]?)?"
    rf"(?:{any_of('documents')}|{any_of('kinds')})?|[它其]|那么?|还有|然后"
)
_AROUND = re.compile(
    r"^(?:在|按照?|根据|依照|依据|关于)|(?:的|里面?|中|当中|之中|所|，|,|\s){1,9}$"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One stretch of a statute: the articles `first` to `last`, a chapter or a section.

    `paragraph` and `item` count from 1 within the article; 0 where all of it is wanted. An
    article's number of (0, 0) is that of the question before.
    """

    part: Part
    first: Number
    last: Number
    paragraph: int = 0
    item: int = 0

    @property
    def name(self) -> str:
        """The stretch as statutes write it: 第五条第二款, 第三条至第六条, 第二章."""
        if self.part != "条":
            return f"第{han_number(self.first[0])}{self.part}"
        name = written(self.first)
        if self.last != self.first:
            return f"{name}至{written(self.last)}"
        name += f"第{han_number(self.paragraph)}款" if self.paragraph else ""
        return name + (f"第{han_number(self.item)}项" if self.item else "")


@dataclass(frozen=True, slots=True)
class AskedProvisions:
    """A question for parts of a statute, and the `law` as it names it, '' where it does not."""

    law: str
    wanted: tuple[Wanted, ...]


def written(article: Number) -> str:
    """Write the number of an article: 第二十三条之一."""
    which, inserted = article
    return f"第{han_number(which)}条" + (f"之{han_number(inserted)}" if inserted else "")


def asked_provisions(asked: str) -> AskedProvisions | None:
    """Return which articles of which statute a question asks for, None where it asks otherwise."""
    if "第" not in asked or len(asked) > MAX_CHARS:
        return None
    text = half_width(asked).strip()
    found = list(_references(text))
    if not found:
        return None
    start, end = found[0][0].start(), found[-1][0].end()
    if any(not _JOINT.fullmatch(text[a.end() : b.start()]) for (a, _), (b, _) in pairwise(found)):
        return None
    if not (_TAIL.fullmatch(text, end) or _LISTS.fullmatch(text, end)):
        return None
    law = _law(text[:start])
    if law is None:
        return None
    return AskedProvisions(law, tuple(wanted for _, wanted in found))


def named_articles(asked: str) -> list[str]:
    """Return the articles of statutes that a question names, as statutes write them: 第五条."""
    found = (written(article_number(match)) for match in _ARTICLE.finditer(half_width(asked)))
    return list(dict.fromkeys(found))


def completed(asked: AskedProvisions, before: AskedProvisions) -> AskedProvisions:
    """Take from the question before the law and the article that a follow-up leaves out."""
    number = before.wanted[-1].first
    wanted = tuple(
        replace(one, first=number, last=number) if one.first == (0, 0) else one
        for one in asked.wanted
    )
    return AskedProvisions(asked.law or before.law, wanted)


def article_number(match: re.Match[str], group: int = 1) -> Number:
    """Return the number that a match of ARTICLE_NUMBER has in a group and the next one."""
    return _read(match[group]), _read(match[group + 1])


def _read(numeral: str | None) -> int:
    return int(number(numeral)) if numeral else 0


def _references(text: str) -> list[tuple[re.Match[str], Wanted]]:
    """Return the parts of statutes that a text names outside of titles, with their places."""
    bare = _TITLE.sub(lambda title: "_" * len(title[0]), text)
    for pattern, read in ((_ARTICLES, _articles), (_CHAPTER, _chapter), (_ONLY_BELOW, _below)):
        if found := [(match, read(match)) for match in pattern.finditer(bare)]:
            return found
    return []


def _articles(match: re.Match[str]) -> Wanted:
    if match[7]:  # 第5-8条
        return Wanted("条", (_read(match[7]), 0), (_read(match[8]), 0))
    first = article_number(match)
    last = article_number(match, 3) if match[3] else first
    return Wanted("条", first, max(first, last), _read(match[5]), _read(match[6]))


def _chapter(match: re.Match[str]) -> Wanted:
    which = (_read(match[1]), 0)
    return Wanted("章" if match[2] == "章" else "节", which, which)


def _below(match: re.Match[str]) -> Wanted:
    return Wanted("条", (0, 0), (0, 0), _read(match[1]), _read(match[2] or match[3]))


def _law(before: str) -> str | None:
    """Return the law that the words before a number name, '' for none; None for other words.

    违反献血条例 of 违反献血条例第五条 names no law: what follows from breaking it is asked.
    """
    leading = _LEADING.match(before)
    rest = before[leading.end() :] if leading else before
    while (shorter := _AROUND.sub("", rest)) != rest:
        rest = shorter
    if _POINTING.fullmatch(rest):
        return ""
    named = _TITLE.search(rest)
    if any(word in _TITLE.sub("", rest) for word in word_list("refers_to_law", WORDS)):
        return None
    law = named[0] if named else rest
    return None if _ASKS.search(law) or len(law) < 2 or re.search("[。；;？?]", law) else law
