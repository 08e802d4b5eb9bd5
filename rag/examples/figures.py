"""Draft questions for the figures of sentences: 海蓝市社区医院达到多少家？"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from index.model import Article
from index.text.characters import BASIC_HAN
from index.text.dictionary import dictionary, tag_of
from rag.examples.draft import Draft, sentences, words_of
from rag.language.discourse import without_numbering
from rag.language.question_words import runs, spelled, words

SHORTEST_THING = 4  # characters of the noun phrase that a question begins with

_FIGURE = re.compile(
    r"(?<![\d.,第\-—～~])(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>[余多]?[十百千]?[万亿]?[余多]?)"
    r"(?P<unit>个百分点|个工作日|%|％|元|家|人次|人|名|种|项|件|例|所|张|户|床|倍|天|个月|小时|分钟|周岁|年(?!代|度|\d|[，,底初末])|批|款|场|套|处|份|次|个(?=[\u4e00-\u9fff]{2}))"
)
# A word that names a measure: 平均降幅72.5%, asked as 平均降幅是多少.
_MEASURE = re.compile(
    "(?:[率幅额]|(?<![降涨提])价|比例|占比|总量|数量|费用|长度|面积|时间|期限|标准)$"
)
_ATTRIBUTION = re.compile(
    r"^(?:据[^，]{1,8}|数据显示|统计显示|(?:截至)?目前|总体来看|近年来|其中|预计)，"
)
_TIME_LIKE = re.compile(r"\d{1,2}月|\d{4}年|\d{1,2}日")
_WHEN = re.compile(
    r"^[^，]{0,8}\d[^，]{0,6}[年月日底末初]$|^[^，]{2,12}(?:年[底末初]|期间|以来|时|后|前|中|内|方面)$"
)
_GAP = re.compile(rf"(?<=[{BASIC_HAN}])\s(?=\d)|(?<=\d)\s(?=[{BASIC_HAN}])")
_AFTER = re.compile(r"[，。；：！？,;:、（(）)]")


def of_figures(article: Article) -> Iterator[Draft]:
    """Ask for the only figure of a sentence's beginning: 全市社区医院达到120家."""
    for start, end in sentences(article):
        sentence = _GAP.sub("", without_numbering(article.text[start:end]))
        sentence = _ATTRIBUTION.sub("", sentence)
        match = _FIGURE.search(sentence)
        if match and (asked := _masked(sentence, match)):
            yield Draft(asked, article, start, end, "figure", match["number"])


def _masked(sentence: str, figure: re.Match[str]) -> str:
    """Turn the clause around a figure into a question for it; '' where that is unclear."""
    before = _about().sub("", sentence[: figure.start()])
    after = _AFTER.split(sentence[figure.end() :], maxsplit=1)[0]
    after = re.sub("^(?:以上|以下|左右|以内|上下)", "", after)
    bare = _TIME_LIKE.sub("", before)
    if len(before) < 6 or len(after) > 10 or re.search(r"\d", bare + after):
        return ""
    if (after and figure["unit"] in "年天") or before[0] in "将把被由自从因" or "包括" in before:
        return ""
    opening, comma, clause = before.rpartition("，")
    if (comma and not _WHEN.search(opening)) or not _begins_with_thing(clause):
        return ""
    unit = "" if figure["unit"] in "%％" else figure["unit"]
    if _MEASURE.search(clause) and not after:
        if re.search("[为是]", clause):
            return ""
        return f"{before}是多少{unit}？"
    last = list(dictionary().cut(clause))[-1]
    verb = len(last) > 1 and (tag_of(last) or "n")[0] == "v"
    if not verb and last not in words_of("before_figures"):
        return ""
    return f"{before}多少{unit}{after}？"


def _begins_with_thing(clause: str) -> bool:
    """Return whether a clause begins with a noun phrase that tells of what the figure is."""
    found = [word for word in words(clause) if word.tag != "year"]
    first = next(runs(found), None)
    return bool(first and first[0] is found[0] and len(spelled(first)) >= SHORTEST_THING)


@cache
def _about() -> re.Pattern[str]:
    return re.compile(f"(?<!不)(?<!不[得能应可])(?:{'|'.join(words_of('about'))}){{1,4}}$")
