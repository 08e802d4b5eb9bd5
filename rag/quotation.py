"""Whether a quotation is in the corpus, word for word or nearly, and where."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from rapidfuzz import fuzz

from index.errors import QuestionError
from index.model import Article, Passage
from rag.question.understanding import MAX_CHARS

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering

CANDIDATES = 50
NEAR = 80.0  # per cent of characters that agree, of the best place
MIN_CHARS = 4

Verdict = Literal["exact", "near", "none"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation stands: `article.text[start:end]`. `similarity` is in per cent."""

    article: Article
    start: int
    end: int
    similarity: float

    @property
    def text(self) -> str:
        """What stands there."""
        return self.article.text[self.start : self.end]


def verify_quote(
    pipeline: QuestionAnswering, quote: str, article_id: str = "", base_url: str = ""
) -> dict[str, Any]:
    """Find a quotation, in the article it is said to be from where one is named.

    Spaces, line ends and full or half width make no difference. `verdict` is exact, near or
    none; `elsewhere` says that it stands in another article than the one named.

    Raises:
        QuestionError: the quotation is too short or too long, or there is no such article.
    """
    folded, _ = fold(quote)
    if len(folded) < MIN_CHARS or len(quote) > MAX_CHARS:
        raise QuestionError(f"引文应有 {MIN_CHARS} 到 {MAX_CHARS} 字。")
    named = _named(pipeline, article_id)
    place = best(folded, named) if named else None
    elsewhere = False
    if place is None or place.similarity < 100:
        found = best(folded, _candidates(pipeline, quote))
        if found and (place is None or found.similarity > place.similarity):
            place, elsewhere = found, bool(named)
    if place is None:
        return {"quote": quote, "verdict": "none", "elsewhere": False}
    return {
        "quote": quote,
        "verdict": "exact" if place.similarity == 100 else "near",
        "elsewhere": elsewhere,
        **_where(pipeline, place, base_url),
    }


def best(folded: str, articles: Iterable[Article]) -> Place | None:
    """Give the place most like a folded quotation, or None where nothing comes near."""
    places = [place for article in articles if (place := find(folded, article))]
    return max(places, key=lambda place: place.similarity, default=None)


def find(folded: str, article: Article) -> Place | None:
    """Give the place of an article most like a folded quotation."""
    text, offsets = fold(article.text)
    at = text.find(folded)
    if at >= 0:
        return Place(article, offsets[at], offsets[at + len(folded) - 1] + 1, 100.0)
    near = fuzz.partial_ratio_alignment(folded, text, score_cutoff=NEAR)
    # of a text shorter than the quotation, only a part of the quotation is compared
    if near is None or near.dest_end <= near.dest_start or len(text) < len(folded):
        return None
    score = min(near.score, 99.9)
    return Place(article, offsets[near.dest_start], offsets[near.dest_end - 1] + 1, score)


def fold(text: str) -> tuple[str, list[int]]:
    """Fold to half width (NFKC) without spaces; with the offset each character comes from."""
    folded, offsets = [], []
    for offset, character in enumerate(text):
        for c in unicodedata.normalize("NFKC", character):
            if not c.isspace():
                folded.append(c)
                offsets.append(offset)
    return "".join(folded), offsets


def _named(pipeline: QuestionAnswering, article_id: str) -> list[Article]:
    if not article_id:
        return []
    article = pipeline.store.article(article_id)
    if article is None:
        raise QuestionError(f"没有 {article_id} 这篇文章。")
    return [article]


def _candidates(pipeline: QuestionAnswering, quote: str) -> list[Article]:
    """Articles that a search for the quotation finds, best first."""
    hits = pipeline.search(quote, CANDIDATES)
    return list({hit.article.id: hit.article for hit in hits}.values())


def _where(pipeline: QuestionAnswering, place: Place, base_url: str) -> dict[str, Any]:
    article = place.article
    passages = pipeline.store.passages_of(article.id)
    passage = next((p for p in passages if p.start <= place.start < p.end), None)
    return {
        "similarity": round(place.similarity, 1),
        "article_id": article.id,
        "title": article.title,
        "issue": article.issue,
        "source": article.source,
        "start": place.start,
        "end": place.end,
        "text": place.text,
        "url": base_url + _url(place, passage),
    }


def _url(place: Place, passage: Passage | None) -> str:
    """Address of the article's page with the place marked."""
    mark = f"#p{passage.k}" if passage else ""
    return f"/articles/{place.article.id}?q={place.start}-{place.end}{mark}"
