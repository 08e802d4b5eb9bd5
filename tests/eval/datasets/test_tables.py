import csv
import json
from dataclasses import replace

import pytest

from eval.datasets.sets import Question, Source, export_questions, load, save
from index.errors import QuestionSetError
from tests.data.workbooks import Sheet, Styled, make_xlsx

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


def test_questions_survive_a_round_trip_through_csv(tmp_path):
    export_questions(QUESTIONS, tmp_path / "set.csv")
    assert (tmp_path / "set.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert load([tmp_path / "set.csv"]) == QUESTIONS


def test_csv_written_by_hand_needs_only_a_question(tmp_path):
    path = tmp_path / "hand.csv"
    path.write_text("question,answer,key_points\n几种药？,61种,61种|61 个\\\n\n".replace("\\", ""))
    [question] = load([path])
    assert question == Question("hand-2", "几种药？", "fact", "61种", (("61种", "61 个"),))


def test_a_bare_number_in_a_list_cell_is_one_item(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("question,key_points\n几种药？,61\n")
    assert load([path])[0].key_points == (("61",),)


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
        load([jsonl(tmp_path / "set.jsonl", {"question": "几种药？", "type": "fact"})])


@pytest.mark.parametrize("name", ["pairs.jsonl", "pairs.json"])
def test_bare_pairs_of_question_and_answer_are_understood(tmp_path, name):
    questions = load(
        [jsonl(tmp_path / name, {"question": "几种？", "answer": "61种"}, {"question": "多少？"})]
    )
    assert questions == [
        Question("pairs-1", "几种？", "fact", "61种"),
        Question("pairs-2", "多少？", "fact"),
    ]


def test_a_json_array_is_a_set_and_its_errors_name_the_question(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[\n {"user_input": "几种？", "reference": "61种"},\n {"reference": "x"}\n]')
    with pytest.raises(QuestionSetError, match=r"a\.json 第 2 题：缺少 question"):
        load([path])
    path.write_text('[{"user_input": "几种？", "reference": "61种"}]')
    assert load([path]) == [Question("a-1", "几种？", "fact", "61种")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_with_any_usual_encoding_line_end_and_separator(
    tmp_path, encoding, end, separator
):
    lines = [
        separator.join([" question", "reference", "type "]),
        separator.join(["青川县药品平均降价多少？", "降了百分之十二", "number"]),
        separator * 2,
    ]
    lines += ["", f'"分两行的{end}问题，有逗号"{separator}是{separator}', separator * 2]
    path = tmp_path / "题集.csv"
    path.write_bytes((end.join(lines) + end).encode(encoding))
    assert load([path]) == [
        Question("题集-2", "青川县药品平均降价多少？", "number", "降了百分之十二"),
        Question("题集-6", "分两行的\n问题，有逗号", "fact", "是"),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        '["甲段", "乙段"]',
        "['甲段', '乙段']",
        "['甲段' '乙段']",
        "['甲段'\n '乙段']",
        "甲段\n乙段",
        "甲段\n\n  乙段 ",
    ],
)
def test_a_list_cell_may_hold_json_a_python_literal_or_lines(tmp_path, cell):
    path = tmp_path / "a.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["question", "reference_contexts"], ["几种？", cell]])
    assert load([path])[0].evidence == ("甲段", "乙段")
    row = {"user_input": "几种？", "reference_contexts": cell}
    assert load([jsonl(tmp_path / "a.jsonl", row)])[0].evidence == ("甲段", "乙段")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("题面,说明\n几种？,61种\n", r"a\.csv：找不到问题列。表头里要有 问题（.*答案（参考答案）"),
        ('question,answer\n几种？,"61"种\n', r"第 2 行：不是合法的 CSV"),
        ("question,key_points\n几种？,61种\n多少？,[1]\n", r"第 3 行：key_points 的每一项"),
        ("question,history\n几种？,{1: 2}\n", r"第 2 行：history 的每一项"),
        ("question,answer\n,61种\n", r"第 2 行：缺少 question"),
        ("", "题集里没有题目"),
        ("\n\n", "题集里没有题目"),
        ("question\n", "题集里没有题目"),
    ],
)
def test_an_error_in_a_table_is_reported_with_its_line(tmp_path, text, message):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QuestionSetError, match=message):
        load([path])


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"PK\x03\x04\x00\x00\xff\xfe" * 20)
    with pytest.raises(QuestionSetError, match=r"不是文本.*a\.csv"):
        load([path])


def test_drafted_questions_keep_their_mark_in_csv(tmp_path):
    drafts = [Question("q1", "几种？", "fact", draft=True), Question("q2", "多少？", "fact")]
    save(drafts, tmp_path / "draft.csv")
    assert load([tmp_path / "draft.csv"]) == drafts


