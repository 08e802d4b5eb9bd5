"""Set what is said of compared things side by side, in a table of quotes.

A statement belongs to the thing that it names or, where it has no subject, to the one named last
before it, in a heading or in its document's title. One that names several is cut between clauses,
where what is said of the one ends. A table is made only where each thing has a statement of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from index.text.dictionary import dictionary
from index.text.tokenizer import stop_words
from rag.blocks import AnswerBlock, Cell, Span
from rag.evidence.scoring import FEATURES
from rag.evidence.statements import Statement, shown
from rag.extractive.composition import Quote
from rag.extractive.parts.naming import name_of, named_above, named_among
from rag.question.analysis import ASKS
from rag.question.answer_type import asks_figure
from rag.question.coordination import coordination
from rag.question.understanding import Question
from rag.question.units import COUNT, TIME

HEADER = ("对比", "资料中的原文")

MAX_GAP = 1.0  # in log odds, between a side's best statement and the best of all
CELL_GAP = 2.5  # the same, below a side's best statement without a figure, for one with it
ALSO_GAP = 1.5  # the same, below a best statement that has it too
SHORTEST = 8  # characters of a piece that says something

_FIGURE = FEATURES.index("figure")
_LEADS_IN = ("：", ":")
# Has no subject of its own: 其中…, 该项…, 不合格的，…; not 其他…
_HANGS = re.compile(r"其(?![他余它])|[该此并但也还]|同时|逾期|超过|[^，,。；;]{2,20}的，")
_EXCEPT = re.compile("除了?[^，,；;。]{1,20}[，,]")  # names what nothing is said of
_MEASURES = re.compile("时间|[年月天日时]内|分钟|小时|分别|各自")  # asks, and says nothing of what
_CLAUSE = re.compile(r"[^，,；;。！？!?]*[，,；;。！？!?]?")


@dataclass(frozen=True, slots=True)
class Sides:
    """The names of things that a question compares; `figure` tells that it asks a figure of each.

    `asked` are the words of what is asked of them.
    """

    names: tuple[str, ...]
    figure: bool = False
    asked: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, question: Question) -> Sides | None:
        """Return the sides of a question whose only parts they are; None of any other."""
        parts = range(len(question.parts))
        if len(parts) < 2 or not question.shared:
            return None
        ranges = [r for part in parts for r in question.ranges(part)]
        start, end = min(a for a, _ in ranges), max(b for _, b in ranges)
        found = coordination(question.text, start, end)
        if found is None or not found.compares or not {*question.parts} <= {*found.sides}:
            return None
        figure = asks_figure(question.asked_in(0))
        shared = " ".join(question.text[a:b] for a, b in question.shared[0])
        return cls(tuple(name_of(question, part) for part in parts), figure, _content(shared))

    def divided(self, chosen: Sequence[Statement]) -> list[list[Statement]] | None:
        """Return the statements of each side, then the best ones that are of none alone.

        None where a side has no statement of its own about as good as the best, and where rows
        of a table or an enumeration were chosen, which are better read as what they are, or
        nothing was, because a table alone answers. Where a figure is asked for, an item that
        gives it is a cell, without the line that leads in.
        """
        found: list[list[Statement]] = [[] for _ in (*self.names, "")]
        if not chosen or any(self._is_read_whole(s) for s in chosen):
            return None
        for statement in chosen:
            if statement.text.endswith(_LEADS_IN):
                continue
            pieces = self._cut(statement)
            for side, own in pieces:
                found[side].append(_of_side(own, side))
            if not pieces and _is_best(statement, chosen):
                found[-1].append(statement)
        best = np.max([s.scores for s in chosen], axis=0)
        sides = range(len(self.names))
        answer = [max((s.scores[i] for s in found[i]), default=-np.inf) for i in sides]
        if (np.array(answer) < best - MAX_GAP).any():
            return None
        found = [[s for s in own if not _EXCEPT.match(s.text)] for own in found]
        if not all(found[i] for i in sides):
            return None
        if self.figure:
            found = [*(_nearly_best(found[i], i, self.asked) for i in sides), []]
        return found

    def _is_read_whole(self, statement: Statement) -> bool:
        """Return whether a statement is a row of a table, or of an enumeration."""
        if statement.kind == "table":
            return True
        return not self.figure and (statement.listed or statement.text.endswith(_LEADS_IN))

    def side(self, text: str) -> int | None:
        """Return which side alone a text names; None if none or several."""
        named = named_among(text, self.names)
        return named.index(True) if sum(named) == 1 else None

    def _cut(self, statement: Statement) -> list[tuple[int, Statement]]:
        """Return the piece of each side that a statement holds, or all of it for one side."""
        if not any(named_among(statement.text, self.names)):
            above = self._side_before(statement)
            above = named_above(statement, self.names) if above is None else above
            return [] if above is None else [(above, statement)]
        if (alone := self.side(statement.text)) is not None:
            return [(alone, statement)]
        clauses = [match.span() for match in _CLAUSE.finditer(statement.text) if match[0]]
        sides = [self.side(statement.text[a:b]) for a, b in clauses]
        said = [side for side in sides if side is not None]
        if len(set(said)) < 2 or said != sorted(said, key=said.index):
            return []
        starts = [clauses[sides.index(side)][0] for side in dict.fromkeys(said)]
        ranges = list(pairwise([0, *starts[1:], len(statement.text)]))
        if any(b - a < SHORTEST for a, b in ranges):
            return []
        pieces = (_piece(statement, a, b) for a, b in ranges)
        return list(zip(dict.fromkeys(said), pieces, strict=True))

    def _side_before(self, statement: Statement) -> int | None:
        """Return the side that the paragraph names last before a statement that hangs on it."""
        passage = statement.candidate.passage
        before = passage.text[: statement.start - passage.start].rsplit("\n", 1)[-1]
        if not _HANGS.match(statement.text):
            return None
        sides = (self.side(match[0]) for match in _CLAUSE.finditer(before) if match[0])
        return next((side for side in reversed([*sides]) if side is not None), None)

    def arranged(
        self, quotes: Sequence[Sequence[Quote]], blocks: Sequence[AnswerBlock]
    ) -> tuple[AnswerBlock, ...]:
        """Return the blocks of an answer with those of the sides' quotes in a table.

        `quotes` are those of each side, then the others, cited as 1, 2, … in their order.
        """
        rows: list[tuple[Cell, ...]] = [tuple((Span(name),) for name in HEADER)]
        n = 0
        for name, own in zip(self.names, quotes, strict=False):
            cell = tuple(Span(_in_a_line(quote), (n + i,)) for i, quote in enumerate(own, 1))
            rows.append(((Span(name),), cell))
            n += len(own)
        end = max(place for place, block in enumerate(blocks, 1) if n in block.cites)
        return AnswerBlock("table", rows=tuple(rows)), *blocks[end:]


def _content(words: str) -> tuple[str, ...]:
    """Return the words that say what is asked: 派车 of 在多长时间内要派车."""
    cut = dictionary().cut(words)
    return tuple(
        word
        for word in cut
        if len(word) > 1
        and word.isalpha()
        and word not in stop_words()
        and not ASKS.search(word)
        and not _MEASURES.search(word)
    )


def _nearly_best(own: Sequence[Statement], side: int, asked: Sequence[str]) -> list[Statement]:
    """Return the best statement of a side, and those that give its figure about as well.

    Where some of them say beside a figure what is asked, as 三分钟内派出急救车 does for 派车, these
    are the only ones.
    """
    best = max(own, key=lambda s: float(s.scores[side]))
    least = best.scores[side] - (ALSO_GAP if _gives(best, side) else CELL_GAP)
    near = [s for s in own if s is best or (s.scores[side] >= least and _gives(s, side))]
    return [s for s in near if _says_beside_figure(s.text, asked)] or near


def _says_beside_figure(text: str, asked: Sequence[str]) -> bool:
    """Return whether a clause with a figure has all characters of one of the words asked."""
    clauses = (match[0] for match in _CLAUSE.finditer(text))
    return any(
        set(word) <= set(clause)
        for clause in clauses
        if COUNT.search(clause) or TIME.search(clause)
        for word in asked
    )


def _gives(statement: Statement, side: int) -> bool:
    """Return whether a statement has the figure asked for of a side."""
    return bool(statement.features[side, _FIGURE] == 1)


def _is_best(statement: Statement, chosen: Sequence[Statement]) -> bool:
    """Return whether no chosen statement has a higher score for some part."""
    best = np.max([s.scores for s in chosen], axis=0)
    return bool((statement.scores >= best).any())


def _in_a_line(quote: Quote) -> str:
    return shown(quote.article.text[quote.start : quote.end])


def _of_side(statement: Statement, side: int) -> Statement:
    """Return a statement that answers for its own side alone."""
    scores = np.full_like(statement.scores, -np.inf)
    scores[side] = statement.scores[side]
    return replace(statement, scores=scores)


def _piece(statement: Statement, start: int, end: int) -> Statement:
    """Return a statement's stretch as a statement of its own."""
    return replace(
        statement,
        start=statement.start + start,
        end=statement.start + end,
        text=statement.text[start:end],
    )
