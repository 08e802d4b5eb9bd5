"""Put what tables answer in front of what sentences answer, and tell how certain it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.answer import Citation
from rag.blocks import AnswerBlock, Span
from rag.evidence.confidence import THRESHOLD
from rag.evidence.scoring import FEATURES, PASSAGES
from rag.evidence.statements import Statement
from rag.extractive.composition import Mark, figures
from rag.extractive.statement_filter import HEADS
from rag.extractive.tables.answers import Sources, found_blocks
from rag.extractive.tables.lookup import Lookup
from rag.extractive.tables.wording import asks_account, plain
from rag.question.analysis import ASKS, YEAR
from rag.question.answer_type import asks_figure
from rag.question.understanding import Question
from rag.retrieval.retriever import Retrieval

MARGIN = 1.5  # log odds by which a sentence beats the rows of a table that answers
SENTENCES_ANSWER = 0.5  # probability from which sentences answer what a table lacks
CERTAINTY = 0.8  # probability that a table answers where each name in the question is explained

_FIGURE = FEATURES.index("figure")

Cited = tuple[tuple[AnswerBlock, ...], tuple[Citation, ...]]
"""Blocks with the citations that they number."""


def probability(looked: Lookup, of_statements: float) -> float:
    """Return the probability that tables or statements answer."""
    return max(of_statements, CERTAINTY) if looked.found else of_statements


def readable(statements: Sequence[Statement], looked: Lookup) -> list[Statement]:
    """Return the statements without the rows of a table that lacks the name asked for."""
    if looked.missing is None:
        return list(statements)
    return [s for s in statements if not looked.looked_at(s.article.id, s.start)]


def refusal_of_missing(looked: Lookup, retrieval: Retrieval, probability: float) -> str:
    """Return the reply to a question for a row that its table lacks and no good passage names.

    Empty if sentences answer with some `probability`; where a year is missing, or words are
    searched for that ask nothing, as soon as they may answer at all.
    """
    several = len(retrieval.question.parts) > 1
    if looked.missing is None or several:
        return ""
    vague = YEAR.match(looked.missing.name) or not ASKS.search(retrieval.question.text)
    if probability >= (THRESHOLD if vague else SENTENCES_ANSWER):
        return ""
    missing, best = looked.missing, retrieval.candidates[:PASSAGES]
    texts = (plain(f"{c.article.title}\n{c.passage.text}") for c in best)
    if any(missing.name in text and missing.asked in text for text in texts):
        return ""
    return f"抱歉，《{missing.table.article.title}》的表中没有“{missing.name}”。"


def beside(
    chosen: Sequence[Statement], looked: Lookup, found: Sequence[Statement], question: Question
) -> list[Statement]:
    """Return the chosen statements that are worth quoting beside what tables answer.

    Where tables answer each part, these are the ones that score higher than the rows and tell
    all figures that they do; or, if it isn't clear that the cells are all that is asked for, score
    clearly higher and have the figure asked for. Where tables answer only some parts, these are
    all but their rows. Rows that the question names push other rows out, and rows of figures are
    left out where a question asks how something works.
    """
    chosen = [s for s in chosen if not looked.leaves_out(s.article.id, s.start)] or chosen
    if asks_account(question.text) and not asks_figure(question.text):
        chosen = [s for s in chosen if not _is_of_figures(s)] or chosen
    if not looked.found:
        return list(chosen)
    others = [
        s for s in chosen if s.kind not in HEADS and not looked.looked_at(s.article.id, s.start)
    ]
    rows = [s for s in found if looked.looked_at(s.article.id, s.start)]
    if not looked.answers_all:
        return others
    clear = all(one.clear for one in looked.found)
    told = figures(" ".join(one.table.cell(r, c) for one in looked.found for r, c in one.cells))
    fitting = [s for s in others if told and told <= figures(s.text)] if clear else others
    margin = 0.0 if clear else MARGIN
    return [
        s for s in fitting if any(_beats(s, rows, question, p, margin) for p in _parts(question))
    ]


def answering_rows(looked: Lookup, found: Sequence[Statement]) -> list[Statement]:
    """Return the statements that are rows which answer."""
    rows = {(f.table.article.id, row.start) for f in looked.found for row in f.rows}
    return [s for s in found if (s.article.id, s.start) in rows]


def with_tables(
    looked: Lookup, retrieval: Retrieval, rest: Cited, marks: Mapping[str, Mark]
) -> Cited:
    """Put what the tables answer in front of other blocks, which are numbered on.

    Where several articles answer, or one is not simply in force, each is named above its part.
    """
    if not looked.found:
        return rest
    sources = Sources(retrieval.candidates, retrieval.in_force.shown)
    articles = {f.table.article.id for f in looked.found} | {c.article.id for c in rest[1]}
    named = len(articles) > 1 or any(id_ in marks for id_ in articles)
    blocks: list[AnswerBlock] = []
    last = ""
    for found in looked.found:
        article = found.table.article
        if named and article.id != last:
            mark = marks.get(article.id)
            head = AnswerBlock("source", article=article)
            blocks.append(replace(head, standing=mark.standing, mark=mark.text) if mark else head)
        last = article.id
        blocks += found_blocks(found, sources)
    count = len(sources.citations)
    others = [_renumbered(block, count) for block in rest[0]]
    if named and others and others[0].kind != "source":
        others.insert(0, AnswerBlock("source", article=rest[1][0].article))
    citations = [replace(c, n=c.n + count) for c in rest[1]]
    return (*blocks, *others), (*sources.citations, *citations)


def _is_of_figures(statement: Statement) -> bool:
    """Return whether a statement is a row of a table, most of whose cells are figures."""
    cells = [cell for cell in statement.text.split("\t")[1:] if cell.strip()]
    with_digits = sum(any(x.isdigit() for x in cell) for cell in cells)
    return statement.kind == "table" and with_digits > len(cells) / 2


def _parts(question: Question) -> range:
    return range(len(question.parts))


def _beats(
    statement: Statement, rows: Sequence[Statement], question: Question, part: int, margin: float
) -> bool:
    """Return whether a statement scores higher than all rows for a part and has its figure."""
    fits = statement.features[part, _FIGURE] == 1 or not asks_figure(question.asked_in(part))
    least = max((float(row.scores[part]) for row in rows), default=float("inf"))
    return fits and float(statement.scores[part]) > least + margin


def _renumbered(block: AnswerBlock, by: int) -> AnswerBlock:
    """Return a block whose citation numbers are higher by some."""

    def renumbered(spans: Sequence[Span]) -> tuple[Span, ...]:
        return tuple(replace(span, cites=tuple(n + by for n in span.cites)) for span in spans)

    rows = tuple(tuple(renumbered(cell) for cell in row) for row in block.rows)
    return replace(block, spans=renumbered(block.spans), rows=rows)
