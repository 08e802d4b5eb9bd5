"""Tell what of a question a table leaves unexplained: another name, another year."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from index.text.characters import NUMERALS
from index.text.dictionary import dictionary, tag_of
from rag.extractive.tables.grid import FIGURE, Row, Table
from rag.extractive.tables.matching import Place, offsets, runs, shared
from rag.extractive.tables.rows import MOST
from rag.extractive.tables.wording import plain
from rag.language.proper_names import in_noun_phrase
from rag.question.analysis import YEAR

_NUMBER = re.compile(rf"\d|[{NUMERALS}][级类档批等期次号届]")
_NO_NAME = re.compile("[vpdrucy]")  # tags of verbs and of words without content


def context(table: Table, readings: Sequence[str], rows: Sequence[Row] = ()) -> frozenset[int]:
    """Return the offsets of what the text around a table, its head or the rows say too."""
    texts = [table.around, *(table.name(c) for c in range(table.width) if table.names)]
    texts += [row.section for row in table.rows if row.section]
    texts += [cell for row in rows for cell in row.cells]
    return offsets(
        place for text in dict.fromkeys(texts) for place in shared(plain(text), readings)
    )


def strange(
    table: Table, asked: str, left: Collection[int], rows: Collection[int], columns: Collection[int]
) -> list[Place]:
    """Return the stretches, of those `left`, that name something other than the table tells of.

    `rows` and `columns` are the offsets that name these. A number always counts; what touches a
    name counts unless it is a verb, as it makes another name of it (柳溪街南, 四级医院); other
    nouns count if the text around the table lacks them.
    """
    return [run for run in runs(left) if _is_strange(table, asked, run, rows, columns)]


def _is_strange(
    table: Table, asked: str, run: Place, rows: Collection[int], columns: Collection[int]
) -> bool:
    said = asked[run.start : run.end]
    if _NUMBER.search(said):
        return True
    words = list(dictionary().cut(said))
    if run.start - 1 in rows or run.end in rows or (run.end in columns and len(said) == 1):
        return any(not _NO_NAME.match(_tag(word)) for word in words)
    nouns = [w for w in words if len(w) > 1 and in_noun_phrase(w) and not _NO_NAME.match(_tag(w))]
    if _is_of_kind(said, row_names(table)):
        nouns.append(said)
    text = _text_around(table) if nouns else ""
    return any(noun not in text for noun in nouns)


def _tag(word: str) -> str:
    """Return the tag of a word; one that the dictionary lacks is a verb if it begins with one."""
    first = tag_of(word[0]) or ""
    return tag_of(word) or (first if first.startswith("v") and len(word) > 1 else "n")


@lru_cache(maxsize=128)
def _text_around(table: Table) -> str:
    text, block = table.article.text, table.block
    return plain(f"{table.article.title}\n{text[: block.start]}\n{text[block.end :]}")


@lru_cache(maxsize=128)
def row_names(table: Table) -> tuple[str, ...]:
    """Return the names of the rows in plain form."""
    return tuple(plain("".join(table.key(row))) for row in table.rows)


def missing_name(
    table: Table,
    asked: str,
    left: Collection[int],
    columns: Collection[int],
    strangers: Sequence[Place],
) -> str:
    """Return the name in a question that stands for a row or a column, but that none has; or ''.

    It is a stretch of those `left` by the names of rows and columns with something strange in
    it, and ends as most of their names do (四级 before the 级医院 that is in `columns` too); or
    a number of the kind that they have.
    """
    named = [plain(table.name(c)) for c in table.values] if table.names else []
    for stranger in strangers:
        for run in runs({*left, *stranger.offsets}):
            said = asked[run.start : run.end]
            inside = run.start <= stranger.start and stranger.end <= run.end
            if inside and _is_of_kind(said, row_names(table)):
                return said
        end = stranger.end
        while end in columns:
            end += 1
        if end > stranger.end and _is_of_kind(asked[stranger.start : end], named):
            return asked[stranger.start : end]
    return _missing_year(table, asked, strangers) or _missing_amount(table, asked, strangers)


def _is_of_kind(said: str, names: Sequence[str]) -> bool:
    """Return whether most names end as a stretch does, and none contains it."""
    if len(said) < 2 or len(names) < 2:
        return False
    alike = sum(name.endswith(said[-1]) for name in names)
    return alike > MOST * len(names) and not any(said in name for name in names)


def _missing_year(table: Table, asked: str, strangers: Sequence[Place]) -> str:
    """Return the year in a question, where the table tells of other years alone; else ''."""
    names = [table.name(c) for c in range(table.width) if table.names]
    names += ["".join(table.key(row)) for row in table.rows]
    told = set(YEAR.findall("\n".join([table.around, table.article.known_date, *names])))
    starts = {run.start for run in strangers}
    asked_years = (match for match in YEAR.finditer(asked) if match.start() in starts)
    return next((f"{match[0]}年" for match in asked_years if told - {match[0]}), "")


def _missing_amount(table: Table, asked: str, strangers: Sequence[Place]) -> str:
    """Return the number in a question, where the rows are named by other numbers; else ''."""
    keys = [cell for row in table.rows for cell in table.key(row)]
    numbers = sum(bool(FIGURE.match(key)) for key in keys)
    if len(keys) < 2 or numbers <= MOST * len(keys):
        return ""
    said = (asked[run.start : run.end] for run in strangers)
    return next((text for text in said if text[0].isdigit()), "")
