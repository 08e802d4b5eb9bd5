"""The passages that a person has clipped: found again in the articles, and made into a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, StringConstraints

from index.model import Article
from rag.blocks import Span
from ui.export.checking import Places, bare
from ui.export.document import Block, Document, Quote, Section
from ui.export.request import CitationGiven, Form, Given, Number, Offset
from ui.web.validation import Text

if TYPE_CHECKING:
    from rag.protocol import ArticleStore

MAX_CLIPS = 1000  # in one book: as many as citations in an export
MAX_QUOTE, MAX_NOTE = 5000, 2000  # characters

Quoted = Annotated[Text, StringConstraints(max_length=MAX_QUOTE)]


class PlaceGiven(Given):
    """Words of an article, at or near a place of its text; without words, the place itself."""

    issue: Text = Field(max_length=500)
    article_n: Number
    quote: Quoted = ""
    start: Offset = 0
    end: Offset = 0


class PlacesGiven(Given):
    """The body of `POST /api/clips/find`."""

    places: list[PlaceGiven] = Field(min_length=1, max_length=MAX_CLIPS)


class ClipGiven(Given):
    """A clipped passage with a note on it."""

    issue: Text = Field(max_length=500)
    article_n: Number
    quote: Quoted
    start: Offset
    end: Offset
    note: Annotated[Text, StringConstraints(max_length=MAX_NOTE)] = ""


class ClipsGiven(Form):
    """The body of `POST /api/clips/export`."""

    title: Annotated[Text, StringConstraints(max_length=100)] = "摘录本"
    clips: list[ClipGiven] = Field(min_length=1, max_length=MAX_CLIPS)


@dataclass(frozen=True, slots=True)
class Found:
    """A passage where it stands now, with what its source is known by."""

    article: Article
    start: int
    end: int
    url: str

    def to_json(self) -> dict[str, Any]:
        """Return what a browser keeps of it."""
        article = self.article
        return {
            "issue": article.issue,
            "article_n": article.n,
            "title": article.title,
            "by": article.issuer or article.source,
            "date": article.known_date,
            "page": article.page_at(self.start),
            "start": self.start,
            "end": self.end,
            "quote": article.text[self.start : self.end],
            "url": self.url,
        }


def find(given: PlaceGiven, store: ArticleStore) -> Found | None:
    """Find the words of an article, nearest to the place named; None where it lacks them."""
    article = store.article(f"{given.issue}/{given.article_n}")
    if article is None:
        return None
    wanted = given.quote or article.text[given.start : min(given.end, given.start + MAX_QUOTE)]
    there = given.start, given.end
    holds = bare(article.text[slice(*there)]) == bare(wanted) != ""
    where = there if holds else occurrence(article.text, wanted, given.start)
    if where is None:
        return None
    # an address of this server, whatever its name is for those who export
    return Found(article, *where, Places(store, "").quote(article, 1, *where).url)


def occurrence(text: str, words: str, near: int) -> tuple[int, int] | None:
    """Return the range of words in a text, whatever the spaces, that is nearest to an offset."""
    wanted = bare(words)
    if not wanted:
        return None
    kept = [at for at, character in enumerate(text) if bare(character)]
    solid = "".join(text[at] for at in kept)
    best: tuple[int, int] | None = None
    at = solid.find(wanted)
    while at >= 0:
        place = kept[at], kept[at + len(wanted) - 1] + 1
        if best is None or abs(place[0] - near) < abs(best[0] - near):
            best = place
        at = solid.find(wanted, at + 1)
    return best


def book(title: str, clips: Sequence[ClipGiven], places: Places) -> Document:
    """Make the document of clipped passages that their articles have, each with its note."""
    kept = [clip for clip in clips if places.sources([_citation(1, clip)])[0]]
    sources, _ = places.sources([_citation(n, clip) for n, clip in enumerate(kept, 1)])
    quotes = {quote.n: quote for source in sources for quote in source.quotes}
    blocks = [block for n, clip in enumerate(kept, 1) for block in _blocks(quotes[n], clip.note)]
    lost = len(clips) - len(kept)
    notes = [f"有 {lost} 条摘录与现在收录的原文对不上，没有导出。"] if lost else []
    return Document(title, [Section(title, blocks, sources, notes, quoted=True)])


def _citation(n: int, clip: ClipGiven) -> CitationGiven:
    return CitationGiven(n=n, **clip.model_dump(exclude={"note"}))


def _blocks(quote: Quote, note: str) -> Iterator[Block]:
    yield Block("paragraph", (Span(" ".join(quote.text.split()), (quote.n,)),))
    if note.strip():
        yield Block("paragraph", (Span(f"笔记：{note.strip()}"),))
