"""Say what a table answers: one cell as a sentence, several as a small table, each cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from index.model import Article, Passage
from index.passages import split_article
from index.text.characters import HAN
from rag.answer import Citation
from rag.blocks import AnswerBlock, Cell, Span
from rag.extractive.tables.grid import Row, Stretch, Table
from rag.extractive.tables.reading import Found
from rag.retrieval.ranking import Candidate
from rag.validity import ArticleStanding

MAX_BOLD = 3  # cells of one row that are set in bold
MAX_SINGLE = 4  # rows that are cited one by one; of more, neighbours are cited together
EMPTY = "（空）"

_PLAIN_KEY = re.compile(rf"[{HAN}\d]{{0,6}}[{HAN}]")
_BARE_FIGURE = re.compile(rf"[^{HAN}]*\d[^{HAN}]*")


class Sources:
    """The citations of an answer, numbered in the order in which they are asked for."""

    def __init__(
        self, candidates: Iterable[Candidate], standings: Mapping[str, ArticleStanding]
    ) -> None:
        self._passages = [candidate.passage for candidate in candidates]
        self._standings = standings
        self._numbers: dict[tuple[str, Stretch], Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations, in order."""
        return tuple(self._numbers.values())

    def cite(self, article: Article, place: Stretch) -> int:
        """Return the number of the citation of a stretch of an article."""
        key = article.id, place
        if key not in self._numbers:
            start, end = place
            self._numbers[key] = Citation(
                len(self._numbers) + 1,
                self._passage(article, start),
                article,
                article.text[start:end],
                start,
                end,
                self._standings.get(article.id),
            )
        return self._numbers[key].n

    def _passage(self, article: Article, start: int) -> Passage:
        """Return the passage that holds an offset: of those found, else cut anew."""
        known = (p for p in self._passages if p.article_id == article.id)
        found = next((p for p in known if p.start <= start < p.end), None)
        return found or next(p for p in split_article(article) if p.start <= start < p.end)

    def together(self, table: Table, rows: Sequence[Row]) -> dict[Row, int]:
        """Cite rows and return each one's number; of many, neighbours in a passage share one."""
        groups: list[list[Row]] = []
        for row in rows:
            if len(rows) > MAX_SINGLE and groups and self._continue(table, groups[-1][-1], row):
                groups[-1].append(row)
            else:
                groups.append([row])
        return {
            row: self.cite(table.article, (group[0].start, group[-1].end))
            for group in groups
            for row in group
        }

    def _continue(self, table: Table, last: Row, row: Row) -> bool:
        passage = self._passage(table.article, last.start)
        return row.start == last.end + 1 and row.end <= passage.end


def found_blocks(found: Found, sources: Sources) -> list[AnswerBlock]:
    """Return the blocks that say what a table answers."""
    table, rows = found.table, found.rows
    told = found.told or (rows if len(rows) == 1 else ())
    if len(rows) * len(found.columns) == 1 or (found.told and len(found.columns) == 1):
        numbers = sources.together(table, told)
        said = [_sentence(found, row, numbers, sources) for row in told]
        if len(rows) == len(told):
            return said
        return [*said, *_table(found, sources)]
    return _table(found, sources)


def _sentence(found: Found, row: Row, numbers: Mapping[Row, int], sources: Sources) -> AnswerBlock:
    """Say one cell: the row's name, the column's name, the cell, and its unit."""
    table, column = found.table, found.columns[0]
    key, cites = _row_name(found, row, sources)
    name = table.name(column)
    joined = key if not name or _PLAIN_KEY.fullmatch(key) else f"{key}，"
    head = sources.cite(table.article, _head(table)) if _has_figure(name) else None
    cell = table.cell(row, column)
    unit = table.caption_unit if _needs_unit(table, cell, column) else ""
    every = (numbers[row], *cites, *([head] if head else []))
    spans = [Span(f"{joined}{name}："), Span(cell or EMPTY, () if unit else every, bold=bool(cell))]
    if unit and table.caption:
        caption = sources.cite(table.article, (table.caption.start, table.caption.end))
        spans.append(Span(f"（单位：{unit}）", (*every, caption)))
    return AnswerBlock("row", tuple(spans))


