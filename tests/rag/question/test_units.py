from __future__ import annotations

import time

import pytest

from rag.question.units import numbers_said, units


def answers(said: str, asked: str) -> bool:
    """Return whether a text has a number with the unit that a question asks for."""
    found = units(asked)
    assert found
    return bool(found.asked.search(said))


@pytest.mark.parametrize(
    "said",
    ["7.5%", "7.5％", "5.0‰", "百分之四", "千分之三", "10万分之九", "5.2/10万", "每十万人9例",
     "三成", "2倍", "提高5个百分点", "三分之一", "2/3", "20比1", "为1.3，"],
)  # fmt: skip
@pytest.mark.parametrize(
    "asked", ["死亡率是多少？", "死亡率？", "下降了百分之几？", "占多少比例？"]
)
def test_any_form_of_a_share_answers_for_a_share(asked: str, said: str) -> None:
    assert answers(said, asked)


def test_a_share_in_words_is_read_with_its_decimals() -> None:
    share = units("缴费比例是多少？")
    found = share and share.asked.search("为百分之五点五，")
    assert found and found[0] == "百分之五点五"


@pytest.mark.parametrize(
    "said",
    [
        "30元",
        "2.5亿元",
        "3亿港元",
        "500美金",
        "三千卢布",
        "20英镑",
        "1.2万欧元",
        "¥30",
        "5万块",
        "8亿日圆",
        "5000多万，",
    ],
)
@pytest.mark.parametrize(
    "asked", ["花了多少钱？", "花了多少美元？", "要多少经费？", "费用是多少？"]
)
def test_any_currency_answers_for_money(asked: str, said: str) -> None:
    assert answers(said, asked)


@pytest.mark.parametrize("said", ["30日", "三个月", "5个工作日", "半年", "24小时", "2周", "每季度"])
def test_any_length_of_time_answers_how_long(said: str) -> None:
    assert answers(said, "要多久？")


def test_a_unit_of_time_is_answered_with_itself_first_and_with_others_too() -> None:
    found = units("几天能办好？")
    assert found is not None
    assert found.asked.search("15个工作日内办结，即5天")
    assert not found.asked.search("24小时内")
    assert found.family.search("24小时内")


@pytest.mark.parametrize("said", ["2030年", "3月15日", "第三年"])
def test_a_date_is_no_length_of_time(said: str) -> None:
    assert not answers(said, "要几天？")


@pytest.mark.parametrize(
    "said",
    ["2033年6月1日", "6月1日", "3月上旬", "2033年底", "2033年", "二〇三三年六月一日", "三月"],
)
@pytest.mark.parametrize("asked", ["什么时候开始？", "何时建成？", "哪一年建成？", "开放日期是？"])
def test_any_form_of_a_date_answers_for_a_date(asked: str, said: str) -> None:
    assert answers(said, asked)


@pytest.mark.parametrize("said", ["30家", "75%", "不久以后", "48小时内", "全年"])
def test_a_count_a_share_or_a_time_is_no_date(said: str) -> None:
    assert not answers(said, "哪一年开始？")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("有多少间病房？", "病房30间"),
        ("有多少间病房？", "三十个病房"),
        ("有多少种药？", "12个品种"),
        ("用了多少吨？", "1,200余吨"),
        ("有多少架飞机？", "十多架"),
        ("派了几艘船？", "两艘"),
        ("全市有多少人？", "1.2万人"),
        ("抽多少毫升血？", "200毫升"),
    ],
)
def test_whatever_is_counted_is_read_from_the_question(asked: str, said: str) -> None:
    assert answers(said, asked)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("死亡率是多少？", "共30家"),
        ("死亡率是多少？", "完成后"),
        ("花了多少钱？", "共30家"),
        ("有多少间病房？", "共30人"),
        ("几天能办好？", "共30家"),
        ("有多少间病房？", "这间病房"),
    ],
)
def test_another_kind_of_unit_does_not_answer(asked: str, said: str) -> None:
    assert not answers(said, asked)


@pytest.mark.parametrize(
    "asked",
    [
        "费率由谁确定？",
        "最多能多到什么程度？",
        "哪几家医院？",
        "这几年怎么样？",
        "几乎没有是为什么？",
        "有哪几种药？",
        "分几个方面？",
        "第几次修订？",
        "换了几个人，应该怎么办？",
        "效率怎样？",
    ],
)
def test_words_that_ask_for_no_unit_have_none(asked: str) -> None:
    assert units(asked) is None


@pytest.mark.parametrize("said", ["30家", "2.5亿元", "三成", "5‰"])
def test_a_bare_number_is_answered_with_any_figure(said: str) -> None:
    assert answers(said, "一共建成多少？")
    assert not answers("第三条一定要补贴", "一共补贴多少？")


