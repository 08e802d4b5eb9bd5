from __future__ import annotations

import json
from pathlib import Path

from eval.training.public import public_examples

PASSAGE = {"kind": "passage", "set": "x", "title": "长江", "text": "长江很长。它流入东海。"}
QUESTION = {"kind": "question", "question": "长江流到哪里？", "passage": 0, "sentence": 1}


def test_passages_become_units_and_questions_know_their_rows(tmp_path: Path) -> None:
    file = tmp_path / "qa.jsonl"
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in (PASSAGE, QUESTION))
    file.write_text("".join(lines), encoding="utf-8")
    found = public_examples(file)
    [unit], [asked] = found.units, found.questions
    start, end = unit.sentences[1]
    assert unit.text == "长江\n长江很长。它流入东海。" and unit.text[start:end] == "它流入东海。"
    assert (unit.document, asked.question) == ("x/长江", "长江流到哪里？")
    assert (asked.rows, asked.sentences) == ({0}, {(0, 1)})
