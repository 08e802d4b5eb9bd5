"""Read question sets from JSON Lines, a JSON array, CSV or workbooks, and write rows as CSV.

Chinese names of columns, and those of RAGAS and of Hugging Face datasets, are understood in all
formats: `columns.toml` lists them.

    our field        columns read
    question         question, user_input, 问题 …
    answer           reference, 参考答案, 答案 …, ground_truth, ground_truths; `answer` only if
                     none of these is present, because beside them it holds a system's answer
    evidence         reference_contexts, 证据 …

A cell with a list may hold JSON, a Python literal, or one item per line. Columns with a
system's output (`contexts`, `retrieved_contexts`, `response`, 模型回答) are ignored; eval.export
writes them.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from index.csv_files import as_written, csv_text
from index.errors import DocumentError, QuestionSetError
from index.formats.sheets.delimited import read_rows as csv_rows
from index.formats.sheets.records import fold_head
from index.formats.sheets.sheet import Row, Sheet
from index.formats.sheets.spreadsheet import read_workbook
from index.text.encoding import decode

NESTED = ("key_points", "sources", "evidence", "history")
LISTS = (*NESTED, "reference_contexts", "ground_truths")
REFERENCES = ("reference", "ground_truth", "ground_truths")
FOREIGN = {*REFERENCES, "user_input", "response", "contexts", "retrieved_contexts"}
TEXT_TABLES = (".csv", ".tsv")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods")
SUFFIXES = (".jsonl", ".json", *TEXT_TABLES, *WORKBOOKS)
HEADS_WITHIN = 10  # rows at the top, among which the heads are searched

_NAMES = tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))
COLUMNS: dict[str, list[str]] = {
    field: [fold_head(name) for name in names] for field, names in _NAMES["columns"].items()
}
TYPES: dict[str, str] = {name: type for type, names in _NAMES["types"].items() for name in names}


def read_rows(path: Path) -> Iterator[tuple[str, Any]]:
    """Read a file's questions, each with its place (file and line) for error messages.

    Other names of columns are replaced by ours. Raises QuestionSetError naming the place.
    """
    rows = list(_rows(path))
    topics = _are_topics(row for _, _, row, _ in rows)
    for number, place, row, is_table in rows:
        named = _named(row) if isinstance(row, dict) else row
        if topics and isinstance(row, dict) and "type" not in row:
            named.pop("type", None)
        foreign = isinstance(row, dict) and (is_table or named != row or _foreign(named))
        yield place, _own(named, f"{path.stem}-{number}") if foreign else named


def _rows(path: Path) -> Iterator[tuple[int | str, str, Any, bool]]:
    """Yield number, place and value of each row, and whether it is one of a table."""
    kind, name = path.suffix.lower(), path.name
    try:
        raw = path.read_bytes()
        if kind in WORKBOOKS:
            sheets = read_workbook(raw)[0]
        else:
            text = decode(raw) if raw.strip() else ""
            sheets = [Sheet("", csv_rows(text))] if kind in TEXT_TABLES else []
    except OSError as error:
        raise QuestionSetError(f"读不到题集文件 {path}：{error.strerror}。") from error
    except DocumentError as error:
        raise QuestionSetError(f"题集{error}：{name}。") from error
    if kind in (*TEXT_TABLES, *WORKBOOKS):
        yield from ((*row, True) for row in _table_rows(sheets, name))
    else:
        rows = _json_array(text, name) if kind == ".json" else _json_lines(text, name)
        yield from ((*row, False) for row in rows)


def _table_rows(
    sheets: Sequence[Sheet], name: str
) -> Iterator[tuple[int | str, str, dict[str, str]]]:
    """Yield the rows below the heads of each sheet that has a column of questions."""
    heads = [(sheet, at) for sheet in sheets if (at := _heads(sheet.rows)) is not None]
    if not heads and any(_filled(row) for sheet in sheets for row in sheet.rows):
        raise QuestionSetError(
            f"{name}：找不到问题列。表头里要有 问题（也可写 提问、题目、question）；"
            "另可有 答案（参考答案）、要点、证据、类型、编号。"
        )
    for sheet, at in heads:
        names = [as_written(cell).strip() for cell in sheet.rows[at].cells]
        for row in sheet.rows[at + 1 :]:
            last = row.line + sum(cell.count("\n") for cell in row.cells)
            where = f"工作表“{sheet.name}”" if len(heads) > 1 else ""
            place = f"{name} {where}第 {last} 行"
            if row.wrong:
                raise QuestionSetError(f"{place}：不是合法的 CSV，引号或分隔符不正确。")
            if _filled(row):
                cells = zip(names, map(as_written, row.cells), strict=False)
                number = f"{sheet.name}-{last}" if len(heads) > 1 else last
                yield number, place, {name: cell for name, cell in cells if name and cell}


def _heads(rows: Sequence[Row]) -> int | None:
    """Return the index of the first row with a head for questions, among the first rows."""
    filled = (at for at, row in enumerate(rows) if _filled(row))
    asked = COLUMNS["question"]
    return next(
        (
            at
            for at in islice(filled, HEADS_WITHIN)
            if any(fold_head(cell) in asked for cell in rows[at].cells)
        ),
        None,
    )


def _filled(row: Row) -> bool:
    return bool(row.wrong) or any(cell.strip() for cell in row.cells)


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """Rename columns to the field whose name they are, the preferred name if there are several."""
    keys = {fold_head(str(key)): key for key in row}
    renamed = dict(row)
    for field, names in COLUMNS.items():
        given = [keys[name] for name in names if name in keys and row[keys[name]]]
        for key in given:
            renamed.pop(key, None)
        if given:
            renamed[field] = row[given[0]]
    if isinstance(kind := renamed.get("type"), str):
        renamed["type"] = TYPES.get(kind.strip(), kind)
    return renamed


def _are_topics(rows: Iterable[Any]) -> bool:
    """Return whether a Chinese column 类型 has topics of the user's own, none of them our types."""
    kinds = {_named(row).get("type") for row in rows if isinstance(row, dict)}
    return kinds.isdisjoint(_NAMES["types"])


