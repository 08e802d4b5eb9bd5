"""Find the enumerations of an article: 一是…二是…, 1、2、…, （一）（二）, sentences or headings.

The items of one enumeration may lie in many passages, and only all of them together answer a
question for its points. The articles of a law (第一条 … 第九十条) are no enumeration: they are
about different things, and are asked for by their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from index.model import Article
from index.text import numbering
from index.text.characters import BASIC_HAN, NUMERALS
from rag.language.quantities import number

MIN_ITEMS = 2
MAX_HEADING = 40  # characters of a sentence with which a paragraph begins as with a heading
MAX_ITEM = 4000  # characters from one item to the next; items further apart are unrelated

# Numbering styles by name, in the order in which they are tried. Group 1 holds the number.
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("是", re.compile(rf"([{NUMERALS}]{{1,2}})[是要](?!否|不是)")),
    (
        "第",
        re.compile(
            rf"第([{NUMERALS}]{{1,2}})(?:条?[，,、：:]|(?:[步点]|条?是)(?![{BASIC_HAN}]?[，,。])|个?(?:方面|阶段|环节|层面)|[种类][是叫为，,：:])"
        ),
    ),
    ("、", numbering.HAN),
    ("（）", numbering.HAN_BRACKETED),
    ("（）", numbering.DIGIT_BRACKETED),
    ("1.1", re.compile(r"(\d{1,2})[.．](\d{1,2})(?![\d.．%％万亿元个倍])")),
    ("1", re.compile(r"(\d{1,2})[、.．)）](?!\d)")),
    ("01", re.compile(r"(0\d)(?=[^\d.．、%％])")),
    ("①", numbering.CIRCLED),
)
_SENTENCE_START = re.compile(r"(?:^|[\n。！？!?；;：:])[”’」』）)]*\s*")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]|$")


@dataclass(frozen=True, slots=True)
class Item:
    """An item; `text[start:head_end]` of the article is its head: its first sentence or heading."""

    start: int
    head_end: int


@dataclass(frozen=True, slots=True)
class Enumeration:
    """One enumeration: items numbered 1, 2, 3 … in the same style, in order."""

    style: str
    items: tuple[Item, ...] = field(repr=False)

    @property
    def head_length(self) -> float:
        """The mean length of the heads, in characters."""
        return sum(item.head_end - item.start for item in self.items) / len(self.items)


@lru_cache(maxsize=256)
def enumerations(article: Article) -> tuple[Enumeration, ...]:
    """Return the enumerations of an article, in the order of their first items."""
    open_runs: dict[str, tuple[int, list[Item]]] = {}
    found: list[tuple[str, list[Item]]] = []
    for style, count, item in _markers(article):
        last, items = open_runs.get(style, (0, []))
        if items and count == last + 1 and item.start - items[-1].start <= MAX_ITEM:
            items.append(item)
            open_runs[style] = (count, items)
        elif count == 1:
            items = [item]
            found.append((style, items))
            open_runs[style] = (1, items)
        else:
            open_runs.pop(style, None)
    return tuple(
        Enumeration(style, tuple(items)) for style, items in found if len(items) >= MIN_ITEMS
    )


def is_head(article: Article, item: Item) -> bool:
    """Return whether an item is a heading, or a short sentence that heads its paragraph."""
    block = next(b for b in article.blocks if b.start <= item.start < b.end)
    if block.kind == "heading":
        return True
    short = item.head_end - item.start <= MAX_HEADING and block.start == item.start
    return short and bool(article.text[item.head_end : block.end].strip())


def _markers(article: Article) -> Iterator[tuple[str, int, Item]]:
    """Yield style, number and item of every numbering mark at the start of a sentence."""
    for block in article.blocks:
        if block.kind in ("table", "caption"):
            continue
        text = article.text[block.start : block.end]
        for start in _SENTENCE_START.finditer(text):
            for style, pattern in _STYLES:
                if match := pattern.match(text, start.end()):
                    name, count = _numbered(style, match)
                    end = _head_end(text, match.end())
                    yield name, count, Item(block.start + start.end(), block.start + end)
                    break


def _head_end(text: str, at: int) -> int:
    """Return the end of the sentence that follows a numbering mark."""
    match = _SENTENCE_END.search(text, at)
    assert match
    return match.start() if match[0] in ("", "\n") else match.end()


def _numbered(style: str, match: re.Match[str]) -> tuple[str, int]:
    """Return the style, made distinct for each series, and the number of a mark."""
    if style == "1.1":
        return f"{match[1]}.", int(match[2])
    text = match[1]
    if style == "①":
        return style, ord(text) - ord("①") + 1
    if text.isdigit():
        return style + ("d" if style == "（）" else ""), int(text)
    return style, int(number(text))
