"""Public questions as JSON Lines (.jsonl or .jsonl.gz), a second format beside our sets.

    {"kind": "passage", "set": …, "title": …, "text": …}
    {"kind": "question", "question": …, "passage": 0, "sentence": 2}

`passage` counts the file's passages from 0; `sentence` the sentences of the passage's text as
`split_sentences` cuts them.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from eval.training.examples import Example, Examples, Unit
from index.errors import QuestionSetError


def read_public(path: Path) -> Examples:
    """Read the passages and questions of a file.

    Raises:
        QuestionSetError: the file cannot be read, or a line is none of the two kinds.
    """
    found = Examples()
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8") as file
        ):
            for number, line in enumerate(file, 1):
                _add(found, json.loads(line), f"{path.name} 第 {number} 行")
    except (OSError, ValueError) as error:
        raise QuestionSetError(f"公开问题集 {path} 无法读取：{error}。") from error
    return found


def _add(found: Examples, row: Any, place: str) -> None:
    try:
        if row["kind"] == "passage":
            head = f"{row['title']}\n"
            document = f"{row['set']}/{row['title']}"
            found.units.append(Unit(document, head + row["text"], len(head)))
            return
        at, sentence = row["passage"], row["sentence"]
        known = 0 <= sentence < len(found.units[at].sentences)
        example = Example(row["question"], (frozenset([at]),), frozenset([(at, sentence)]))
    except (KeyError, TypeError, IndexError) as error:
        raise QuestionSetError(f"{place}：应为一个段落，或一个问题和它的段落。") from error
    if not known:
        raise QuestionSetError(f"{place}：段落里没有第 {sentence} 句。")
    found.questions.append(example)