def _json_array(text: str, name: str) -> Iterator[tuple[int, str, Any]]:
    """Yield the rows of a JSON array; a .json file may also hold JSON Lines."""
    if not text.lstrip().startswith("["):
        yield from _json_lines(text, name)
        return
    for number, row in enumerate(_decode(text, name), start=1):
        yield number, f"{name} 第 {number} 题", row


def _json_lines(text: str, name: str) -> Iterator[tuple[int, str, Any]]:
    # not splitlines(): it also splits at U+2028, which a JSON string may contain
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            place = f"{name} 第 {number} 行"
            yield number, place, _decode(line, place)


def _decode(text: str, place: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise QuestionSetError(f"{place}：不是合法的 JSON。") from error


def _foreign(row: dict[str, Any]) -> bool:
    """Tell whether a row has columns of another tool, or is a bare pair without id and type."""
    return bool(FOREIGN & row.keys()) or not {"id", "type"} & row.keys()


def _own(row: dict[str, Any], id: str) -> dict[str, Any]:
    """Rename foreign columns to ours; a missing id becomes `id`, a missing type `fact`."""
    row = {name: _listed(name, value) for name, value in row.items()}
    own = {name: row[name] for name in ("id", "type", *NESTED) if row.get(name)}
    own["question"] = row.get("question") or ""
    own["answer"] = _reference(row)
    own["draft"] = str(row.get("draft")).lower() == "true"
    return {"id": id, "type": "fact"} | own


def _listed(name: str, cell: Any) -> Any:
    """Read the list in a cell; other cells are returned unchanged.

    Key points written one per line, or between semicolons, separate their wordings by `|`.
    """
    if name not in LISTS or not isinstance(cell, str):
        return cell
    for read in (json.loads, _literal):
        with suppress(ValueError, SyntaxError, RecursionError, MemoryError):
            if isinstance(found := read(cell), list):
                return found
    lines = cell.splitlines()
    if name == "key_points" and len(lines) == 1:
        lines = re.split("[；;]", cell)
    items = [line.strip() for line in lines if line.strip()]
    return [item.split("|") for item in items] if name == "key_points" else items


def _literal(cell: str) -> Any:
    """Read a Python literal, also of a numpy array, whose items have no commas between them."""
    return ast.literal_eval(re.sub(r"(?<=['\"])\s+(?=['\"])", ", ", cell))


def _reference(row: Mapping[str, Any]) -> Any:
    found = next((row[name] for name in REFERENCES if row.get(name)), None)
    if found is None and not FOREIGN & row.keys():
        found = row.get("answer")
    return found[0] if isinstance(found, list) and found else found


def write_csv(rows: list[dict[str, Any]], path: Path) -> None:
    """Write rows as CSV, with nested values as JSON in their cells."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[_cell(row.get(name, "")) for name in names] for row in rows]
    path.write_text(csv_text([names, *cells]), encoding="utf-8", newline="")


def _cell(value: Any) -> Any:
    nested = isinstance(value, list | tuple | dict)
    return json.dumps(value, ensure_ascii=False) if nested else value
