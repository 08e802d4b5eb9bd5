from __future__ import annotations

import pytest

from rag.question.about.documents import about_document, inherited, quoted_names


@pytest.mark.parametrize(
    ("asked", "subject", "fields"),
    [
        ("供水办法是什么时候印发的？", "供水办法", ["issued"]),
        ("供水办法哪天出台的", "供水办法", ["issued"]),
        ("供水办法发布于哪一年？", "供水办法", ["issued"]),
        ("供水办法由谁在什么时候发布？", "供水办法", ["issuer", "issued"]),
        ("供水办法从什么时候开始施行？", "供水办法", ["effective"]),
        ("供水办法有效期到什么时候？", "供水办法", ["expires"]),
        ("供水办法是哪些部门联合印发的？", "供水办法", ["issuer"]),
        ("供水办法的发文字号", "供水办法", ["number"]),
        ("供水办法的文号、发文机关和施行日期分别是什么？", "供水办法", ["number", "issuer", "effective"]),
        ("供水办法废止了没有", "供水办法", ["standing"]),
        ("供水办法是否仍然有效？", "供水办法", ["standing"]),
        ("供水办法有没有被废止？", "供水办法", ["standing"]),
        ("《供水办法》这份文件是谁印发的", "《供水办法》", ["issuer"]),
        ("《关于文号是什么的通知》的来源", "《关于文号是什么的通知》", ["source"]),
        ("云政〔2029〕3号是什么文件", "云政〔2029〕3号", ["title"]),
        ("谁印发了供水办法？", "供水办法", ["issuer"]),
        ("What is the document number of 供水办法?", "供水办法", ["number"]),
        ("When does 供水办法 take effect?", "供水办法", ["effective"]),
    ],
)  # fmt: skip
def test_a_question_is_used_up_by_what_it_asks_and_a_name(asked, subject, fields):
    found = about_document(asked)
    assert (found.subject, list(found.fields)) == (subject, fields)


@pytest.mark.parametrize(
    "asked",
    [
        "供水办法规定了哪些收费？",
        "供水办法修订了什么？",
        "什么时候开始试点？",
        "供水办法是哪次会议修订的？",
        "最新的水价是多少？",
        "供水办法的主要内容是什么？",
        "第五批在2029年什么时候发布了结果？",
        "你好",
        "供水办法" * 60 + "的文号",
    ],
)
def test_other_questions_are_none(asked):
    assert about_document(asked) is None


@pytest.mark.parametrize(
    ("asked", "points", "certain"),
    [
        ("这份文件什么时候发布的？", True, True),
        ("该办法什么时候施行？", True, True),
        ("它的文号呢？", False, True),
        ("什么时候公布的？", False, False),
        ("谁发的？", False, False),
        ("还有效吗", False, False),
    ],
)
def test_without_a_name_the_question_points_or_is_uncertain(asked, points, certain):
    found = about_document(asked)
    assert (found.subject, found.points, found.certain) == ("", points, certain)


def test_money_is_handed_out_as_well():
    assert about_document("什么时候发？").loose
    assert not about_document("什么时候发布的？").loose


def test_the_day_of_validity_is_read():
    assert about_document("供水办法在2029年5月时还有效吗").day == "2029-05-31"
    assert about_document("供水办法2029年5月3日有效吗").day == "2029-05-03"


@pytest.mark.parametrize(
    ("asked", "subject"),
    [
        ("最新的供水办法是哪一份？", "供水办法"),
        ("供水办法最新的文号是多少？", "供水办法"),
        ("关于供水的最新文件是哪份", "关于供水的文件"),
    ],
)
def test_the_newest_is_asked_for(asked, subject):
    found = about_document(asked)
    assert (found.newest, found.subject) == (True, subject)


def test_the_same_is_asked_of_another_document():
    before = about_document("供水办法的文号是多少？")
    assert inherited("那排水办法呢？", before).subject == "排水办法"
    assert inherited("2029年的呢？", before).subject == "2029年的供水办法"
    assert inherited("排水办法收费吗？", before) is None


def test_quoted_names_are_read_whole():
    text = "《关于印发《供水办法》的通知》和《排水办法》"
    assert quoted_names(text) == ["关于印发《供水办法》的通知", "排水办法"]