def test_an_event_answers_when_in_part() -> None:
    found = units("什么时候报告？")
    assert found is not None
    assert not found.asked.search("有效期满时，应当报告")
    assert found.family.search("有效期满时，应当报告")


def test_another_unit_of_things_is_of_the_family_and_a_time_or_a_share_is_not() -> None:
    found = units("有多少位专家？")
    assert found and not found.asked.search("30名")
    assert found.family.search("30名")
    assert not any(found.family.search(said) for said in ("30日", "三成", "百分之四"))


def test_what_is_measured_is_not_answered_by_a_number_of_things() -> None:
    for asked in ("有多少公里？", "平均多少岁？", "占地多少平方米？"):
        found = units(asked)
        assert found and not found.family.search("共30家")
        assert found.family.search("75km")


def test_numbers_in_words_of_two_characters_or_more_are_said() -> None:
    assert numbers_said("共1,200家，占百分之四十，三十日内统一") == {"1,200", "百分之四十", "三十"}


@pytest.mark.parametrize(
    "text", ["1" * 50_000, "一" * 50_000, "1 " * 25_000, "1," * 25_000, " " * 50_000]
)
@pytest.mark.parametrize("asked", ["有多少间？", "死亡率是多少？", "花了多少钱？", "要多久？"])
def test_a_long_run_of_digits_takes_no_long_time(asked: str, text: str) -> None:
    began = time.perf_counter()
    found = units(asked)
    assert found
    found.asked.search(text)
    found.family.search(text)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    "said", ["二十万元", "500元以上", "三成", "65%", "罚没款的百分之五", "一倍以上三倍以下"]
)
@pytest.mark.parametrize(
    "asked",
    [
        "举报骗保最高奖多少？",
        "乱停车罚多少",
        "住院能报多少？",
        "没备案少报多少？",
        "每年要缴多少？",
    ],
)
def test_what_is_paid_is_answered_with_money_or_a_share(asked: str, said: str) -> None:
    assert answers(said, asked)


@pytest.mark.parametrize("said", ["2人以上", "30日内", "3张表"])
def test_a_count_is_not_what_is_paid(said: str) -> None:
    assert not answers(said, "举报骗保最高奖多少？")


def test_what_is_handed_in_is_no_payment() -> None:
    assert answers("交3份材料", "办证要交多少份材料？")
    assert not answers("交30元", "办证要交多少份材料？")


def test_one_is_no_number_of_what_is_counted_by_another_measure() -> None:
    assert not answers("培育一批企业", "培育多少家企业？")
    assert answers("培育一千户企业", "培育多少家企业？")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("最长要多少天？", "应当在30日内完成"),
        ("要等几个月？", "满六个自然月"),
        ("交多少个星期？", "连续三周"),
        ("许可证有效期是多少？", "有效期为5年"),
        ("办理时限为多少？", "二十个工作日"),
        ("通知的文号是多少？", "国办发〔2019〕3号"),
        ("发文字号是多少？", "（卫办〔2003〕15号）"),
        ("咨询电话是多少？", "请拨打0577-88236541"),
        ("客服热线是多少？", "拨打12393热线"),
        ("邮编是多少？", "邮政编码310006"),
    ],
)
def test_other_names_of_a_unit_and_numbers_that_only_name_are_answers(
    asked: str, said: str
) -> None:
    assert answers(said, asked)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("几天能办好？", "24小时内"),
        ("有效期是多少？", "罚款5万元"),
        ("文号是多少？", "罚款5万元"),
        ("电话是多少？", "共有350人"),
        ("假期补助分期多少？", "每月5日"),
    ],
)
def test_numbers_of_another_kind_are_none(asked: str, said: str) -> None:
    assert not answers(said, asked)


def test_whether_a_number_is_needed_asks_for_none() -> None:
    assert units("酱菜要不要批准文号？") is None
    assert units("投诉要不要留电话？") is None


def test_who_settles_an_amount_asks_for_no_figure() -> None:
    assert units("船员该领多少津贴，由哪个部门核定？") is None
    assert units("押金是多少元，由谁收取？") is not None


@pytest.mark.parametrize(
    ("asked", "said", "other"),
    [
        ("占地面积是多少？", "35万平方米", "3家医院"),
        ("占地面积有多大？", "20公顷", "前15位"),
        ("床位数是多少？", "2380张", "前15位"),
        ("规划人口是多少？", "约40万人", "占比70%"),
        ("注册资本是多少？", "5000万元", "17家机构"),
    ],
)
def test_what_is_measured_tells_the_unit(asked: str, said: str, other: str) -> None:
    assert answers(said, asked)
    assert not answers(other, asked)
