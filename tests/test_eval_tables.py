import csv
import json

import pytest

from eval.fake import FakeSystem
from eval.run import run
from eval.sets import Question, Source, load, save
from eval.tables import export_questions, export_run
from index.errors import QuestionSetError
from index.model import Article

QUESTIONS = [
    Question(
        "q1",
        "青川县，平均降价\n多少？",
        "number",
        '降了"12%"。',
        (("12%", "百分之十二"), ("61种",)),
        (Source("2020-05-04", "青川县药价"),),
        ("表\t甲\n行\t乙",),
        ({"role": "user", "content": "药价呢"},),
    ),
    Question("q2", "今晚吃什么", "off_topic"),
]


def jsonl(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_csv_brings_back_the_same_questions(tmp_path):
    export_questions(QUESTIONS, tmp_path / "set.csv")
    assert (tmp_path / "set.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert load([tmp_path / "set.csv"]) == QUESTIONS


def test_csv_written_by_hand_needs_only_a_question(tmp_path):
    path = tmp_path / "hand.csv"
    path.write_text("question,answer,key_points\n几种药？,61种,61种|61 个\\\n\n".replace("\\", ""))
    [question] = load([path])
    assert question == Question("hand-2", "几种药？", "fact", "61种", (("61种", "61 个"),))


def test_a_bad_csv_row_is_named_by_its_line(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text('question,type\n"两行的\n问题",fact\n问题,riddle\n')
    with pytest.raises(QuestionSetError, match=r"bad\.csv 第 4 行：题型 riddle"):
        load([path])


@pytest.mark.parametrize(
    "row",
    [
        {"user_input": "几种药？", "reference": "61种", "response": "不知道"},
        {"question": "几种药？", "ground_truth": "61种", "answer": "不知道", "contexts": ["x"]},
        {"question": "几种药？", "ground_truths": ["61种"], "answer": "不知道"},
    ],
)
def test_columns_of_ragas_and_hugging_face_are_understood(tmp_path, row):
    [question] = load([jsonl(tmp_path / "other.jsonl", row)])
    assert question == Question("other-1", "几种药？", "fact", "61种")


def test_reference_contexts_are_evidence_and_retrieved_ones_are_not(tmp_path):
    row = {"user_input": "几种？", "reference_contexts": ["共61种"], "retrieved_contexts": ["无关"]}
    [question] = load([jsonl(tmp_path / "other.jsonl", row | {"reference": "61"})])
    assert question.evidence == ("共61种",)


def test_our_own_rows_must_still_have_their_fields(tmp_path):
    with pytest.raises(QuestionSetError, match="缺少 id"):
        load([jsonl(tmp_path / "set.jsonl", {"question": "几种药？"})])


@pytest.mark.parametrize(
    ("style", "names"),
    [
        ("ragas", ["user_input", "response", "retrieved_contexts", "reference"]),
        ("hf", ["question", "answer", "contexts", "ground_truth"]),
    ],
)
def test_a_run_is_exported_with_the_columns_others_read(tmp_path, style, names):
    article = Article("2020-05-04", 1, "青川县药价", "青川县共有61种药品中选。\n别的话。")
    asked = Question("q", "青川县有几种药品中选？", "number", "61种")
    save([asked], tmp_path / "set.jsonl")
    found = run([tmp_path / "set.jsonl"], FakeSystem([article]))
    export_run(found, tmp_path / "out.jsonl", style)
    row = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    contexts = ["青川县共有61种药品中选。", "别的话。"]
    assert row == dict(
        zip(names, [asked.question, f"{contexts[0]}[1]", contexts, "61种"], strict=True)
    )

    export_run(found, tmp_path / "out.csv", style)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        [cells] = csv.DictReader(file)
    assert json.loads(cells[names[2]]) == contexts
    # what is exported can be asked again
    [again] = load([tmp_path / "out.csv"])
    assert (again.question, again.answer) == (asked.question, "61种")
