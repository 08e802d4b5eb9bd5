"""Which sets can be run, and that bad ones are refused with one sentence."""

import pytest

from index.errors import QuestionSetError
from ui.evaluation.archive import Chosen
from ui.evaluation.questions import chosen_sets, files_of, label, shipped_sets


def test_shipped_sets_are_offered_where_the_index_has_their_articles():
    fitting = {one.name: one.fits for one in shipped_sets({"2021-01-25"})}
    assert len(fitting) == 7
    assert fitting["dev_2021-01-25"] and fitting["dev_refuse"]
    assert not fitting["dev_2022-01-24"]


def test_sets_are_called_by_date_subject_or_file():
    assert label("dev_2021-01-25.jsonl") == "2021-01-25"
    assert label("dev_refuse") == "该拒答的"
    assert label("dev_own.jsonl") == "dev_own.jsonl"
    [refused] = [one for one in shipped_sets(set()) if one.name == "dev_refuse"]
    assert (refused.label, refused.questions) == ("该拒答的", 20)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"id": "<b>"}', "a.jsonl 第 1 行：缺少 question"),
        ("<b>", "a.jsonl 第 1 行：不是合法的 JSON"),
        ('{"id": "1", "question": "?", "type": "<b>"}', "题型 <b> 不认识"),
        ("", "没有题目"),
    ],
)
def test_a_bad_set_is_refused_with_its_place(text, message):
    with pytest.raises(QuestionSetError, match=message):
        chosen_sets([], [("a.jsonl", text.encode())], False)


def test_nothing_and_unknown_names_are_no_choice():
    for names in ([], ["../../etc/passwd"], ["dev_x"]):
        with pytest.raises(QuestionSetError, match="请先选择"):
            chosen_sets(names, [], False)


def test_too_many_questions_or_files_are_refused(set_text):
    many = "".join(f'{{"id": "q{i}", "question": "问？", "type": "fact"}}\n' for i in range(1001))
    with pytest.raises(QuestionSetError, match="最多 1000 题"):
        chosen_sets([], [("a.jsonl", many.encode())], False)
    with pytest.raises(QuestionSetError, match="最多上传 20 个"):
        chosen_sets([], [(f"{n}.jsonl", b"") for n in range(21)], False)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../x.jsonl", "x.jsonl"),
        ("C:\\own\\题.CSV", "题.csv"),
        (".jsonl", "questions.jsonl"),
        ("a\0b.jsonl", "ab.jsonl"),
        ("长" * 300 + ".jsonl", "长" * 80 + ".jsonl"),
    ],
)
def test_the_name_of_a_file_cannot_lead_elsewhere(sent, kept):
    text = '{"id": "1", "question": "问？", "type": "fact"}' if "CSV" not in sent else "问题\n问？"
    chosen = chosen_sets([], [(sent, text.encode())], False)
    assert [name for name, _ in chosen.uploads] == [kept]


@pytest.mark.parametrize("name", ["a.exe", "a", "", "a.html"])
def test_other_kinds_of_files_are_refused(name):
    with pytest.raises(QuestionSetError, match="要是 JSON Lines"):
        chosen_sets([], [(name, b"{}")], False)


def test_uploaded_files_are_on_the_disk_only_while_they_are_read(set_text):
    twice = (("own.jsonl", b"1"), ("own.jsonl", b"2"))
    with files_of(Chosen(shipped=("dev_refuse",), uploads=twice)) as files:
        assert [file.name for file in files] == ["dev_refuse.jsonl", "own.jsonl", "own.jsonl"]
        assert [file.read_bytes() for file in files[1:]] == [b"1", b"2"]
    assert [file.exists() for file in files] == [True, False, False]
