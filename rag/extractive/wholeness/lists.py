"""Find the lists of an article: a line that introduces them, and their items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.model import Article, Block
from index.text.numbering import numbering_style
from rag.evidence.enumerations import Enumeration, enumerations
from rag.evidence.statements import split_statements
from rag.language.discourse import announced, leads_in

_ENDS = "。！？!?\n"


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item, `text[start:end]` of its article; `head_end` ends its first sentence."""

    start: int
    head_end: int
    end: int


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list: the sentence before it, `text[lead_start:lead_end]`, and its items.

    `counted` is true where that sentence announces as many things as there are items, `leads`
    where it introduces the items at all. `spread` is true where items go on beyond their first
    paragraph: then only their heads can be quoted alike. `outline` is true for headings, whose
    last section ends at `reach`. `joined` is true where semicolons make items and line one
    sentence.
    """

    lead_start: int
    lead_end: int
    items: tuple[ListItem, ...]
    counted: bool
    leads: bool
    spread: bool
    outline: bool
    reach: int
    joined: bool

    @property
    def start(self) -> int:
        """Offset of the first item."""
        return self.items[0].start

    @property
    def end(self) -> int:
        """Offset after the last item."""
        return self.items[-1].end


@lru_cache(maxsize=256)
def lists(article: Article) -> tuple[ItemList, ...]:
    """Return the lists of an article, in the order of their first items."""
    found = [_list(article, _numbered(article, one)) for one in enumerations(article)]
    found += [_list(article, items) for items in _bulleted(article)]
    return tuple(sorted(found, key=lambda one: one.start))


def _list(article: Article, items: Sequence[ListItem]) -> ItemList:
    text, first = article.text, items[0].start
    end = len(text[:first].rstrip())
    start = max(text.rfind(mark, 0, max(0, end - 1)) for mark in _ENDS) + 1
    start += len(text[start:end]) - len(text[start:end].lstrip())
    lead = text[start:end]
    counted = len(items) in announced(lead)
    blocks = [_block(article, item.start) for item in items]
    apart = any(later - before > 1 for before, later in pairwise(blocks))
    outline = article.blocks[blocks[0]].kind == "heading"
    later = (b.start for b in article.blocks[blocks[-1] + 1 :] if b.kind == "heading")
    reach = next(later, len(text)) if outline else items[-1].end
    leads = counted or leads_in(lead) or _is_label(article, lead, end)
    joined = text[items[0].head_end - 1] in "；;"
    return ItemList(start, end, tuple(items), counted, leads, apart, outline, reach, joined)


def _is_label(article: Article, lead: str, end: int) -> bool:
    """Return whether a line before a list only names it: no heading, and no sentence's end."""
    running = (b for b in article.blocks if b.kind in ("paragraph", "item"))
    return lead[-1:].isalnum() and any(b.start < end <= b.end for b in running)


def _numbered(article: Article, found: Enumeration) -> list[ListItem]:
    """Return the items of an enumeration, each up to the next one or to its paragraph's end."""
    blocks = [_block(article, item.start) for item in found.items]
    items = []
    for n, item in enumerate(found.items):
        block = article.blocks[blocks[n]]
        if n + 1 < len(blocks) and blocks[n + 1] == blocks[n]:
            end = found.items[n + 1].start
        elif n and blocks[n - 1] == blocks[n]:
            end = item.head_end  # what follows the last of several in a paragraph is none of it
        else:
            end = block.end
        end = item.start + len(article.text[item.start : end].rstrip())
        items.append(ListItem(item.start, min(item.head_end, end), end))
    return items


def _bulleted(article: Article) -> Iterator[list[ListItem]]:
    """Yield the runs of list items that have no numbers in the text."""
    run: list[ListItem] = []
    for block in article.blocks:
        text = article.text[block.start : block.end]
        if block.kind == "item" and not numbering_style(text):
            head = split_statements(text)[0][1] if text.strip() else len(text)
            run.append(ListItem(block.start, block.start + head, block.end))
            continue
        if len(run) > 1:
            yield run
        run = []
    if len(run) > 1:
        yield run


def _block(article: Article, offset: int) -> int:
    """Return the index of the block that holds an offset."""
    blocks: Sequence[Block] = article.blocks
    return next(i for i, block in enumerate(blocks) if block.start <= offset < block.end)
