"""Find the sentences around a statement in its article, and make statements of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from index.model import Article, BlockKind
from index.passages import split_article
from rag.evidence.statements import Statement, whole_sentences
from rag.retrieval.ranking import Candidate

UNSCORED = -99.0  # score of a statement that was not chosen for itself


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence of an article, or a whole table; offsets in the article's text."""

    start: int
    end: int
    kind: BlockKind


@lru_cache(maxsize=256)
def sentences(article: Article) -> tuple[Sentence, ...]:
    """Return the sentences of an article in order."""
    found = []
    for block in article.blocks:
        if block.kind == "table":
            found.append(Sentence(block.start, block.end, block.kind))
            continue
        for start, end in whole_sentences(article.text[block.start : block.end]):
            found.append(Sentence(block.start + start, block.start + end, block.kind))
    return tuple(found)


class Surroundings:
    """The text around statements; new ones cite the passage that holds them.

    `candidates` are those of the retrieval. What lies in none of them is cited from the
    article's other passages, which are cut anew.
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = {(one.article.id, one.passage.start): one for one in candidates}
        self._split: set[str] = set()
        self._known: dict[str, tuple[Sentence, ...]] = {}

    def _sentences(self, article: Article) -> tuple[Sentence, ...]:
        """Return the sentences of an article; an article takes long to be looked up by itself."""
        if article.id not in self._known:
            self._known[article.id] = sentences(article)
        return self._known[article.id]

    def _place(self, article: Article, offset: int) -> int:
        """Return the index of the last sentence that starts at an offset or before, or -1."""
        return bisect_right(self._sentences(article), offset, key=lambda s: s.start) - 1

    def sentence(self, statement: Statement) -> Sentence | None:
        """Return the sentence that a statement lies in."""
        at = self._place(statement.article, statement.start)
        return self._sentences(statement.article)[at] if at >= 0 else None

    def before(self, statement: Statement) -> Sentence | None:
        """Return the sentence before the one that a statement lies in; no heading, no table."""
        return self._running(statement.article, self._place(statement.article, statement.start) - 1)

    def after(self, statement: Statement) -> Sentence | None:
        """Return the sentence after the one that a statement ends in; no heading, no table."""
        return self._running(
            statement.article, self._place(statement.article, statement.end - 1) + 1
        )

    def _running(self, article: Article, at: int) -> Sentence | None:
        known = self._sentences(article)
        found = known[at] if 0 <= at < len(known) else None
        return found if found and found.kind in ("paragraph", "item") else None

    def statement(
        self, like: Statement, start: int, end: int, *, listed: bool = False
    ) -> Statement:
        """Return `start:end` of the article as a statement, cut at the end of its passage."""
        candidate = self._candidate(like, start)
        end = min(end, candidate.passage.end)
        text = like.article.text[start:end].rstrip()
        at = self._place(like.article, start)
        return replace(
            like,
            candidate=candidate,
            kind=self._sentences(like.article)[at].kind if at >= 0 else like.kind,
            start=start,
            end=start + len(text),
            text=text,
            scores=np.full_like(like.scores, UNSCORED),
            listed=listed,
        )

    def _candidate(self, like: Statement, start: int) -> Candidate:
        """Return the candidate whose passage holds an offset of the article."""
        article = like.article
        for (id_, _), one in self._candidates.items():
            if id_ == article.id and one.passage.start <= start < one.passage.end:
                return one
        if article.id not in self._split:
            self._split.add(article.id)
            for passage in split_article(article):
                # its tokens are those of another passage: nothing is scored any more
                one = replace(like.candidate, passage=passage)
                self._candidates.setdefault((article.id, passage.start), one)
            return self._candidate(like, start)
        return like.candidate
