from __future__ import annotations

import pytest

from rag.question.subjects import lacks_subject, names_a_subject, subject_of


@pytest.mark.parametrize(
    "asked",
    [
        "海蓝市有多少家医院？",  # a place
        "《社区医院办法》什么时候开始实行？",
        "2031年有多少家医院？",
        "第二批有多少种？",
        "PD-1卖多少钱？",
        "家庭医生签约率是多少？",  # an uncommon word
        "How many hospitals are there?",
        "各地的学校和医院应当怎样保护学生和老人的身体？",  # long
    ],
)
def test_a_question_with_a_name_or_a_term_or_of_some_length_has_a_subject(asked: str) -> None:
    assert names_a_subject(asked)


@pytest.mark.parametrize(
    "asked", ["学院有多少位教师？", "医院有多少名医生？", "什么时候开始实行？"]
)
def test_a_short_question_of_common_words_has_none(asked: str) -> None:
    assert not names_a_subject(asked)


def test_words_that_were_said_before_are_not_its_own() -> None:
    assert names_a_subject("签约率是多少？", said="海蓝市有多少家医院")
    assert not names_a_subject("签约率是多少？", said="家庭医生签约率低的原因是什么")
    assert not names_a_subject("北京有多少家？", said="北京和上海的医院")
    assert names_a_subject("广州有多少家？", said="北京和上海的医院")


def test_a_long_question_has_no_subject_of_its_own_if_it_shares_a_word() -> None:
    asked = "各地的学校和医院应当怎样保护学生和老人的身体？"
    assert not names_a_subject(asked, said="医院建成以后由谁管理")


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("海蓝市建了多少家社区医院？", "海蓝市社区医院"),
        ("请介绍海蓝市的社区医院", "海蓝市的社区医院"),
        ("谁来制定《社区医院管理办法》？", "《社区医院管理办法》"),
        ("海蓝大学护理学院是哪一年成立的？", "海蓝大学护理学院"),
        ("怎么办？", ""),
        ("", ""),
    ],
)
def test_the_subject_is_the_first_noun_phrase(question: str, subject: str) -> None:
    assert subject_of(question) == subject


def test_what_is_asked_of_the_subject_is_left_out() -> None:
    def asked_for(noun: str) -> bool:
        return noun == "资金"

    assert subject_of("社区医院的资金由谁出？", asked_for) == "社区医院"
    assert subject_of("社区医院的药房由谁管？", asked_for) == "社区医院的药房"
    assert subject_of("护理学院学费是多少？") == "护理学院"
    assert subject_of("护士执业注册有效期几年？") == "护士执业注册"


@pytest.mark.parametrize(
    ("asked", "lacks"),
    [
        ("由谁负责？", True),
        ("过期了怎么办？", True),
        ("利息要交税吗？", True),  # a noun for what is asked of things
        ("能继承吗？", True),
        ("可以建高楼吗？", True),
        ("申请居住证要什么材料？", False),
        ("消毒剂的标签由谁审核？", False),
        ("冒领怎么处罚？", False),
        ("消毒剂利息多少？", False),
    ],
)
def test_a_question_lacks_a_subject_unless_it_names_a_thing(asked: str, lacks: bool) -> None:
    found = lacks_subject(asked, "护理学院是哪一年成立的？", lambda noun: noun.endswith("利息"))
    assert found is lacks


def test_a_year_before_what_has_a_number_of_its_own_lacks_no_subject() -> None:
    before = "海蓝和云岭的急救车多久派出？"
    assert lacks_subject("2025年目标是什么？", before, lambda noun: True)
    assert not lacks_subject("2024年第十批集采降价多少？", before, lambda noun: True)
