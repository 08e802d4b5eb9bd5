import json

import pytest

from eval.datasets import sets
from eval.datasets.matching import holds, squeeze
from eval.datasets.sets import Question, Source, load, save
from index.errors import QuestionSetError

GOOD = {
    "id": "q1",
    "question": "青川县平均降价多少？",
    "type": "number",
    "answer": "降了 12%。",
    "key_points": [["12%", "百分之十二"]],
    "sources": [{"issue": "2020-05-04", "title": "青川县药价"}],
    "evidence": ["平均降价12%"],
    "history": [{"role": "user", "content": "药价呢"}],
}


def write(tmp_path, *lines):
    path = tmp_path / "set.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_every_field_of_a_good_line_is_read(tmp_path):
    [question] = load([write(tmp_path, GOOD)])
    assert question.key_points == (("12%", "百分之十二"),)
    assert question.sources == (Source("2020-05-04", "青川县药价"),)
    assert question.answerable


def test_fields_that_are_not_known_are_passed_over(tmp_path):
    near = {"id": "q2", "question": "去年呢？", "type": "unanswerable", "near": GOOD["sources"]}
    [question] = load([write(tmp_path, near)])
    assert (question.type, question.answerable) == ("unanswerable", False)


def test_a_question_without_a_type_asks_for_a_fact(tmp_path):
    [question] = load([write(tmp_path, {"id": "q1", "question": "覆盖率是多少？"})])
    assert (question.type, question.answerable) == ("fact", True)


def test_saving_and_loading_gives_the_same_questions(tmp_path):
    questions = load([write(tmp_path, GOOD)])
    save(questions, tmp_path / "again.jsonl")
    assert load([tmp_path / "again.jsonl"]) == questions


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": ""}, "缺少 id"),
        ({"question": 3}, "question 应为字符串"),
        ({"type": "riddle"}, "riddle 不认识"),
        ({"key_points": "12%"}, "key_points 应为列表"),
        ({"key_points": [[]]}, "key_points 的每一项"),
        ({"key_points": [["12%", ""]]}, "key_points 里应都是非空字符串"),
        ({"sources": ["青川县药价"]}, "sources 的每一项"),
        ({"sources": [{"issue": "2020-05-04"}]}, "缺少 title"),
        ({"evidence": [1]}, "evidence 里"),
        ({"history": [{"role": "robot", "content": ""}]}, "history 的每一项"),
        ({"type": "off_topic"}, "不应有 sources"),
    ],
)
def test_a_bad_field_is_named_with_its_line(tmp_path, change, message):
    path = write(tmp_path, GOOD, "", GOOD | {"id": "q2"} | change)
    with pytest.raises(QuestionSetError, match=r"set\.jsonl 第 3 行：.*" + message):
        load([path])


@pytest.mark.parametrize("line", ["{", "[]", "[" * 100_000])
def test_a_line_that_is_not_an_object_is_named(tmp_path, line):
    with pytest.raises(QuestionSetError, match="第 1 行"):
        load([write(tmp_path, line)])


def test_the_same_id_twice_is_refused(tmp_path):
    with pytest.raises(QuestionSetError, match=r"第 2 行：编号 q1 与 set\.jsonl 第 1 行 重复"):
        load([write(tmp_path, GOOD, GOOD)])


def test_missing_empty_and_binary_files_are_refused(tmp_path):
    with pytest.raises(QuestionSetError, match="读不到"):
        load([tmp_path / "none.jsonl"])
    with pytest.raises(QuestionSetError, match="没有题目"):
        load([write(tmp_path, "")])
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(QuestionSetError, match="UTF-8"):
        load([binary])


def test_a_line_separator_inside_a_string_does_not_end_the_line(tmp_path):
    line = json.dumps(GOOD | {"answer": "甲\u2028乙"}, ensure_ascii=False)
    assert load([write(tmp_path, line)])[0].answer == "甲\u2028乙"


def test_the_draft_mark_is_written_only_if_true():
    question = Question("q1", "问？", "fact")
    assert "draft" not in question.to_json()
    assert Question("q1", "问？", "fact", draft=True).to_json()["draft"] is True


def test_the_shipped_sets_hold_no_quotes_and_their_answers_hold_their_key_points():
    questions = load(sorted(sets.SHIPPED.glob("*.jsonl")))
    assert len(questions) == 194
    assert not any(question.evidence for question in questions)
    for question in questions:
        answer = squeeze(question.answer)
        assert all(holds(point, answer) for point in question.key_points), question.id
