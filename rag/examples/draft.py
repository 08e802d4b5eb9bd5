"""A drafted question, and the sentences that questions are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from index.model import Article, Block
from index.text.sentences import split_sentences
from rag.language.word_lists import word_list

WORDS = Path(__file__).with_name("words.toml")

Kind = Literal[
    "heading",
    "definition",
    "list",
    "point",
    "office",
    "who",
    "when",
    "figure",
    "task",
    "statement",
    "topic",
    "summary",
]


@dataclass(frozen=True, slots=True)
class Draft:
    """A question made from `article.text[start:end]`, where its answer stands.

    `figure` must be in the answer, where the question asks for one.
    """

    question: str
    article: Article
    start: int
    end: int
    kind: Kind
    figure: str = ""


def sentences(article: Article) -> Iterator[tuple[int, int]]:
    """Yield the range of each sentence; a provision of a law may stand as a heading."""
    for block in article.blocks:
        if block.kind in ("paragraph", "item", "heading"):
            for start, end in split_sentences(article.text[block.start : block.end]):
                yield block.start + start, block.start + end


def sections(article: Article) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each heading with the range of the text below it, up to the next of its level."""
    headings = [block for block in article.blocks if block.kind == "heading"]
    for place, block in enumerate(headings):
        end = _next_start(headings[place + 1 :], block, len(article.text))
        yield article.text[block.start : block.end], (block.end, end)


def _next_start(later: Iterable[Block], block: Block, default: int) -> int:
    return next((other.start for other in later if other.level <= block.level), default)


@cache
def words_of(name: str) -> frozenset[str]:
    """Return a list of words of this room."""
    return frozenset(word_list(name, WORDS))
