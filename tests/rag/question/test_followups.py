from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.question.followups import REASON, of_article, standalone
from rag.question.swapping import Meanings
from tests.rag.question.conversation import FIRST, user
from tests.rag.question.meanings import FakeMeanings

SHARE = "职工医保三级医院住院支付比例是多少？"
RULES = "《海蓝市社区医院办法》的有效期是多久？"
COLLEGE = "护理学院是哪一年成立的？"


def text(asked: str, *before: str, meanings: Meanings | None = None) -> str:
    return standalone(asked, user(*before), meanings).text


def likened(asked: str, before: str, **alike: Sequence[str]) -> str:
    """Return the standalone form, where the words of each list are alike in meaning."""
    return text(asked, before, meanings=FakeMeanings(*alike.values()))


def test_without_history_a_question_stays_as_it_is() -> None:
    assert text("那它呢？") == "那它呢？"


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
        "什么是门诊统筹？",
        "我国有多少家医院？",
        "护士 工资 规定",
        "骗保怎么处罚？",
        "化妆品广告禁止哪些内容？",
        "消毒剂的标签由谁审核？",
        "消毒剂",
    ],
)
def test_a_question_about_something_else_stays_as_it_is(asked: str) -> None:
    meanings = FakeMeanings(asked_for=["内容", "标签", "标准"])
    assert text(asked, FIRST) == asked
    assert text(asked, FIRST, meanings=meanings) == asked


@pytest.mark.parametrize(
    ("before", "asked", "expected"),
    [
        (SHARE, "居民医保呢？", "居民医保三级医院住院支付比例是多少？"),
        (SHARE, "那二级医院呢", "职工医保二级医院住院支付比例是多少？"),
        (SHARE, "二级呢？", "职工医保二级医院住院支付比例是多少？"),
        (SHARE, "居民医保是多少？", "居民医保三级医院住院支付比例是多少？"),
        ("第二批耗材平均降价多少？", "那第三批呢？", "第三批耗材平均降价多少？"),
        ("耗材平均降价多少？", "第三批呢？", "第三批耗材平均降价多少？"),
        (FIRST, "2022年呢？", "海蓝市2022年建了多少家社区医院？"),
        (FIRST, "换成2022年呢？", "海蓝市2022年建了多少家社区医院？"),
        (FIRST, "去年呢？", "海蓝市去年建了多少家社区医院？"),
        ("2019年至2021年建了多少家？", "2022年呢？", "2022年建了多少家？"),
        ("北京建了多少家医院？", "上海呢？", "上海建了多少家医院？"),
        ("北京建了多少家医院？", "江城市的情况怎么样？", "江城市建了多少家医院？"),
        ("北京有多少家医院？", "上海有多少家？", "上海有多少家医院？"),
        ("耗材平均降价多少？", "上海呢？", "上海的耗材平均降价多少？"),
        ("瑞舒伐他汀降价多少？", "阿托伐他汀呢？", "阿托伐他汀降价多少？"),
        ("《甲办法》第五条规定了什么？", "第六条呢？", "《甲办法》第六条规定了什么？"),
        (RULES, "第六条呢？", "《海蓝市社区医院办法》第六条规定了什么？"),
    ],
)
def test_what_a_follow_up_names_takes_the_place_of_its_like(before, asked, expected) -> None:
    assert text(asked, before) == expected


@pytest.mark.parametrize(
    ("before", "asked", "expected"),
    [
        (FIRST, "那签约率呢？", "2021年海蓝市社区医院的签约率是多少？"),
        (FIRST, "签约率？", "2021年海蓝市社区医院的签约率是多少？"),
        (RULES, "目的呢？", "《海蓝市社区医院办法》的目的是什么？"),
        ("药品许可证由谁发？", "有效期呢？", "药品许可证的有效期是多久？"),
        ("药品许可证由谁发？", "办理时间呢？", "药品许可证的办理时间是什么时候？"),
        ("药品许可证由谁发？", "被吊销了呢？", "药品许可证被吊销了怎么办？"),
    ],
)
def test_something_else_is_asked_of_what_the_question_before_is_about(
    before, asked, expected
) -> None:
    assert text(asked, before) == expected


def test_a_thing_takes_the_place_of_the_noun_likest_in_meaning() -> None:
    people = ["居民", "职工"]
    assert likened("居民呢？", SHARE, people=people) == "居民医保三级医院住院支付比例是多少？"
    care = ["门诊", "住院"]
    assert likened("门诊呢？", SHARE, care=care) == "职工医保三级医院门诊支付比例是多少？"


