"""Look up in the tables found what a question asks for, where it is certain what that is.

It is certain if every name in the question is that of a row, of a column, or of what the
table is about. A name that stands in a row's place but in no row is missing from the table.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rag.extractive.tables.grid import Table, table_at
from rag.extractive.tables.reading import Found, Missing, Result, Unclear, read
from rag.extractive.tables.wording import asks_reason
from rag.question.understanding import Question
from rag.retrieval.retriever import Retrieval

MAX_ASKED = 500  # characters of a question that may name cells
PASSAGES = 30  # the best, whose tables are looked at
NEAREST = 3  # best passages, of whose articles a table can be said to lack a name
MAX_TABLES = 3  # that answer equally well, and are shown one after the other


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the tables answer: for each part of the question the tables that do, if any.

    `unclear` are rows that the question names, without being certain what it asks of them.
    """

    parts: tuple[tuple[Found, ...], ...] = ()
    missing: Missing | None = None
    unclear: tuple[Unclear, ...] = ()

    @property
    def found(self) -> list[Found]:
        """What is found, in the order of the parts, each once."""
        every = [found for part in self.parts for found in part]
        return [found for i, found in enumerate(every) if found not in every[:i]]

    @property
    def answers_all(self) -> bool:
        """Whether each part of the question is answered by a table."""
        return bool(self.parts) and all(self.parts)

    @property
    def answered(self) -> set[int]:
        """The parts of the question that a table answers."""
        return {part for part, found in enumerate(self.parts) if found}

    def looked_at(self, article_id: str, start: int) -> bool:
        """Return whether an offset of an article lies in a table that answers, or should."""
        tables = [one.table for one in self.found]
        if self.missing:
            tables.append(self.missing.table)
        return any(_in_table(table, article_id, start) for table in tables)

    def leaves_out(self, article_id: str, start: int) -> bool:
        """Return whether an offset lies in a row beside those that the question names."""
        named = [one for one in self.unclear if _in_table(one.table, article_id, start)]
        return bool(named) and not any(
            row.start <= start < row.end for one in named for row in one.rows
        )


def look_up(retrieval: Retrieval) -> Lookup:
    """Return what the tables of the best passages answer.

    Long questions, and those for reasons, yes or no, or all versions of a document are left to sentences, which
    may be rows: then the rows named.
    """
    question, known = retrieval.question, retrieval.in_force
    only_rows = asks_reason(question.text) or (known.time.versions == "all" and known.shown)
    parts: list[tuple[Found, ...]] = []
    every: list[list[Result]] = []
    missing: list[Missing] = []
    unclear: list[Unclear] = []
    tables = _tables(retrieval) if len(question.text) <= MAX_ASKED else []
    nearest = {candidate.article.id for candidate in retrieval.candidates[:NEAREST]}
    for start, end in question.parts if tables else ():
        results = [read(table, question.text, start, end) for table in tables]
        every.append(results)
        found = [one for one in results if isinstance(one, Found) and _is_about(one, retrieval)]
        parts.append(() if only_rows else _best(found, known.outdated))
        missing += [
            one for one in results if isinstance(one, Missing) and one.table.article.id in nearest
        ]
        unclear += [one for one in results if isinstance(one, Unclear)]
        if not parts[-1]:
            unclear += [Unclear(one.table, one.rows) for one in found]
    if any(parts) and (both := side_by_side(every, question)):
        parts = [(both,) for _ in parts]
    lacking = max(missing, key=lambda one: (one.score[0], len(one.name)), default=None)
    if any(parts) or only_rows or lacking is None:
        return Lookup(tuple(parts), unclear=tuple(unclear))
    return Lookup(missing=lacking, unclear=tuple(unclear))


def side_by_side(every: Sequence[Sequence[Result]], question: Question) -> Found | None:
    """Return the rows of several things of which the same is asked, if a table names one for each.

    It is enough that it is certain for one of them which column is asked for.
    """
    if len(every) < 2 or len(set(question.shared)) != 1 or not all(question.shared):
        return None
    for results in zip(*every, strict=True):
        read_ = [one for one in results if isinstance(one, Found | Unclear) and one.rows]
        found = [one for one in read_ if isinstance(one, Found)]
        rows = {row.start: row for one in read_ for row in one.rows}
        alike = len({one.columns for one in found}) == 1 and not any(one.told for one in found)
        if len(read_) == len(every) == len(rows) and alike and len(found) < len(every):
            return replace(found[0], rows=tuple(rows[start] for start in sorted(rows)))
    return None


def _in_table(table: Table, article_id: str, start: int) -> bool:
    return table.article.id == article_id and table.block.start <= start < table.block.end


def _tables(retrieval: Retrieval) -> list[Table]:
    """Return the tables in the best passages, the best first."""
    found: dict[tuple[str, int], Table] = {}
    for candidate in retrieval.candidates[:PASSAGES]:
        article, passage = candidate.article, candidate.passage
        for block in article.blocks:
            inside = block.start < passage.end and passage.start < block.end
            table = table_at(article, block.start) if inside and block.kind == "table" else None
            if table and table.rows and _is_readable(table):
                found.setdefault((article.id, block.start), table)
    return list(found.values())


def _is_readable(table: Table) -> bool:
    """Return whether it is known what the cells are: columns have names, or stand beside one."""
    return table.width == 2 or any(table.name(column) for column in table.values)


def _is_about(found: Found, retrieval: Retrieval) -> bool:
    """Return whether a table, if no row of it is named, is of the article that fits best."""
    return not found.unnamed or found.table.article.id == retrieval.candidates[0].article.id


def _best(found: Sequence[Found], outdated: Collection[str]) -> tuple[Found, ...]:
    """Return what fits best, of equals what is in force, and the first alone of one article."""
    best = max((one.score for one in found), default=None)
    equal = [one for one in found if one.score == best]
    current = [one for one in equal if one.table.article.id not in outdated] or equal
    first = {one.table.article.id: one for one in reversed(current)}
    return tuple(list(reversed(first.values()))[:MAX_TABLES])
