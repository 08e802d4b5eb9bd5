"""Check whether a quotation is in the corpus, word for word or nearly, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from index.errors import QuestionError
from index.model import Article, Passage
from index.text.characters import half_width
from rag.drafts.judging import Judge
from rag.drafts.statements import Statement, plain
from rag.question.understanding import MAX_CHARS

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering

CANDIDATES = 50  # passages searched for a quotation
NEAR = 80.0  # similarity threshold in per cent (rapidfuzz) for a near match
MIN_CHARS = 4  # a shorter quotation stands in too many places


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a quotation is: `article.text[start:end]`. `similarity` is in per cent."""

    article: Article
    start: int
    end: int
    similarity: float

    @property
    def text(self) -> str:
        """Return the text of the place."""
        return self.article.text[self.start : self.end]


def verify_quote(
    pipeline: QuestionAnswering, quote: str, article_id: str = "", base_url: str = ""
) -> dict[str, Any]:
    """Find a quotation in the named article, or else in the whole corpus.

    Spaces, line ends and full or half width make no difference. In the result, `verdict` is
    exact, near or none, and `elsewhere` is true if the quotation is in another article than
    the one named. `judgement` tells whether what it says holds, however it is worded, as of a
    statement of a draft.

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
    judgement = _judgement(pipeline, quote, article_id, base_url)
    if place is None:
        return {"quote": quote, "verdict": "none", "elsewhere": False, "judgement": judgement}
    return {
        "quote": quote,
        "verdict": "exact" if place.similarity == 100 else "near",
        "elsewhere": elsewhere,
        **_where(pipeline, place, base_url),
        "judgement": judgement,
    }


def _judgement(
    pipeline: QuestionAnswering, quote: str, article_id: str, base_url: str
) -> dict[str, Any]:
    """Judge what a quotation says, by the article named or else by the whole corpus."""
    statement = Statement(1, 0, len(quote), plain(quote))
    found = Judge(pipeline).judge(statement, [article_id] if article_id else [])
    told = found.to_json(base_url)
    return {name: told[name] for name in ("verdict", "label", "reason", "outdated", "evidence")}


def best(folded: str, articles: Iterable[Article]) -> Place | None:
    """Return the place most similar to a folded quotation, or None below the threshold."""
    places = [place for article in articles if (place := find(folded, article))]
    return max(places, key=lambda place: place.similarity, default=None)


def find(folded: str, article: Article) -> Place | None:
    """Return the place in an article most similar to a folded quotation, or None."""
    text, offsets = fold(article.text)
    at = text.find(folded)
    if at >= 0:
        return Place(article, offsets[at], offsets[at + len(folded) - 1] + 1, 100.0)
    near = fuzz.partial_ratio_alignment(folded, text, score_cutoff=NEAR)
    # rapidfuzz compares only a part of a quotation that is longer than the text
    if near is None or near.dest_end <= near.dest_start or len(text) < len(folded):
        return None
    score = min(near.score, 99.9)
    return Place(article, offsets[near.dest_start], offsets[near.dest_end - 1] + 1, score)


def fold(text: str) -> tuple[str, list[int]]:
    """Return a text in half width without spaces, and each character's offset in the original."""
    folded, offsets = [], []
    for offset, character in enumerate(text):
        for c in half_width(character):
            if not c.isspace():
                folded.append(c)
                offsets.append(offset)
    return "".join(folded), offsets


def _named(pipeline: QuestionAnswering, article_id: str) -> list[Article]:
    """Return the named article, if one is named; raises QuestionError if there is none."""
    if not article_id:
        return []
    article = pipeline.store.article(article_id)
    if article is None:
        raise QuestionError(f"没有 {article_id} 这篇文章。")
    return [article]


def _candidates(pipeline: QuestionAnswering, quote: str) -> list[Article]:
    """Return the articles that a search for the quotation finds, best first."""
    hits = pipeline.search(quote, CANDIDATES)
    return list({hit.article.id: hit.article for hit in hits}.values())


def _where(pipeline: QuestionAnswering, place: Place, base_url: str) -> dict[str, Any]:
    """Return the fields of the result that describe the place."""
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
    """Return the address of the article's page with the place marked."""
    mark = f"#p{passage.k}" if passage else ""
    return f"/articles/{place.article.id}?q={place.start}-{place.end}{mark}"
