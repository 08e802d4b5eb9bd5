"""Answer questions about documents themselves from what is known of them, without a search."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count

from index.model import Article, Passage
from rag.about.facts import MISSING, Fact, chinese, facts
from rag.about.listings import Listing, listing
from rag.about.newest import newest, pending
from rag.about.places import Place, may_tell, opening
from rag.about.subjects import Cited, Meant, Subjects
from rag.about.validity import validity
from rag.answer import Answer, Citation, Hit
from rag.blocks import AnswerBlock, Span
from rag.filters import Filters
from rag.protocol import ArticleStore
from rag.question.document_patterns import Field
from rag.question.followups import Turn

MAX_DOCUMENTS = 12  # of a question that several documents fit; of more, none is meant

Source = tuple[Article, Place]
"""An article with the place in its text that is cited."""


class AboutAnswerer:
    """Answers from metadata, or returns None for every other question.

    `model` is the name that answers report; `today` tells on which day validity is judged.
    Safe for many threads at once.
    """

    def __init__(
        self, store: ArticleStore, model: str, today: Callable[[], date] = date.today
    ) -> None:
        self._store, self._model, self._today = store, model, today
        self._subjects = Subjects(store)

    def answer(
        self,
        asked: str,
        turns: Sequence[Turn] = (),
        filters: Filters | None = None,
        cited: Cited = lambda question, turns: (),
    ) -> Answer | None:
        """Answer a question about documents; None where it is anything else, or none is meant.

        `cited` finds the articles that a question before was answered from: 文号是多少？ after it
        is about these.
        """
        if found := listing(self._store, asked, filters):
            return self._list(asked, found)
        meant = self._subjects.meant(asked, turns, filters, cited)
        if meant and len(meant.articles) <= MAX_DOCUMENTS:
            return self._about(asked, meant)
        return None

    def _about(self, asked: str, meant: Meant) -> Answer | None:
        day = meant.question.day or self._today().isoformat()
        articles = meant.articles
        if meant.question.newest:
            later = pending(self._store, articles, day)
            chosen = newest(self._store, articles, day, meant.topic)
            articles = (*chosen, *(a for a in later if a not in chosen))
        told = [(article, self._facts(article, meant, day)) for article in articles]
        if not any(found for _, by_field in told for found in by_field.values()):
            return self._without(asked, meant, articles)
        return self._told(asked, told)

    def _facts(self, article: Article, meant: Meant, day: str) -> dict[Field, list[Fact]]:
        """Return the facts about one document, by what is asked."""
        return {
            field: validity(self._store, article, day)
            if field == "standing"
            else facts(article, field, meant.question.verb)
            for field in meant.question.fields
        }

    def _told(self, asked: str, told: Sequence[tuple[Article, dict[Field, list[Fact]]]]) -> Answer:
        """Return the answer that tells the facts of one document, or of each of several."""
        sources: list[Source] = []
        blocks = [AnswerBlock.paragraph(f"符合的文件有 {len(told)} 份：")] if len(told) > 1 else []
        for article, by_field in told:
            name = _dated(article) if len(told) > 1 else _numbered(article, by_field)
            named = (Span(f"{name}："),) if by_field.keys() != {"title"} else ()
            spans = (*named, *self._spans(by_field, sources))
            blocks.append(AnswerBlock("item" if len(told) > 1 else "text", spans))
        return self._answer(asked, blocks, sources)

    def _spans(self, by_field: dict[Field, list[Fact]], sources: list[Source]) -> Iterator[Span]:
        """Yield the spans of a document's facts, and add their places to the sources."""
        for place, (field, found) in enumerate(by_field.items()):
            if place:
                yield Span("；")
            if not found:
                yield Span(f"没有写明{MISSING[field]}")
            for more, fact in enumerate(found):
                source = (fact.article, fact.place)
                if source not in sources:
                    sources.append(source)
                yield Span("，" * bool(more) + fact.words)
                yield Span(fact.value, bold=True)
                yield Span(fact.after, (sources.index(source) + 1,))
        yield Span("。")

    def _without(self, asked: str, meant: Meant, articles: Sequence[Article]) -> Answer | None:
        """Say that the documents lack what is asked; None where their texts may well tell it."""
        in_text = {"effective", "expires"} & {*meant.question.fields}
        unsure = not (meant.question.certain or meant.question.subject)
        if unsure or (in_text and any(map(may_tell, articles))):
            return None
        lacking = "、".join(MISSING[field] for field in meant.question.fields)
        named = "、".join(f"《{article.title}》" for article in articles)
        blocks = [AnswerBlock.paragraph(f"{named}没有写明{lacking}。")]
        return self._answer(asked, blocks, [], abstained=True)

    def _list(self, asked: str, found: Listing) -> Answer:
        sources = [(article, opening(article)) for article in found.articles]
        blocks = [AnswerBlock.paragraph(found.words)]
        for n, article in enumerate(found.articles, 1):
            blocks.append(AnswerBlock("item", (Span(_listed(article, found.dated), (n,)),)))
        return self._answer(asked, blocks, sources)

    def _answer(
        self,
        asked: str,
        blocks: Sequence[AnswerBlock],
        sources: Sequence[Source],
        abstained: bool = False,
    ) -> Answer:
        """Return an answer that cites the sources, numbered from 1."""
        citations = tuple(self._cite(n, *source) for n, source in zip(count(1), sources))
        passages = {c.passage.id: c for c in reversed(citations)}.values()
        return Answer(
            question=asked,
            standalone_question=asked,
            blocks=tuple(blocks),
            abstained=abstained,
            confidence=0.0 if abstained else 1.0,
            engine="extractive",
            model=self._model,
            citations=citations,
            hits=tuple(
                Hit(rank, 0.0, c.passage, c.article)
                for rank, c in enumerate(sorted(passages, key=lambda c: c.n), 1)
            ),
        )

    def _cite(self, n: int, article: Article, place: Place) -> Citation:
        start, end = place
        return Citation(
            n, self._passage(article, start), article, article.text[start:end], start, end
        )

    def _passage(self, article: Article, start: int) -> Passage:
        """Return the passage that holds an offset, else the last one before it, or an empty one."""
        passages = self._store.passages_of(article.id)
        before = [p for p in passages if p.start <= start]
        first = passages[0] if passages else Passage(article.issue, article.n, 1, 0, 0, "")
        return before[-1] if before else first


def _listed(article: Article, dated: bool) -> str:
    """Return an article's title with its date, or with its source in a list of one issue."""
    if dated:
        return _dated(article)
    return f"《{article.title}》（{article.source}）" if article.source else f"《{article.title}》"


def _dated(article: Article) -> str:
    """Return an article's title with its 文号 or date, which tell it from others."""
    more = article.number or chinese(article.known_date)
    return f"《{article.title}》（{more}）" if more else f"《{article.title}》"


def _numbered(article: Article, by_field: Mapping[Field, Sequence[Fact]]) -> str:
    """Return a document's title with its 文号, unless the facts tell that."""
    told = not article.number or {"number", "title"} & by_field.keys()
    return f"《{article.title}》" if told else f"《{article.title}》（{article.number}）"
