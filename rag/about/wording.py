"""Word what is known of documents as the blocks of an answer, and number what they cite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from index.model import Article
from rag.about.facts import MISSING, Fact, chinese
from rag.about.listings import Listing
from rag.about.places import Place, may_tell, opening
from rag.blocks import AnswerBlock, Span
from rag.question.about.patterns import Field

Facts = Mapping[Field, Sequence[Fact]]
"""The facts about one document, by what is asked; none where nothing is known."""


class Sources:
    """The places that an answer cites, numbered from 1 in the order of their first mention."""

    def __init__(self) -> None:
        self.places: list[tuple[Article, Place]] = []

    def number(self, article: Article, place: Place) -> int:
        """Return the number of a place, which is a new one if it was not mentioned before."""
        if (article, place) not in self.places:
            self.places.append((article, place))
        return self.places.index((article, place)) + 1


def of_documents(told: Sequence[tuple[Article, Facts]], sources: Sources) -> list[AnswerBlock]:
    """Tell the facts about one document in a sentence, those about several in a list."""
    if len(told) == 1:
        [(article, known)] = told
        return [AnswerBlock("text", _sentence(article, _numbered(article, known), known, sources))]
    blocks = [AnswerBlock.paragraph(f"符合的文件有 {len(told)} 份：")]
    for article, known in told:
        blocks.append(AnswerBlock("item", _sentence(article, _dated(article), known, sources)))
    return blocks


def of_listing(found: Listing, sources: Sources) -> list[AnswerBlock]:
    """List articles, each linked."""
    blocks = [AnswerBlock.paragraph(found.words)]
    for article in found.articles:
        name = _dated(article) if found.dated else _with(article, article.source)
        cite = sources.number(article, opening(article))
        blocks.append(AnswerBlock("item", (Span(name, (cite,)),)))
    return blocks


def of_nothing(articles: Sequence[Article], fields: Sequence[Field]) -> list[AnswerBlock]:
    """Say that the documents do not tell what is asked."""
    named = "、".join(f"《{article.title}》" for article in articles)
    lacking = "、".join(MISSING[field] for field in fields)
    return [AnswerBlock.paragraph(f"{named}没有写明{lacking}。")]


def _sentence(article: Article, name: str, known: Facts, sources: Sources) -> tuple[Span, ...]:
    """Return the spans of a document's facts after its name, which a title alone replaces."""
    spans = [Span(f"{name}：")] if known.keys() != {"title"} else []
    for place, (field, found) in enumerate(known.items()):
        spans.append(Span("；" * bool(place)))
        spans += _clauses(found, sources) if found else [Span(_lacking(article, field))]
    return (*(span for span in spans if span.text), Span("。"))


def _clauses(found: Sequence[Fact], sources: Sources) -> Iterator[Span]:
    for place, fact in enumerate(found):
        yield Span("，" * bool(place) + fact.words)
        cites = tuple(sources.number(fact.article, one) for one in (fact.place, *fact.also))
        yield Span(fact.value, () if fact.after else cites, bold=True)
        if fact.after:
            yield Span(fact.after, cites)


def _lacking(article: Article, field: Field) -> str:
    """Say that a field is unknown, or that its words in the text are not understood."""
    if may_tell(article, field):
        return f"没有认出{MISSING[field]}，请看原文"
    return f"没有写明{MISSING[field]}"


def _dated(article: Article) -> str:
    """Return an article's title with its 文号 or date, which tell it from others."""
    return _with(article, article.number or chinese(article.known_date))


def _numbered(article: Article, known: Facts) -> str:
    """Return a document's title with its 文号, unless the facts tell that."""
    return _with(article, "" if {"number", "title"} & known.keys() else article.number)


def _with(article: Article, more: str) -> str:
    return f"《{article.title}》（{more}）" if more else f"《{article.title}》"
