"""Lines that promise items, and items that are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from eval.metrics.cases import Case
from eval.metrics.readability.items import (
    COUNTER,
    NUMBER,
    STYLES,
    asks_for_list,
    count_items,
    lines,
    next_number,
    value,
)
from eval.metrics.readability.rules import words
from eval.metrics.readability.shown import Shown, asked, blocks, is_followed, shown
from index.text.characters import NUMERALS

_LEAD_IN = re.compile(words("openings")["lead_in"])
_PROMISES = re.compile(rf"[：:](?=\s*[（(\d{NUMERALS}第①])|下列|以下|如下")
_ANNOUNCED = re.compile(rf"({NUMBER})(?:{COUNTER})(?![分以之])")
_COUNTED = re.compile(
    rf"(?:以下|下列|如下)({NUMBER})(?:{COUNTER})|({NUMBER})(?:{COUNTER})[^，。；：:]{{0,12}}[：:]"
)
_ARTICLE = re.compile(rf"第[{NUMERALS}百]+[条章节]")
MOST = 20  # items that are announced; a larger number counts something else


def lead_ins_alone(case: Case) -> list[str]:
    """Measure the share of answers in which every line that promises items (…下列条件：) has
    them behind it, 0 to 1; all of them, if the question asks for a list. Counts all questions
    that were not refused.
    """
    return [
        line[-24:]
        for each in shown(case)
        for line in (*_alone(case, each), *_cut_short(case, each))
    ]


def counts_unmet(case: Case) -> list[str]:
    """Measure the share of answers with as many items as are announced, 0 to 1: 四种模式 in the
    question, or 以下四种模式： in a quote, has four. Counts all questions that were not refused.
    """
    return [*_asked_count_unmet(case), *_quoted_counts_unmet(case)]


def _asked_count_unmet(case: Case) -> Iterator[str]:
    question = asked(case)
    match = _ANNOUNCED.search(question)
    if not match or not asks_for_list(question) or value(match[1]) > MOST:
        return
    if count_items("\n".join(lines(case)), anywhere=True) < value(match[1]):
        yield match[0]


def _quoted_counts_unmet(case: Case) -> Iterator[str]:
    for each in shown(case):
        for match in _COUNTED.finditer(each.text):
            rest = "\n".join([each.text[match.end() :], *lines(case, each.place + 1)])
            if count_items(rest) < value(match[1] or match[2]) <= MOST:
                yield match[0]


def _alone(case: Case, each: Shown) -> Iterator[str]:
    """Yield the lines of a quote that promise items and have none behind them."""
    found = [line.strip() for line in each.raw.split("\n") if line.strip()]
    for line, after in pairwise([*found, ""]):
        ends = _ARTICLE.match(after) or not (after or _goes_on(case, each))
        if ends and _LEAD_IN.search(line):
            yield line


def _goes_on(case: Case, each: Shown) -> bool:
    """Return whether items stand behind a quote: of its article, or in a list or table."""
    if is_followed(each, shown(case), case.texts.get(each.article, "")):
        return True
    after = blocks(case)[each.place + 1 : each.place + 2]
    return bool(after) and after[0]["kind"] in ("item", "table", "row")


def _cut_short(case: Case, each: Shown) -> Iterator[str]:
    """Yield a quote that ends within a list asked for, while its article goes on."""
    text = case.texts.get(each.article, "")
    listed = asks_for_list(asked(case)) and _PROMISES.search(each.raw)
    if listed and _next_item_behind(each, text) and not is_followed(each, shown(case), text):
        yield each.raw.strip()


def _next_item_behind(each: Shown, text: str) -> bool:
    """Return whether the item after a quote's last one stands behind it in the article."""
    behind = text[each.end : each.end + 40].lstrip()
    for style in STYLES:
        numbers = [match[1] for match in style.finditer(each.raw)]
        following = style.match(behind)
        if numbers and following and following[1] == next_number(numbers[-1]):
            return True
    return False