def test_what_is_asked_for_takes_the_place_of_what_was_only_if_alike() -> None:
    asked_for = ["起付线", "支付比例"]
    found = text("起付线呢？", SHARE, meanings=FakeMeanings(asked_for, asked_for=asked_for))
    assert found == "职工医保三级医院住院起付线是多少？"
    found = text("起付线呢？", SHARE, meanings=FakeMeanings(asked_for=["起付线"]))
    assert found == "职工医保三级医院住院的起付线是什么？"


@pytest.mark.parametrize(
    ("before", "asked", "expected"),
    [
        (COLLEGE, "学院有多少位教师？", "护理学院有多少位教师？"),
        (COLLEGE, "有多少位教师？", "护理学院有多少位教师？"),
        (COLLEGE, "什么时候开始招生？", "护理学院什么时候开始招生？"),
        (RULES, "由谁负责？", "《海蓝市社区医院办法》由谁负责？"),
        (RULES, "什么时候开始？", "《海蓝市社区医院办法》什么时候开始？"),
        ("长期护理保险补贴多少？", "怎么申请？", "长期护理保险怎么申请？"),
        ("长期护理保险补贴多少？", "需要什么材料？", "长期护理保险需要什么材料？"),
        ("第二批耗材平均降价多少？", "中选了多少种？", "第二批耗材中选了多少种？"),
    ],
)
def test_a_question_without_a_subject_gets_that_of_the_question_before(
    before, asked, expected
) -> None:
    assert text(asked, before) == expected


def test_a_noun_for_what_is_asked_of_things_needs_their_name() -> None:
    asked = "有效期多久？"
    meanings = FakeMeanings(asked_for=["有效期"])
    assert text(asked, "药品许可证由谁发？", meanings=meanings) == f"药品许可证的{asked}"


def test_what_was_asked_for_is_no_part_of_the_subject() -> None:
    meanings = FakeMeanings(asked_for=["学费", "院长"])
    assert text("院长是谁？", "护理学院的学费由谁定？", meanings=meanings) == "护理学院的院长是谁？"


def test_a_question_without_a_subject_stays_where_the_one_before_has_none_either() -> None:
    assert text("学院有多少位教师？", "怎么？") == "学院有多少位教师？"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("那它们的签约率是多少？", "海蓝市社区医院的签约率是多少？"),
        ("其中有全科医生的有多少家？", "海蓝市社区医院中有全科医生的有多少家？"),
        ("这个目标哪一年完成？", "海蓝市社区医院的目标哪一年完成？"),
        ("该市一共投入了多少资金？", "海蓝市一共投入了多少资金？"),
        ("这些医院有多少名医生？", "海蓝市社区医院有多少名医生？"),
    ],
)
def test_a_pronoun_is_replaced_by_what_it_stands_for(asked: str, expected: str) -> None:
    assert text(asked, FIRST) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("第二批耗材平均降价多少？", "第二批耗材平均降价的原因是什么？"),
        (COLLEGE, "护理学院成立的原因是什么？"),
        (SHARE, "职工医保三级医院住院支付比例的原因是什么？"),
        ("护理学院可以招外省学生吗？", "护理学院可以招外省学生的原因是什么？"),
    ],
)
@pytest.mark.parametrize("asked", ["为什么？", "那原因呢？", "这是为什么呢"])
def test_why_asks_for_the_reason_of_what_was_asked(before, expected, asked) -> None:
    found = standalone(asked, user(before))
    assert (found.text, found.named) == (expected, REASON)


def test_the_grounds_of_what_was_asked_are_asked_for() -> None:
    assert text("法律依据呢？", COLLEGE) == "护理学院成立的法律依据是什么？"


@pytest.mark.parametrize("asked", ["依据是什么？", "法律依据有哪些？", "依据呢？"])
def test_the_grounds_may_be_asked_for_in_a_whole_question(asked: str) -> None:
    grounds = "法律依据" if "法律" in asked else "依据"
    assert text(asked, "药店骗保怎么处罚？") == f"药店骗保处罚的{grounds}是什么？"


def test_a_figure_is_asked_of_the_year_of_the_question_before() -> None:
    before = "2018年医保谈判平均降幅是多少？"
    assert text("谈成了几个？", before) == "2018年医保谈判谈成了几个？"
    assert text("谁来主持？", before) == "医保谈判谁来主持？"