def _table(found: Found, sources: Sources) -> list[AnswerBlock]:
    """Show rows and columns as a table, below its caption where that tells the unit."""
    table = found.table
    blocks = [_caption(table, sources)] if table.caption and _lacks_units(found) else []
    named = [
        c for c in (*table.keys, *found.beside, *_telling_apart(found)) if c not in found.columns
    ]
    head = tuple(_named(table, c, sources) for c in (*named, *found.columns))
    numbers = sources.together(table, found.rows)
    is_bold = len(found.rows) == 1 and len(found.columns) <= MAX_BOLD
    shown = []
    for row in found.rows:
        keys = [_key_cell(table, row, c, numbers[row], sources) for c in named]
        cells = [_cell(table.cell(row, c), numbers[row], is_bold) for c in found.columns]
        shown.append((*keys, *cells))
    return [*blocks, AnswerBlock("table", rows=(head, *shown))]


def _telling_apart(found: Found) -> tuple[int, ...]:
    """Return the first column in which rows of one name differ, if there are such rows."""
    table, keys = found.table, {found.table.key(row) for row in found.rows}
    if len(keys) == len(found.rows) or (table.needs_sections and found.rows[0].section):
        return ()
    return next(
        (
            (c,)
            for c in table.values
            if len({(table.key(r), table.cell(r, c)) for r in found.rows}) == len(found.rows)
        ),
        (),
    )


def _lacks_units(found: Found) -> bool:
    """Return whether the caption alone tells the unit of a figure that is shown."""
    cells = ((found.table.cell(row, c), c) for row in found.rows for c in found.columns)
    return any(_needs_unit(found.table, cell, column) for cell, column in cells)


def _caption(table: Table, sources: Sources) -> AnswerBlock:
    start, end = (table.caption.start, table.caption.end) if table.caption else (0, 0)
    n = sources.cite(table.article, (start, end))
    return AnswerBlock("quote", (Span(table.article.text[start:end], (n,)),))


def _named(table: Table, column: int, sources: Sources) -> Cell:
    name = table.name(column)
    cites = (sources.cite(table.article, _head(table)),) if _has_figure(name) else ()
    return (Span(name, cites),)


def _key_cell(table: Table, row: Row, column: int, n: int, sources: Sources) -> Cell:
    text = table.cell(row, column)
    cites: tuple[int, ...] = (n,) if _has_figure(text) else ()
    if row.carried and text and text not in table.article.text[row.start : row.end]:
        cites = (sources.cite(table.article, row.carried),)
    if column == table.keys[0] and row.opened and table.needs_sections:
        section = Span(f"{row.section}，", (sources.cite(table.article, row.opened),))
        return (section, Span(text, cites))
    return (Span(text, cites),)


def _cell(text: str, n: int, is_bold: bool) -> Cell:
    return (Span(text or EMPTY, (n,), bold=is_bold and bool(text)),)


def _row_name(found: Found, row: Row, sources: Sources) -> tuple[str, tuple[int, ...]]:
    """Return the name of a row, and the citations of what in it stands in other rows."""
    table = found.table
    keys, places = list(table.key(row)), []
    own = table.article.text[row.start : row.end]
    if row.carried and any(key not in own for key in keys):
        places.append(row.carried)
    if row.opened and table.needs_sections:
        keys.insert(0, row.section)
        places.append(row.opened)
    cites = tuple(sources.cite(table.article, place) for place in places)
    said = [cell for c in found.beside if (cell := table.cell(row, c))]
    return "，".join([joined_key(table, keys), *said]), cites


def joined_key(table: Table, keys: Sequence[str]) -> str:
    """Return the cells that name a row as one text; a number alone gets its column's name."""
    texts, name = list(keys), table.name(table.keys[-1])
    if _BARE_FIGURE.fullmatch(texts[-1]) and name:
        texts[-1] = f"{name}：{texts[-1]}"
    return ("" if all(map(_PLAIN_KEY.fullmatch, texts)) else "，").join(texts)


def _needs_unit(table: Table, cell: str, column: int) -> bool:
    """Return whether the caption alone tells the unit of a cell's figure."""
    bare = re.fullmatch(r"[\d,.\s~—–-]*\d", cell)
    return bool(bare and table.caption_unit and table.unit(column) == table.caption_unit)


def _has_figure(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _head(table: Table) -> Stretch:
    return table.block.start, table.header_end
