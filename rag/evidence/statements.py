"""Cut passages into what can be quoted: sentences, clauses of long sentences, rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.model import Article, Block, BlockKind
from index.text.characters import BASIC_HAN, NUMERALS
from rag.retrieval.ranking import Candidate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_SENTENCE = 120  # characters; a longer sentence is cut at its semicolons

_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』）)》】]*|\n|$)")
_PROVISION = re.compile(
    rf"^(第[{NUMERALS}百零〇\d]{{1,7}}条(?:之[{NUMERALS}])?)(?![规第的之所和与至])(?=[{BASIC_HAN}“（(])",
    re.M,
)
_CLAUSE = re.compile(r"[^；;]*(?:[；;]|$)")


@dataclass(frozen=True, slots=True)
class Statement:
    """An excerpt of a passage with its scores.

    `start` and `end` are offsets in the article's text. `rank` is the rank of its passage, from
    0. `listed` is true for an item of the enumeration that answers the question.

    `similarity`: (q,), the best cosine of each query token among the tokens of the statement
    or, less `CONTEXT_COST`, of its context. `cosine`: of the mean of its tokens and the query's
    vector. `features`: (parts, features). `scores`: (parts,), the log odds, up to a constant,
    that it answers each part of the question. `supports` is true for one that was chosen to
    support others, which answer clearly better.
    """

    candidate: Candidate
    kind: BlockKind
    start: int
    end: int
    text: str
    similarity: NDArray[np.float32]
    cosine: float
    features: NDArray[np.float32]
    scores: NDArray[np.float32]
    rank: int
    listed: bool = False
    supports: bool = False

    @property
    def article(self) -> Article:
        """The article that contains it."""
        return self.candidate.article


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a passage that can be quoted, not scored yet.

    `start` and `end` are offsets in the passage's text. `header` is the range of the header
    rows of its table, if it is a table row and the passage contains them.
    """

    start: int
    end: int
    kind: BlockKind
    header: tuple[int, int] | None = None


def excerpts(candidate: Candidate) -> Iterator[Excerpt]:
    """Cut a passage into excerpts, in the order of its text."""
    passage, article = candidate.passage, candidate.article
    for block in article.blocks:
        start, end = max(block.start, passage.start), min(block.end, passage.end)
        if start >= end:
            continue
        if block.kind == "table":
            yield from _rows(candidate, block)
        else:
            offset = start - passage.start
            for left, right in split_statements(article.text[start:end]):
                yield Excerpt(offset + left, offset + right, block.kind)


def _rows(candidate: Candidate, block: Block) -> Iterator[Excerpt]:
    """Yield the rows of a table that lie in the passage, without its header rows."""
    passage = candidate.passage
    header: tuple[int, int] | None = None
    end = block.start - 1
    for i, row in enumerate(candidate.article.text[block.start : block.end].split("\n")):
        start = end + 1
        end = start + len(row)
        if i < block.header_rows:
            header = (block.start - passage.start, end - passage.start)
        elif passage.start <= start and end <= passage.end:
            inside = header if header and header[0] >= 0 else None
            yield Excerpt(start - passage.start, end - passage.start, "table", inside)


def shown(text: str) -> str:
    """Return a quote as answers show it: in one line, with a blank after 第五条 at a line's start.

    Articles have no blank there, since none is kept between Chinese characters.
    """
    spaced = _PROVISION.sub(r"\1 ", text)
    return re.sub(r"\s*\n\s*", " ", spaced).strip()


def begins_a_provision(text: str) -> bool:
    """Return whether a text begins an article of a statute: 第五条 护士……."""
    return bool(_PROVISION.match(text))


def whole_sentences(text: str) -> list[tuple[int, int]]:
    """Return the offsets of sentences, however long; a semicolon ends none."""
    return _trimmed(text, [match.span() for match in _SENTENCE.finditer(text)])


def split_statements(text: str) -> list[tuple[int, int]]:
    """Return the offsets of sentences; one longer than `MAX_SENTENCE` is cut at its semicolons."""
    spans: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        if end - start <= MAX_SENTENCE:
            spans.append((start, end))
        else:
            spans.extend(clause.span() for clause in _CLAUSE.finditer(text, start, end))
    return _trimmed(text, spans)


def _trimmed(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans without the white space around them; empty ones are left out."""
    trimmed = [
        (a + len(text[a:b]) - len(text[a:b].lstrip()), a + len(text[a:b].rstrip()))
        for a, b in spans
    ]
    return [(a, b) for a, b in trimmed if b > a]
