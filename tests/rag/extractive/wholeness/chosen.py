"""Statements chosen of an article, for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace

from index.model import Article
from index.passages import split_article
from rag.evidence.statements import Statement
from rag.extractive.wholeness.surroundings import Surroundings
from rag.retrieval.ranking import Candidate
from tests.rag.extractive.builders import candidate, statement


def candidates(article: Article) -> list[Candidate]:
    """Return every passage of an article as a candidate."""
    return [candidate(article, passage) for passage in split_article(article)]


def choose(article: Article, *words: str, score: float = 1.0) -> list[Statement]:
    """Return the statements of an article that consist of some words."""
    passages = candidates(article)
    return [_statement(passages, text, score) for text in words]


def _statement(passages: list[Candidate], text: str, score: float) -> Statement:
    inside = next(one for one in passages if text in one.passage.text)
    found = statement(inside, text, (score,))
    block = next(b for b in found.article.blocks if b.start <= found.start < b.end)
    return replace(found, kind=block.kind)


def around(article: Article) -> Surroundings:
    """Return the surroundings of an article's statements; its passages are all candidates."""
    return Surroundings(candidates(article))


def texts(found: list[Statement]) -> list[str]:
    """Return the texts in the order of the article, after checking them against it."""
    assert all(s.text == s.article.text[s.start : s.end] for s in found)
    assert all(
        s.candidate.passage.start <= s.start and s.end <= s.candidate.passage.end for s in found
    )
    return [s.text for s in sorted(found, key=lambda s: s.start)]
