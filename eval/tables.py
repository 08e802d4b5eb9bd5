"""Question sets and runs as other tools have them: CSV, RAGAS, Hugging Face datasets.

Reading knows these columns for ours, in JSON Lines and CSV alike:

    question         question, user_input
    answer           ground_truth, reference; `answer` only where neither is there, since
                     beside them it holds what a system said
    evidence         reference_contexts

`contexts`/`retrieved_contexts` and `answer`/`response` are a system's output: `export_run`
writes them, reading leaves them out.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from index.errors import QuestionSetError

if TYPE_CHECKING:
    from eval.run import Run
    from eval.sets import Question

Style = Literal["ragas", "hf"]

NESTED = ("key_points", "sources", "evidence", "history")
REFERENCES = ("reference", "ground_truth", "ground_truths")
FOREIGN = {*REFERENCES, "user_input", "response", "contexts", "retrieved_contexts"}
COLUMNS: dict[Style, tuple[str, str, str, str]] = {
    "ragas": ("user_input", "response", "retrieved_contexts", "reference"),
    "hf": ("question", "answer", "contexts", "ground_truth"),
}


def read_rows(path: Path) -> Iterator[tuple[int, Any]]:
    """Read a set's rows with their line numbers, columns named as ours.

    Raises QuestionSetError naming file and line.
    """
    text = _read(path)
    if path.suffix.lower() == ".csv":
        for number, row in _csv_rows(text):
            yield number, _own(row, path, number)
        return
    # not splitlines(): U+2028 and its kin may stand inside a JSON string
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            row = _decode(line, f"{path.name} 第 {number} 行")
            yield number, _own(row, path, number) if _foreign(row) else row


def export_questions(questions: Iterable[Question], path: Path | str) -> None:
    """Write a set as CSV for a spreadsheet; lists stand in their cells as JSON."""
    _write_csv([q.to_json() for q in questions], Path(path))


def export_run(run: Run, path: Path | str, style: Style = "ragas") -> None:
    """Write a run's questions, answers, contexts and references; CSV or JSON Lines by suffix."""
    names = COLUMNS[style]
    rows = [dict(zip(names, _values(record), strict=True)) for record in run.records]
    if Path(path).suffix.lower() == ".csv":
        _write_csv(rows, Path(path))
        return
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    Path(path).write_text("".join(lines), encoding="utf-8")


def _values(record: Mapping[str, Any]) -> tuple[str, str, list[str], str]:
    result = record["result"]
    contexts = [passage["text"] for passage in result["passages"]]
    return record["question"], result["answer"], contexts, record["reference"]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise QuestionSetError(f"读不到题集文件 {path}：{error.strerror}。") from error
    except UnicodeDecodeError as error:
        raise QuestionSetError(f"题集文件 {path.name} 不是 UTF-8 编码。") from error


def _decode(line: str, place: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise QuestionSetError(f"{place}：不是合法的 JSON。") from error


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    for row in reader:
        cells = {name: cell for name, cell in row.items() if name and isinstance(cell, str)}
        if any(cells.values()):
            yield reader.line_num, {name: _cell(name, cell) for name, cell in cells.items()}


def _cell(name: str, cell: str) -> Any:
    """Read a list's cell: JSON, or one item a line; a key point's variants split at `|`."""
    if name not in (*NESTED, "reference_contexts", "ground_truths"):
        return cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        items = [line.strip() for line in cell.splitlines() if line.strip()]
        return [item.split("|") for item in items] if name == "key_points" else items


def _foreign(row: Any) -> bool:
    return isinstance(row, dict) and bool(FOREIGN & row.keys())


def _own(row: dict[str, Any], path: Path, number: int) -> dict[str, Any]:
    """Rename foreign columns; a row without id and type gets its line and `fact`."""
    own = {name: row[name] for name in ("id", "type", *NESTED) if row.get(name)}
    own["question"] = row.get("question") or row.get("user_input") or ""
    own["answer"] = _reference(row)
    if contexts := row.get("reference_contexts"):
        own["evidence"] = contexts
    return {"id": f"{path.stem}-{number}", "type": "fact"} | own


def _reference(row: Mapping[str, Any]) -> Any:
    found = next((row[name] for name in REFERENCES if row.get(name)), None)
    if found is None and not FOREIGN & row.keys():
        found = row.get("answer")
    return found[0] if isinstance(found, list) and found else found


def _write_csv(rows: list[dict[str, Any]], path: Path) -> None:
    # the byte order mark tells spreadsheets that it is UTF-8
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        for row in rows:
            writer.writerow({name: _plain(value) for name, value in row.items()})


def _plain(value: Any) -> Any:
    nested = isinstance(value, list | tuple | dict)
    return json.dumps(value, ensure_ascii=False) if nested else value
