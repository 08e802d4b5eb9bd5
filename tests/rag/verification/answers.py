"""Check answers against a small corpus of one article, or against a text made up for a test."""

from __future__ import annotations

from index.model import Article, Passage
from index.passages import split_article
from rag.answer import Hit
from rag.verification.verifier import Verified, verify
from rag.verification.windows import Window
from tests.conftest import community_article


def verify_community(answer: str) -> Verified:
    """Check an answer against the article on community hospitals."""
    article = community_article()
    hits = [Hit(n, 1.0, p, article) for n, p in enumerate(split_article(article), 1)]
    return verify(answer, hits)


def verify_against(text: str, answer: str) -> Verified:
    """Check an answer against an article of one passage."""
    return verify(answer, [hit(text)])


def hit(text: str) -> Hit:
    """Return an article of one passage."""
    article = Article("2031-02-03", 1, "药价与门诊", text)
    return Hit(1, 1.0, Passage("2031-02-03", 1, 1, 0, len(text), text), article)


def window(text: str, part: str) -> Window:
    """Return a part of an article of one passage."""
    start = text.index(part)
    return Window(1, hit(text), start, start + len(part))
