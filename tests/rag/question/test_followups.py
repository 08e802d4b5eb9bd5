from __future__ import annotations

import pytest

from rag.question.followups import of_article, standalone
from tests.rag.question.conversation import FIRST, user


def test_without_history_a_question_stays_as_it_is() -> None:
    assert standalone("那它呢？", []) == ("那它呢？", 0)


@pytest.mark.parametrize(
    "asked",
    [
        "山岭省的县医院2020年一共接诊了多少人次？",
        "这两年山岭省的医保报销政策有什么变化？",
        "他汀类药物的集采平均降价幅度是多少？",
        "阿托伐他汀和吉西他滨哪一个先进入了集采目录？",
        "其他省份的家庭医生签约率大约是多少？",
        "其它省份的家庭医生签约率大约是多少？",
        "再生医学产品的审批要经过哪些主要步骤？",
        "那曲地区的乡镇卫生院有多少名全科医生？",
    ],
)
def test_a_self_contained_question_stays_as_it_is(asked: str) -> None:
    assert standalone(asked, user(FIRST)) == (asked, 0)


@pytest.mark.parametrize(
    "asked",
    [
        "那它们的签约率呢？",
        "其中配备了两名以上全科医生的社区医院有多少家？",
        "这个目标打算在哪一年之前全部完成？",
        "他认为社区医院最缺的是哪一类医务人员？",
        "该市的财政为社区医院一共投入了多少资金？",
        "签约率呢？",
    ],
)
def test_the_question_before_is_put_in_front_of_a_follow_up(asked: str) -> None:
    text, end = standalone(asked, user("山岭省的情况怎么样，请介绍一下？", FIRST))
    assert text == f"{FIRST[:-1]}；{asked}"
    assert text[end:] == asked


@pytest.mark.parametrize("asked", ["学院有多少位教师？", "社区医院什么时候开始实行？"])
def test_a_question_without_a_subject_gets_that_of_the_question_before(asked: str) -> None:
    before = "海蓝大学护理学院是哪一年成立的？"
    assert standalone(asked, user(before)) == (f"海蓝大学护理学院；{asked}", 9)
    assert standalone(asked, user(before, "那教师呢？", asked))[0].startswith("海蓝大学护理学院；")


def test_a_question_without_a_subject_stays_where_the_one_before_has_none_either() -> None:
    assert standalone("学院有多少位教师？", user("怎么办？")) == ("学院有多少位教师？", 0)


def test_thanks_between_two_questions_is_no_follow_up() -> None:
    assert standalone("谢谢", user(FIRST)) == ("谢谢", 0)


def test_a_chain_of_follow_ups_goes_back_to_the_question_that_stands_by_itself() -> None:
    asked = "那再下一年呢？"
    text, end = standalone(asked, user("更早的一个完整的问题有多少字？", FIRST, "那签约率呢？"))
    assert text == f"{FIRST[:-1]}；那签约率呢；{asked}"
    assert text[end:] == asked


def test_thanks_and_blank_turns_are_skipped() -> None:
    text, _ = standalone("那签约率呢？", user(FIRST, "好的，谢谢", "  "))
    assert text == f"{FIRST[:-1]}；那签约率呢？"
    assert standalone("那签约率呢？", user("你好")) == ("那签约率呢？", 0)


def test_the_assistants_turns_are_ignored() -> None:
    history = [{"role": "assistant", "content": "全市建成30家社区医院[1]"}]
    assert standalone("那签约率呢？", history) == ("那签约率呢？", 0)


def test_a_long_question_before_is_cut() -> None:
    text, end = standalone("那签约率呢？", user("海" * 5000 + "有多少？"))
    assert len(text) < 400
    assert text[end:] == "那签约率呢？"


def test_another_batch_or_year_replaces_the_one_before() -> None:
    text, _ = standalone("那第三批呢？", user("第二批耗材集采平均降价多少？"))
    assert text == "第三批耗材集采平均降价多少；那第三批呢？"
    text, _ = standalone("那2022年呢？", user(FIRST))
    assert text == "海蓝市2022年建了多少家社区医院；那2022年呢？"


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("这篇文章主要讲了什么？", "《甲》主要讲了什么？"),
        ("本文提出了哪些措施？", "《甲》提出了哪些措施？"),
        ("文章里说平均降价多少？", "《甲》里说平均降价多少？"),
        ("主要讲了什么？", "《甲》主要讲了什么？"),
        ("总结一下要点", "《甲》总结一下要点"),
        ("平均降价多少？", "平均降价多少？"),
        ("该文件从哪天起执行？", "该文件从哪天起执行？"),
    ],
)
def test_a_question_about_an_article_as_a_whole_gets_its_title(asked, named):
    assert of_article(asked, "甲") == named
