"""Join chosen statements to quotes, and turn quotes into the blocks of a cited answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.model import Article
from index.text.characters import half_width
from rag.answer import Citation
from rag.blocks import AnswerBlock, AnswerBlockKind, Span
from rag.evidence.statements import Statement, begins_a_provision, shown
from rag.extractive.order import answer_first, article_places
from rag.extractive.statement_filter import answering, has_content
from rag.extractive.subject_headings import named_heading
from rag.extractive.tables.chosen import in_tables, row_text
from rag.language.discourse import dangling
from rag.question.units import FIGURE
from rag.validity import ArticleStanding

ALSO = "另见："


@dataclass(frozen=True, slots=True)
class Mark:
    """What the head above an article's quotes says of its standing."""

    text: str
    standing: ArticleStanding


@dataclass(frozen=True, slots=True)
class Quote:
    """Neighbouring statements of one passage, or one row of a table."""

    statements: tuple[Statement, ...]

    @property
    def article(self) -> Article:
        """The article quoted."""
        return self.statements[0].article

    @property
    def start(self) -> int:
        """Offset of the first character in the article's text."""
        return self.statements[0].start

    @property
    def end(self) -> int:
        """Offset after the last character in the article's text."""
        return self.statements[-1].end


def quotes(
    chosen: Sequence[Statement],
    leading: Sequence[str] = (),
    last: Sequence[str] = (),
    *,
    by_text: bool = False,
) -> list[Quote]:
    """Join neighbouring statements to quotes, those that answer before what supports them.

    The articles with the ids `leading` come first and those with the ids `last` after all
    others, in that order. `by_text` keeps the order of the text within an article. What answers
    nothing is left out: headings alone, quotes without content, a sentence that was quoted before.
    """
    if not chosen:
        return []
    places = article_places(chosen, leading, last)
    ordered = sorted(chosen, key=lambda s: (places[s.article.id], s.start))
    groups: list[list[Statement]] = []
    for statement in answering(ordered):
        if groups and _are_neighbours(groups[-1][-1], statement):
            groups[-1].append(statement)
        else:
            groups.append([statement])
    full = [g for g in groups if g[0].kind == "table" or has_content("".join(s.text for s in g))]
    kept = full or groups
    return [Quote(_opened(group)) for group in (kept if by_text else answer_first(kept, places))]


def _opened(group: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the statements of a quote without what ties its beginning to another sentence."""
    first, *rest = group
    if first.kind in ("table", "heading", "caption") or first.listed:
        return tuple(group)
    cut = dangling(first.text)
    if not has_content(first.text[cut:]):
        return tuple(group)
    return replace(first, start=first.start + cut, text=first.text[cut:]), *rest


def _are_neighbours(last: Statement, statement: Statement) -> bool:
    """Return whether only white space separates two statements; false for rows of tables."""
    if last.candidate is not statement.candidate or "table" in (last.kind, statement.kind):
        return False
    if last.listed or statement.listed:  # each item of a list is a quote
        return False
    if begins_a_provision(statement.text):
        return False
    passage = last.candidate.passage
    return not passage.text[last.end - passage.start : statement.start - passage.start].strip()


def compose(
    found: Sequence[Quote],
    question: str = "",
    marks: Mapping[str, Mark] = {},
    *,
    supporting: int = 0,
    name_columns: bool = True,
) -> tuple[AnswerBlock, ...]:
    """Return the blocks of an answer: cited quotes, below their articles if there are several.

    A quote that lacks its subject gets the heading that names it in front. An article that has
    one of the `marks` is always named, with it. As many of the last quotes as are `supporting`
    stand below a line that says so, marked as secondary. `name_columns` puts the column names
    beside the cells of a table row, and makes neighbouring rows one table.
    """
    several = len({quote.article.id for quote in found}) > 1 or any(
        quote.article.id in marks for quote in found
    )
    numbered, end = [*enumerate(found, 1)], len(found) - supporting
    under = found[end - 1].article.id if end else ""
    first = _blocks(numbered[:end], question, marks, several, name_columns)
    second = _blocks(numbered[end:], question, marks, several, name_columns, under)
    if first and second:
        second = [replace(b, secondary=True) for b in (AnswerBlock.paragraph(ALSO), *second)]
    return *first, *second


def _blocks(
    numbered: Sequence[tuple[int, Quote]],
    question: str,
    marks: Mapping[str, Mark],
    named: bool,
    name_columns: bool,
    under: str = "",
) -> list[AnswerBlock]:
    """Return the blocks of quotes with their numbers, below their articles if those are `named`.

    They stand `under` the head of the article with this id.
    """
    blocks: list[AnswerBlock] = []
    article, heading = under, ""  # of the quote before
    for n, quote in numbered:
        if named and quote.article.id != article:
            blocks.append(_head(quote.article, marks.get(quote.article.id)))
            heading = ""
        article = quote.article.id
        subject = named_heading(quote.statements[0], question)
        lead = (Span(f"{subject}："),) if subject and subject != heading else ()
        heading = subject
        kind = _kind(quote.statements[0])
        blocks.append(AnswerBlock(kind, (*lead, Span(_text(quote, name_columns), (n,)))))
    if not name_columns:
        return blocks
    places = {n: (quote.article, quote.start) for n, quote in numbered}
    return [*in_tables(blocks, places.__getitem__)]


def _kind(statement: Statement) -> AnswerBlockKind:
    if statement.kind == "table":
        return "row"
    return "item" if statement.listed else "quote"


def _head(article: Article, mark: Mark | None) -> AnswerBlock:
    if mark is None:
        return AnswerBlock("source", article=article)
    return AnswerBlock("source", article=article, standing=mark.standing, mark=mark.text)


def cite(
    found: Sequence[Quote],
    standings: Mapping[str, ArticleStanding] = {},
) -> tuple[Citation, ...]:
    """Return the citations of quotes, numbered from 1 in their order; standings by article id."""
    return tuple(
        Citation(
            n,
            quote.statements[0].candidate.passage,
            quote.article,
            quote.article.text[quote.start : quote.end],
            quote.start,
            quote.end,
            standings.get(quote.article.id),
        )
        for n, quote in enumerate(found, 1)
    )


def figures(text: str) -> set[str]:
    """Return the numbers of a text: half-width, without thousands separators and final zeros."""
    return {_normalised(number) for number in FIGURE.findall(half_width(text))}


def figures_supported(blocks: Sequence[AnswerBlock], citations: Sequence[Citation]) -> bool:
    """Return whether every figure of an answer occurs in a quote that is cited for it.

    A citation counts for the text before it, from the block's start or the citation before.
    Titles that name sources need no support.
    """
    quoted = {citation.n: figures(citation.quote) for citation in citations}
    return all(
        figures(text) <= set().union(*(quoted.get(n, set()) for n in cites))
        for block in blocks
        for spans in block.stretches
        for text, cites in _cited_texts(spans)
    )


def _cited_texts(spans: Sequence[Span]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield each text with the citations that follow it."""
    text = ""
    for span in spans:
        text += span.text
        if span.cites:
            yield text, span.cites
            text = ""
    yield text, ()


def _normalised(number: str) -> str:
    """Remove thousands separators and zeros at the end of the decimals."""
    number = number.replace(",", "")
    return number.rstrip("0").rstrip(".") if "." in number else number


def _text(quote: Quote, name_columns: bool) -> str:
    """Return a quote as the answer shows it, in one line."""
    if quote.statements[0].kind == "table":
        return row_text(quote.article, quote.start, quote.end, name_columns)
    return shown(quote.article.text[quote.start : quote.end])
