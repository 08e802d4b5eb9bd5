from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.training.public import read_public
from index.errors import QuestionSetError

PASSAGE = {"kind": "passage", "set": "x", "title": "长江", "text": "长江很长。它流入东海。"}
QUESTION = {"kind": "question", "question": "长江流到哪里？", "passage": 0, "sentence": 1}


def write(path: Path, *rows: object) -> Path:
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


@pytest.mark.parametrize("name", ["qa.jsonl", "qa.jsonl.gz"])
def test_passages_and_questions_are_read(tmp_path: Path, name: str) -> None:
    found = read_public(write(tmp_path / name, PASSAGE, QUESTION))
    [unit], [asked] = found.units, found.questions
    start, end = unit.sentences[1]
    assert unit.text == "长江\n长江很长。它流入东海。" and unit.text[start:end] == "它流入东海。"
    assert (asked.rows, asked.sentences) == ({0}, {(0, 1)})


@pytest.mark.parametrize(
    "row",
    [{**QUESTION, "passage": 5}, {**QUESTION, "sentence": 2}, {"kind": "question"}, []],
    ids=str,
)
def test_a_bad_line_is_named(tmp_path: Path, row: object) -> None:
    with pytest.raises(QuestionSetError, match="第 2 行"):
        read_public(write(tmp_path / "qa.jsonl", PASSAGE, row))


def test_a_file_that_is_no_json_is_reported(tmp_path: Path) -> None:
    (tmp_path / "qa.jsonl").write_text("?", encoding="utf-8")
    with pytest.raises(QuestionSetError, match="无法读取"):
        read_public(tmp_path / "qa.jsonl")
