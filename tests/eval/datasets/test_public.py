from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.datasets.gold import Locator
from eval.datasets.public import main, read_public
from eval.datasets.sets import Question, load
from index.errors import QuestionSetError
from index.loading.loader import read_documents
from index.model import Article
from index.passages import split_article

RIVER = {"kind": "passage", "set": "x", "title": "长江", "text": "长江很长。它流入东海。"}
BANKS = {**RIVER, "text": "1. 两岸有*三十*座城\n市，见 [2] `x_y_z`，R&D。\n# 它养活四亿人。"}
BARE = {**RIVER, "title": " "}
OTHER = {**RIVER, "title": '"R" & *S*', "text": "另一篇。"}
ASKED = {"kind": "question", "question": "长江流到哪里？", "passage": 0, "sentence": 1}


def write(path: Path, *rows: object) -> Path:
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def written(folder: Path, *rows: object, most: int = 0) -> tuple[list[Article], list[Question]]:
    """Write rows as documents and a set, and read both back."""
    out = folder / "out"
    main([str(write(folder / "qa.jsonl", *rows)), str(out), "--passages", str(most)])
    return read_documents([out / "documents"]).articles, load([out / "questions.jsonl"])


@pytest.mark.parametrize("name", ["qa.jsonl", "qa.jsonl.gz"])
def test_passages_and_questions_are_read(tmp_path: Path, name: str) -> None:
    found = read_public(write(tmp_path / name, RIVER, ASKED))
    [passage], [asked] = found.passages, found.questions
    assert (passage.document, passage.text) == ("x/长江", RIVER["text"])
    assert (asked.question, found.evidence(asked)) == ("长江流到哪里？", "它流入东海。")


@pytest.mark.parametrize(
    "row",
    [
        {**ASKED, "passage": 5},
        {**ASKED, "sentence": 2},
        {**ASKED, "question": 3},
        {"kind": "question"},
        [],
    ],
    ids=str,
)
def test_a_bad_line_is_named(tmp_path: Path, row: object) -> None:
    with pytest.raises(QuestionSetError, match="第 2 行"):
        read_public(write(tmp_path / "qa.jsonl", RIVER, row))


@pytest.mark.parametrize("name", ["qa.jsonl", "qa.jsonl.gz", "none.jsonl"])
def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path, name: str) -> None:
    (tmp_path / "qa.jsonl").write_text("?", encoding="utf-8")
    (tmp_path / "qa.jsonl.gz").write_bytes(gzip.compress(b"")[:-4])
    with pytest.raises(QuestionSetError, match="无法读取"):
        read_public(tmp_path / name)


def test_passages_of_a_title_become_a_document_in_which_the_evidence_is_found(
    tmp_path: Path,
) -> None:
    rows = [
        RIVER,
        OTHER,
        BANKS,
        ASKED,
        *({**ASKED, "passage": 2, "sentence": s} for s in (0, 1, 2)),
    ]
    articles, questions = written(tmp_path, *rows)
    assert {article.title for article in articles} == {"长江", '"R" & *S*'}
    passages = [passage for article in articles for passage in split_article(article)]
    for question in questions:
        gold = Locator(articles, passages).gold(question)
        assert gold.absent == 0 and gold.articles[0] in {article.id for article in articles}
    assert [question.evidence for question in questions] == [
        ("它流入东海。",),
        ("1. 两岸有*三十*座城",),
        ("市，见 [2] `x_y_z`，R&D。",),
        ("# 它养活四亿人。",),
    ]


def test_what_lacks_a_title_or_a_question_is_left_out(tmp_path: Path) -> None:
    rows = [RIVER, BARE, ASKED, {**ASKED, "passage": 1}, {**ASKED, "question": " "}]
    articles, questions = written(tmp_path, *rows)
    assert len(articles) == 1 and [question.question for question in questions] == [
        "长江流到哪里？"
    ]


def test_fewer_passages_are_of_whole_documents_with_their_questions(tmp_path: Path) -> None:
    rivers = [{**RIVER, "title": f"河{n // 2}"} for n in range(20)]
    asked = [{**ASKED, "passage": n} for n in range(20)]
    articles, questions = written(tmp_path, *rivers, *asked, most=5)
    assert len(articles) == 3 and len(questions) == 6
    assert {q.sources[0].issue for q in questions} == {article.issue for article in articles}


def test_a_folder_that_is_there_is_not_written_into(tmp_path: Path) -> None:
    written(tmp_path, RIVER, ASKED)
    with pytest.raises(QuestionSetError, match="请换一个文件夹"):
        written(tmp_path, RIVER, ASKED)


def test_the_command_tells_a_failure_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "eval.datasets.public", "none.jsonl", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and "无法读取" in done.stderr
