"""How many items a text lists, and which number comes after the last."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.metrics.cases import Case
from eval.metrics.readability.rules import words
from eval.metrics.readability.shown import any_of, blocks
from index.text.characters import NUMERALS
from index.text.numerals import han_number
from rag.language.quantities import number

_WORDS = words("lists")
COUNTER = "|".join(_WORDS["counters"].split())
"""Words that count items, as alternatives of a pattern."""
NUMBER = rf"(?<![\d第.{NUMERALS}百])(?:\d{{1,2}}|[{NUMERALS}两]{{1,2}})\s?"
"""A number of items."""

ITEM = "•"
"""Stands in front of what is a block of its own in a list or table."""

STYLES = (
    re.compile(rf"(?<![{NUMERALS}第])([{NUMERALS}]{{1,3}})[是要则](?!否)"),
    re.compile(rf"第([{NUMERALS}]{{1,3}})(?![条章节款项届批次轮编])"),
    re.compile(rf"[（(]([{NUMERALS}]{{1,3}})[)）]"),
    re.compile(r"[（(](\d{1,2})[)）]"),
    re.compile(rf"(?:^|(?<=[\s。；]))([{NUMERALS}]{{1,3}})[、.．]", re.M),
    re.compile(r"(?:^|(?<=[\s。；：]))(\d{1,2})[、.．）)|｜](?!\d)", re.M),
    re.compile(r"([①-⑳])"),
    re.compile(rf"模式([{NUMERALS}])"),
)
"""Numbers in front of items, one pattern for each style; group 1 is the number."""

_LISTING = re.compile(rf"{NUMBER}(?:{COUNTER})|包括|包含|分别|即|由|分为|涵盖|指|[：:]")


def asks_for_list(question: str) -> bool:
    """Return whether a question asks for all items of a list."""
    return bool(any_of(_WORDS["asked"]).search(question))


def may_be_long(question: str) -> bool:
    """Return whether a list may answer a question: it asks for one, or how, or a summary."""
    return asks_for_list(question) or bool(any_of(_WORDS["broad"]).search(question))


def lines(case: Case, start: int = 0) -> Iterator[str]:
    """Yield the texts of the blocks from one on; items and rows of tables start with `ITEM`."""
    for block in blocks(case)[start:]:
        if block["kind"] == "table":
            yield from (ITEM + row for row in block["text"].split("\n")[1:])
        elif block["kind"] != "source":
            yield (ITEM if block["kind"] in ("item", "row") else "") + block["text"]


def count_items(text: str, *, anywhere: bool = False) -> int:
    """Return how many items a text may be said to list: the highest of all ways to count.

    What 、 and 和 join counts in clauses that say that they list something, or `anywhere`.
    """
    found = re.split(r"[。；，,\n]", text)
    joined = (_joined(clause) for clause in found if anywhere or _LISTING.search(clause))
    clauses = (len(re.findall(r"[；;]", part)) + 1 for part in re.split(r"[。\n]", text))
    return max([text.count(ITEM), count_numbered(text), *joined, *clauses])


def count_numbered(text: str) -> int:
    """Return how many different numbers of one style stand in a text."""
    return max(len({match[1] for match in style.finditer(text)}) for style in STYLES)


def value(written: str) -> int:
    """Return the value of a number of items: 4, 四, 两."""
    return 2 if written.strip() == "两" else int(number(written.strip()))


def next_number(written: str) -> str:
    """Return the number after an item's, in the same writing."""
    if "①" <= written <= "⑳":
        return chr(ord(written) + 1)
    following = value(written) + 1
    return str(following) if written.isascii() else han_number(following)


def _joined(clause: str) -> int:
    return len(re.findall(r"、|[和与及或]", clause)) + 1
