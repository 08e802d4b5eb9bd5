"""The source cards below an answer: one for each article, with its numbered quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from index.model import Article
from rag.answer import Citation, shared_page
from rag.validity import ArticleStanding


@dataclass(frozen=True, slots=True)
class Quote:
    """One citation on a card: its number, the address of its passage, the quote in context."""

    n: int
    url: str
    context: Markup
    page: int | None

    @classmethod
    def of(cls, citation: Citation) -> Quote:
        """Make the entry of a citation."""
        page = citation.article.page_at(citation.start)
        return cls(citation.n, cited_url(citation), context_html(citation), page)


@dataclass(frozen=True, slots=True)
class Source:
    """A card: an article with the quotes from it; `page` is the one that holds all of them."""

    article: Article
    standing: ArticleStanding | None
    quotes: list[Quote]
    page: int | None

    @classmethod
    def of(cls, citations: Sequence[Citation]) -> Source:
        """Make the card of one article's citations."""
        first, quotes = citations[0], [Quote.of(citation) for citation in citations]
        return cls(first.article, first.standing, quotes, shared_page(citations))


def cited_url(citation: Citation) -> str:
    """Return the address of the article's page at the passage, with the quote marked."""
    path, _, fragment = citation.passage.url.partition("#")
    return f"{path}?q={citation.start}-{citation.end}#{fragment}"


def context_html(citation: Citation) -> Markup:
    """Render the cited passage with the quote marked in it."""
    passage = citation.passage
    start, end = citation.start - passage.start, citation.end - passage.start
    if not 0 <= start < end <= len(passage.text):
        return Markup("<mark>{}</mark>").format(lines(citation.quote))
    pieces = passage.text[:start], passage.text[start:end], passage.text[end:]
    form = Markup('<span class="before">{}</span><mark>{}</mark><span class="after">{}</span>')
    return form.format(*map(lines, pieces))


def lines(text: str) -> Markup:
    """Escape text, keeping its line ends, and a table's tabs as bars."""
    return Markup("<br>").join(line.replace("\t", " ｜ ") for line in text.split("\n"))