def test_a_year_alone_names_no_subject() -> None:
    meanings = FakeMeanings(asked_for=["目标"])
    before = "海蓝市信息化规划由谁发布？"
    assert text("2025年目标是什么？", before, meanings=meanings).startswith("海蓝市信息化规划")
    assert text("2025年春节放几天假？", before, meanings=meanings) == "2025年春节放几天假？"


def test_what_something_is_done_to_is_the_subject_of_a_noun() -> None:
    before = "申请护士执业注册应当具备哪些条件？"
    meanings = FakeMeanings(asked_for=["有效期"])
    assert text("有效期多久？", before, meanings=meanings) == "护士执业注册的有效期多久？"


def test_a_question_that_names_the_subject_again_stays_as_it_is() -> None:
    assert text("两次献血间隔多久？", "献血的年龄要求是多少岁？") == "两次献血间隔多久？"


def test_the_thing_that_a_follow_up_names_is_told() -> None:
    assert standalone("居民医保呢？", user(SHARE)).named == "居民医保"
    assert standalone("由谁负责？", user(RULES)).named == ""
    assert standalone("2022年建了多少家医院？", user(SHARE)).named == ""


@pytest.mark.parametrize(
    ("before", "asked", "expected"),
    [
        ("What was the rate in 2021?", "And in 2022?", "What was the rate in 2022?"),
        ("耗材平均降价多少？", "And in 2022?", "2022年耗材平均降价多少？"),
        ("How much do employees pay?", "Who decides that?", "Who decides that?"),
    ],
)
def test_follow_ups_in_english(before: str, asked: str, expected: str) -> None:
    assert text(asked, before) == expected


def test_thanks_and_blank_turns_are_skipped() -> None:
    assert text("谢谢", FIRST) == "谢谢"
    assert text("那签约率呢？", FIRST, "好的，谢谢", "  ") == "2021年海蓝市社区医院的签约率是多少？"
    assert text("那签约率呢？", "你好") == "那签约率呢？"


def test_a_chain_of_follow_ups_keeps_what_it_is_about() -> None:
    assert text("一级呢？", SHARE, "居民医保呢？") == "居民医保一级医院住院支付比例是多少？"
    assert text("由谁负责？", FIRST, "那签约率呢？") == "海蓝市社区医院由谁负责？"


def test_the_assistants_turns_are_ignored() -> None:
    history = [{"role": "assistant", "content": "全市建成30家社区医院[1]"}]
    assert standalone("那签约率呢？", history).text == "那签约率呢？"


def test_a_long_question_before_is_cut() -> None:
    assert len(text("那签约率呢？", "海" * 5000 + "有多少？")) < 400


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


def context(asked: str, before: str) -> str:
    return standalone(asked, user(before)).context


@pytest.mark.parametrize(
    "asked",
    [
        "那签约率呢？",  # the text keeps the subject alone of the question before
        "它的签约率是多少？",
        "那江原省政府怎么看？",  # names something, but not what is judged
        "江原省政府认为这对医院有什么影响？",
        "为什么？",
        "平均降价多少？",
    ],
)
def test_a_follow_up_keeps_the_question_before_as_its_context(asked: str) -> None:
    assert context(asked, FIRST) == FIRST


@pytest.mark.parametrize(
    "asked",
    [
        "2022年呢？",  # all other words of the question before are in the text
        "山岭省的县医院2020年一共接诊了多少人次？",
        "这两年山岭省的医保报销政策有什么变化？",
        "山岭省这样的医院有多少家？",
    ],
)
def test_a_new_question_and_one_that_holds_all_of_the_one_before_have_no_context(
    asked: str,
) -> None:
    assert context(asked, FIRST) == ""


def test_the_context_of_a_chain_is_the_standalone_form_of_the_question_before() -> None:
    found = standalone("那签约率呢？", user(FIRST, "2022年呢？"))
    assert found.context == "海蓝市2022年建了多少家社区医院？"


def test_a_pause_after_what_is_asked_about_is_left_out() -> None:
    assert text("那它的签约率呢，从多少涨到多少？", FIRST).endswith("医院的签约率从多少涨到多少？")


def test_a_comparison_is_asked_of_what_the_question_before_says() -> None:
    before = "第二批耗材平均降价多少？"
    assert text("跟第一批比呢？", before) == "第二批耗材平均降价跟第一批比怎么样？"
