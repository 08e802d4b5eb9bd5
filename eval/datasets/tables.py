"""Read question sets from JSON Lines, a JSON array or CSV, and write rows as CSV.

Column names of RAGAS and of Hugging Face datasets are understood in all three formats:

    our field        columns read
    question         question, user_input
    answer           reference, ground_truth, ground_truths; `answer` only if none of these is
                     present, because beside them it holds a system's answer
    evidence         reference_contexts

A cell with a list may hold JSON, a Python literal, or one item per line. Columns with a
system's output (`contexts`, `retrieved_contexts`, `response`) are ignored; eval.export writes
them.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.errors import DocumentError, QuestionSetError
from index.text.encoding import decode

NESTED = ("key_points", "sources", "evidence", "history")
LISTS = (*NESTED, "reference_contexts", "ground_truths")
ASKED = {"question", "user_input"}
REFERENCES = ("reference", "ground_truth", "ground_truths")
FOREIGN = {*REFERENCES, "user_input", "response", "contexts", "retrieved_contexts"}


def read_rows(path: Path) -> Iterator[tuple[str, Any]]:
    """Read a file's questions, each with its place (file and line) for error messages.

    Foreign column names are replaced by ours. Raises QuestionSetError naming the place.
    """
    kind = path.suffix.lower()
    read = _csv_rows if kind == ".csv" else _json_array if kind == ".json" else _json_lines
    for number, place, row in read(_read(path), path.name):
        foreign = isinstance(row, dict) and (kind == ".csv" or _foreign(row))
        yield place, _own(row, f"{path.stem}-{number}") if foreign else row


def _read(path: Path) -> str:
    try:
        raw = path.read_bytes()
        return decode(raw) if raw.strip() else ""
    except OSError as error:
        raise QuestionSetError(f"读不到题集文件 {path}：{error.strerror}。") from error
    except DocumentError as error:
        raise QuestionSetError(f"题集{error}：{path.name}。") from error


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


def _csv_rows(text: str, name: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield the rows of a table; the separator is the one most frequent in its header."""
    header = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count))
    try:
        reader.fieldnames = [column.strip() for column in reader.fieldnames or ()]
        if header.strip() and not ASKED & set(reader.fieldnames):
            raise QuestionSetError(f"{name} 第 1 行：表头里没有 question 或 user_input。")
        for row in reader:
            cells = {column: cell for column, cell in row.items() if column and cell}
            if any(cell.strip() for cell in cells.values()):
                yield reader.line_num, f"{name} 第 {reader.line_num} 行", cells
    except csv.Error as error:
        place = f"{name} 第 {reader.line_num + 1} 行"
        raise QuestionSetError(f"{place}：不是合法的 CSV，或有超过 13 万字的单元格。") from error


def _foreign(row: dict[str, Any]) -> bool:
    """Tell whether a row has columns of another tool, or is a bare pair without id and type."""
    return bool(FOREIGN & row.keys()) or not {"id", "type"} & row.keys()


def _own(row: dict[str, Any], id: str) -> dict[str, Any]:
    """Rename foreign columns to ours; a missing id becomes `id`, a missing type `fact`."""
    row = {name: _listed(name, value) for name, value in row.items()}
    own = {name: row[name] for name in ("id", "type", *NESTED) if row.get(name)}
    own["question"] = row.get("question") or row.get("user_input") or ""
    own["answer"] = _reference(row)
    own["draft"] = str(row.get("draft")).lower() == "true"
    if contexts := row.get("reference_contexts"):
        own["evidence"] = contexts
    return {"id": id, "type": "fact"} | own


def _listed(name: str, cell: Any) -> Any:
    """Read the list in a cell; other cells are returned unchanged.

    Key points written one per line separate their wordings by `|`.
    """
    if name not in LISTS or not isinstance(cell, str):
        return cell
    for read in (json.loads, _literal):
        with suppress(ValueError, SyntaxError, RecursionError, MemoryError):
            if isinstance(found := read(cell), list):
                return found
    items = [line.strip() for line in cell.splitlines() if line.strip()]
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
    # the byte order mark makes spreadsheets read the file as UTF-8
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        for row in rows:
            writer.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: Any) -> Any:
    nested = isinstance(value, list | tuple | dict)
    return json.dumps(value, ensure_ascii=False) if nested else value
