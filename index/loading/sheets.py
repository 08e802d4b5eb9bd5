"""Turn sheets of rows into articles: one a row where the heads say so, else one of tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.formats.sheets.records import (
    holds_text,
    json_array,
    json_lines,
    read_records,
    read_rows,
    table_rows,
)
from index.formats.sheets.sheet import Sheet, sheets_draft
from index.loading.assembly import finish
from index.model import Article

Found = tuple[list[Article], list[str]]  # articles, warnings


def read_sheets(sheets: Sequence[Sheet], name: str, notes: Sequence[str] = ()) -> Found:
    """Return the articles of sheets, and warnings: `notes` and those about rows.

    Raises:
        DocumentError: there is no row to read.
    """
    articles: list[Article] = []
    warnings = list(notes)
    tables: list[Sheet] = []
    for sheet in sheets:
        found = read_rows(sheet.rows, name, len(articles) + 1)
        if found is None:
            tables.append(sheet)
        else:
            articles.extend(found[0])
            warnings.extend(found[1])
    draft = sheets_draft(tables, name)
    if draft.parts or not articles:
        documents, more = finish(draft, name)
        articles.extend(
            replace(article, n=n) for n, article in enumerate(documents, len(articles) + 1)
        )
        warnings.extend(more)
    return articles, warnings


def read_json(text: str, name: str, *, lines: bool) -> Found:
    """Return the articles of JSON objects: one a line, or those of an array.

    Raises:
        DocumentError: there is no object to read.
    """
    records = list(json_lines(text) if lines or _is_lines(text) else json_array(text))
    objects = [row for _, row in records if isinstance(row, dict)]
    if len(objects) > 1 and not any(map(holds_text, objects)):
        return read_sheets([Sheet("", table_rows(records))], name)
    return read_records(records, name)


def _is_lines(text: str) -> bool:
    """Return whether a .json file holds an object a line."""
    first = next(json_lines(text), None)
    several = text.strip().count("\n") > 0
    return several and first is not None and isinstance(first[1], dict)
