"""Draft an answer from what was found: choose, make whole, arrange, quote, set in bold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.blocks import AnswerBlock
from rag.evidence.own_items import own_first
from rag.extractive.bold.highlights import highlight
from rag.extractive.composition import Mark, Quote, cite, compose, figures_supported, quotes
from rag.extractive.contradiction import contradiction
from rag.extractive.dated_figures import newest_first
from rag.extractive.other_edition import other_edition
from rag.extractive.parts.answered import AnsweredParts
from rag.extractive.parts.comparison import Sides
from rag.extractive.parts.grouping import answers_and_support, by_part
from rag.extractive.selection import choose
from rag.extractive.statement_filter import unsaid
from rag.extractive.tables import joining
from rag.extractive.tables.joining import Cited
from rag.extractive.tables.lookup import Lookup
from rag.extractive.verdicts.leading import in_a_word
from rag.extractive.verdicts.not_all import denial_first
from rag.extractive.versions import Versions
from rag.extractive.wholeness.completion import complete


def draft(parts: AnsweredParts, looked: Lookup) -> Cited:
    """Return the blocks and citations that answer, from statements and from tables."""
    retrieval = parts.retrieval
    question, known = retrieval.question, retrieval.in_force
    versions = Versions(parts.statements, known, question)
    own = own_first(versions.in_force_first(), question)
    answering = choose(retrieval, denial_first(own, question))
    answering = versions.history(answering) or answering
    answering = joining.beside(answering, looked, parts.statements, question)
    answering = complete(answering, retrieval)
    rows = joining.answering_rows(looked, parts.statements)
    chosen = [*answering, *versions.former_figures([*rows, *answering])]
    in_order, differing = versions.in_order(chosen), newest_first(answering, question)
    marks, last = versions.marks([*rows, *chosen]), versions.last(chosen)
    sides = None if in_order or marks else Sides.of(question)
    compared = sides.divided(chosen) if sides else None
    answers, support = (chosen, []) if compared or in_order else answers_and_support(chosen, last)
    groups = compared or ([answers] if in_order else by_part(answers))
    quoted = [quotes(group, in_order or differing, last) for group in groups]
    named = [quote.article.id for own in quoted for quote in own]
    quoted.append(quotes(unsaid(support, answers), named[-1:], last, by_text=True))
    every = [quote for own in quoted for quote in own]
    opened = {(s.article.id, s.end): s for quote in every for s in quote.statements}
    answering = [opened.get((s.article.id, s.end), s) for s in answering]
    citations = cite(every, known.shown)
    if sides and compared:
        blocks = sides.arranged(quoted, compose(every, question.text, marks))
        answering = [s for quote in every for s in quote.statements]
    else:
        blocks = in_a_word(
            _composed(every, question.text, marks, len(quoted[-1])),
            question,
            answering,
            every,
            marks,
        )
        behind = {(s.article.id, s.end) for s in support}
        answering = [s for s in answering if (s.article.id, s.end) not in behind]
    if not in_order:
        blocks = contradiction(every, differing, known) + blocks
    blocks = highlight(
        parts.insert_missing(blocks, quoted), question, answering, parts.places, parts.given(quoted)
    )
    line = "" if rows or in_order else other_edition(question, answering, parts.statements, known)
    blocks = (AnswerBlock.paragraph(line), *blocks) if line else blocks
    return joining.with_tables(looked, retrieval, (blocks, citations), marks)


def _composed(
    every: Sequence[Quote], question: str, marks: Mapping[str, Mark], supporting: int
) -> tuple[AnswerBlock, ...]:
    """Return the blocks of quotes, without column names if one has a figure no quote holds."""
    blocks = compose(every, question, marks, supporting=supporting)
    if figures_supported(blocks, cite(every)):
        return blocks
    return compose(every, marks=marks, supporting=supporting, name_columns=False)
