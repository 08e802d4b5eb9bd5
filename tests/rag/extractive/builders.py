"""Articles, passages and statements with given scores, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.model import Article, Block, BlockKind, Passage
from index.search.levels import Level, Levels
from rag.evidence.scoring import FEATURES
from rag.evidence.statements import Statement
from rag.retrieval.ranking import Candidate

FIRST, SECOND, THIRD = "海蓝市建成30家。", "签约率75%。", "资金两级分担。"
TEXT = f"{FIRST}\n{SECOND}{THIRD}"
TABLE = "区\t人数（万人）\t续签率\n东湖区\t35.6\t91.2%\n西山区\t\t84.7%\n北渡区\t22.4"
LEVELS = Levels(max_sim=Level(0.5, 0.1), cosine=Level(0.5, 0.1))
NO_TOKENS, NO_SPANS = np.zeros((0, 2), np.float32), np.zeros((0, 2), np.int32)


def one_block_article(n: int = 1, text: str = TEXT, header_rows: int | None = None) -> Article:
    """Return an article of one paragraph, or of one table if it has `header_rows`."""
    kind: BlockKind = "paragraph" if header_rows is None else "table"
    block = Block(kind, 0, len(text), header_rows=header_rows or 0)
    return Article("2031-02-03", n, f"第{n}篇", text, blocks=(block,))


def candidate(article: Article, passage: Passage | None = None) -> Candidate:
    """Return a passage, or the whole article as one passage, without tokens."""
    whole = Passage(article.issue, article.n, 1, 0, len(article.text), article.text)
    return Candidate(article.n, passage or whole, article, NO_TOKENS, NO_SPANS, NO_TOKENS, [])


def statement(
    inside: Candidate,
    words: str,
    scores: Sequence[float] = (0,),
    rank: int = 0,
    kind: BlockKind = "paragraph",
) -> Statement:
    """Return a statement of a passage, with a score for each part of the question."""
    start = inside.passage.start + inside.passage.text.index(words)
    return Statement(
        inside,
        kind,
        start,
        start + len(words),
        words,
        np.zeros(2, np.float32),
        0.0,
        np.zeros((len(scores), len(FEATURES)), np.float32),
        np.array(scores, np.float32),
        rank,
    )
