"""Tell what of a question a table leaves unexplained: another name, another year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache

from index.text.characters import NUMERALS
from index.text.dictionary import dictionary, tag_of
from rag.extractive.tables.grid import FIGURE, Row, Table
from rag.extractive.tables.matching import Place, offsets, runs, shared
from rag.extractive.tables.rows import MOST
from rag.extractive.tables.wording import MEASURES_OF, plain
from rag.language.proper_names import in_noun_phrase
from rag.question.analysis import YEAR, ordinals
from rag.question.units import FIGURE as FIGURE_SAID

MODIFIER = 3  # characters of what makes another name of a row's name, at most

_NUMBER = re.compile(rf"\d+|第?(?<![{NUMERALS}])[{NUMERALS}]++[级类档批等期次号届轮版]")
_NO_NAME = re.compile("[vpdrucy]")  # tags of verbs and of words without content


def context(table: Table, readings: Sequence[str], rows: Sequence[Row] = ()) -> frozenset[int]:
    """Return the offsets of what the text around a table, its head or the rows say too."""
    texts = [table.around, *(table.name(c) for c in range(table.width))]
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
    if any(m.start() < run.end and run.start < m.end() for m in _NUMBER.finditer(asked)):
        return True
    words = list(dictionary().cut(said))
    if run.start - 1 in rows or run.end in rows or (run.end in columns and len(said) == 1):
        return not all(map(names_nothing, words))
    nouns = [w for w in words if len(w) > 1 and in_noun_phrase(w) and not names_nothing(w)]
    if name := _of_kind(said, row_names(table)):
        nouns.append(name)
    text = _text_around(table) if nouns else ""
    return any(noun not in text for noun in nouns)


def says_more(table: Table, asked: str, left: Collection[int]) -> bool:
    """Return whether the stretches `left` have a noun or verb that the text around lacks."""
    words = [w for run in runs(left) for w in dictionary().cut(asked[run.start : run.end])]
    content = [w for w in words if len(w) > 1 and _tag(w)[0] in "nv" and w not in MEASURES_OF]
    return any(word not in _text_around(table) for word in content)


def names_nothing(word: str) -> bool:
    """Return whether a word is a verb, has no content, or only says that a figure is asked for."""
    return word in MEASURES_OF or bool(_NO_NAME.match(_tag(word)))


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
    rows: Collection[int],
    columns: Collection[int],
    strangers: Sequence[Place],
) -> str:
    """Return the name in a question that stands for a row or a column, but that none has; or ''.

    It is a stretch of those `left` by the names of rows and columns with something strange in
    it, and ends as most of their names do; one that makes another name of a row's, as another
    row has too (白塔镇老区 beside 白塔镇 and 白塔镇新区); or a number of the kind that they have.
    `rows` and `columns` are offsets as in `strange`.
    """
    if year := _missing_year(table, asked, strangers):
        return year
    for stranger in strangers:
        beside = _with_neighbours(stranger, left)
        name = asked[beside.start : beside.end]
        longer = _with_neighbours(stranger, rows)
        extended = asked[longer.start : longer.end]
        level = _with_neighbours(stranger, [i for i in columns if i >= stranger.end])
        column = asked[level.start : level.end]
        if own := _of_kind(name, row_names(table)):
            return own
        if (
            longer != stranger
            and stranger.end - stranger.start <= MODIFIER
            and (
                _of_kind(extended, row_names(table)) == extended
                or _is_extended(table, asked, stranger, longer)
            )
        ):
            return extended
        names = [plain(table.name(c)) for c in table.values]
        if level != stranger and _NUMBER.search(column) and _of_kind(column, names):
            return column
    return _missing_ordinal(table, asked) or _missing_amount(table, asked, strangers)


def _with_neighbours(stretch: Place, others: Collection[int]) -> Place:
    """Return the stretch that a stretch and the offsets next to it form."""
    together = runs({*others, *stretch.offsets})
    return next(run for run in together if run == stretch or run.holds(stretch))


def _is_extended(table: Table, asked: str, stranger: Place, longer: Place) -> bool:
    """Return whether a row has a longer name than that before a stretch, which it begins with."""
    own = asked[longer.start : stranger.start]
    return bool(own) and any(
        name.startswith(own) and name != own and own in row_names(table)
        for name in row_names(table)
    )


def _of_kind(said: str, names: Sequence[str]) -> str:
    """Return what of a stretch ends as most names do, if none of them contains it; else ''.

    石门街 of 石门街服务中心, where most names end in 街, or in 街 or 镇.
    """
    counts = Counter(name[-1:] for name in names if not any(map(str.isdigit, name)))
    endings = {ending: count for ending, count in counts.items() if count > 1}
    if sum(endings.values()) <= MOST * len(names):
        return ""
    own = said[: max((said.rfind(ending) + 1 for ending in endings), default=0)]
    if len(own) < 2 or any(own in name for name in names):
        return ""
    return "" if all(map(names_nothing, dictionary().cut(own))) else own


def _missing_year(table: Table, asked: str, strangers: Sequence[Place]) -> str:
    """Return the year in a question, where the table tells of other years alone; else ''."""
    names = [table.name(c) for c in range(table.width)]
    names += ["".join(table.key(row)) for row in table.rows]
    told = set(YEAR.findall("\n".join([table.around, table.article.known_date, *names])))
    starts = {run.start for run in strangers}
    asked_years = (match for match in YEAR.finditer(asked) if match.start() in starts)
    return next((f"{match[0]}年" for match in asked_years if told - {match[0]}), "")


def _missing_ordinal(table: Table, asked: str) -> str:
    """Return the ordinal in a question, where rows have other ones of its unit; else ''."""
    told = ordinals("\n".join(row_names(table)))
    return next(
        (
            f"第{number}{unit}"
            for unit, numbers in ordinals(asked).items()
            for number in sorted(numbers - told.get(unit, numbers))
        ),
        "",
    )


def _missing_amount(table: Table, asked: str, strangers: Sequence[Place]) -> str:
    """Return the number in a question, where the rows are named by other numbers; else ''."""
    keys = [cell for row in table.rows for cell in table.key(row)]
    numbers = sum(bool(FIGURE.match(key)) for key in keys)
    if len(keys) < 2 or numbers <= MOST * len(keys):
        return ""
    said = (FIGURE_SAID.search(asked, run.start, run.end) for run in strangers)
    return next((number[0] for number in said if number), "")
