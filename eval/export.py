"""Export a run for other tools: with RAGAS or Hugging Face columns, as CSV or JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from eval.datasets.tables import write_csv

if TYPE_CHECKING:
    from eval.run import Run

Style = Literal["ragas", "hf"]

COLUMNS: dict[Style, tuple[str, str, str, str]] = {
    "ragas": ("user_input", "response", "retrieved_contexts", "reference"),
    "hf": ("question", "answer", "contexts", "ground_truth"),
}


def export_run(run: Run, path: Path | str, style: Style = "ragas") -> None:
    """Write a run's questions, answers, contexts and references: CSV for .csv, else JSON Lines."""
    names = COLUMNS[style]
    rows = [dict(zip(names, _values(record), strict=True)) for record in run.records]
    if Path(path).suffix.lower() == ".csv":
        write_csv(rows, Path(path))
        return
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    Path(path).write_text("".join(lines), encoding="utf-8")


def _values(record: Mapping[str, Any]) -> tuple[str, str, list[str], str]:
    result = record["result"]
    contexts = [passage["text"] for passage in result["passages"]]
    return record["question"], result["answer"], contexts, record["reference"]