PAIRS = "问题,答案\n几种药？,61种\n"
ONE = Question("题集-2", "几种药？", "fact", "61种")


def written(tmp_path, text, name="题集.csv", encoding="utf-8-sig"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return load([path])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_chinese_heads_are_understood(tmp_path, encoding):
    assert written(tmp_path, PAIRS, encoding=encoding) == [ONE]
    assert written(tmp_path, PAIRS.replace(",", "\t"), "题集.tsv", encoding) == [ONE]


@pytest.mark.parametrize(
    "heads",
    [
        "提问,参考答案",
        "题目,标准答案",
        " 问 题 ,答案",
        "问题（必填）,答案*",
        "Question,Reference",
        "问题,回答",
        "咨询事项,答复",
    ],
)
def test_heads_have_many_names(tmp_path, heads):
    assert written(tmp_path, PAIRS.replace("问题,答案", heads)) == [ONE]


def test_all_columns_may_have_chinese_heads(tmp_path):
    text = (
        "编号,题型,问题,参考答案,要点,证据,模型回答\n"
        'a1,数字,降价多少？,降了12%。,12%|百分之十二；61种,"平均降价12%，\n共61种",不知道\n'
        "a2,闲聊,你好,,,,\n"
    )
    assert written(tmp_path, text) == [
        Question(
            "a1",
            "降价多少？",
            "number",
            "降了12%。",
            (("12%", "百分之十二"), ("61种",)),
            evidence=("平均降价12%，", "共61种"),
        ),
        Question("a2", "你好", "chitchat"),
    ]


def test_a_column_of_topics_is_no_column_of_types(tmp_path):
    assert written(tmp_path, "问题,答案,类型\n几种药？,61种,药品政策\n") == [ONE]
    with pytest.raises(QuestionSetError, match="第 3 行：题型 列剧 不认识"):
        written(tmp_path, "问题,类型\n几种药？,数字\n哪几种？,列剧\n")


def test_the_reference_answer_counts_where_there_are_several(tmp_path):
    text = "问题,答案,参考答案,回答\n几种药？,不知道,61种,不清楚\n"
    assert written(tmp_path, text) == [ONE]


def test_heads_may_stand_below_a_title(tmp_path):
    [question] = written(tmp_path, "2031年测试题,\n,\n" + PAIRS)
    assert (question.question, question.answer) == ("几种药？", "61种")


@pytest.mark.parametrize("name", ["题集.jsonl", "题集.json"])
def test_json_may_have_chinese_keys(tmp_path, name):
    row = {
        "问题": "几种药？",
        "答案": "61种",
        "类型": "列举",
        "要点": ["61种", ["六十一种", "61 种"]],
    }
    text = json.dumps(row, ensure_ascii=False)
    [question] = written(tmp_path, f"[{text}]" if name.endswith("json") else text, name, "utf-8")
    assert (question.type, question.answer) == ("list", "61种")
    assert question.key_points == (("61种",), ("六十一种", "61 种"))


def test_workbooks_are_read_sheet_by_sheet(tmp_path):
    rows = [["问题", "答案"], ["几种药？", 61], ["占比多少？", Styled(0.155, "0.0%")]]
    path = tmp_path / "题集.xlsx"
    path.write_bytes(make_xlsx(Sheet("医保", rows), Sheet("说明", [["出题人", "某甲"]])))
    assert load([path]) == [
        Question("题集-2", "几种药？", "fact", "61"),
        Question("题集-3", "占比多少？", "fact", "15.5%"),
    ]
    path.write_bytes(make_xlsx(Sheet("医保", rows), Sheet("药品", rows)))
    assert [q.id for q in load([path])] == [
        "题集-医保-2",
        "题集-医保-3",
        "题集-药品-2",
        "题集-药品-3",
    ]


def test_a_workbook_without_questions_is_refused(tmp_path):
    path = tmp_path / "题集.xlsx"
    path.write_bytes(make_xlsx(Sheet("说明", [["出题人", "某甲"]])))
    with pytest.raises(QuestionSetError, match=r"题集\.xlsx：找不到问题列"):
        load([path])
    path.write_bytes(b"PK")
    with pytest.raises(QuestionSetError, match=r"题集表格文件已损坏.*：题集\.xlsx。"):
        load([path])


def test_cells_that_a_spreadsheet_would_compute_are_text_and_are_read_as_they_were(tmp_path):
    formula = '=HYPERLINK("http://evil.example","x")'
    asked = [replace(QUESTIONS[0], question=formula, answer="-5%"), *QUESTIONS[1:]]
    export_questions(asked, tmp_path / "set.csv")
    with (tmp_path / "set.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert f"'{formula}" in cells and not any(cell.startswith(("=", "-")) for cell in cells)
    assert load([tmp_path / "set.csv"]) == asked
