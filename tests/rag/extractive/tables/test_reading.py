from __future__ import annotations

import pytest

from rag.extractive.tables.grid import table_at
from rag.extractive.tables.reading import Found, read
from tests.rag.extractive.tables.samples import (
    BEDS,
    CARE,
    DRUGS,
    PHONES,
    PRICES,
    RATES,
    SUBSIDY,
    YEARS,
    article,
    asked,
)

GUIDE = article(PHONES, "租赁备案指南", "各街道服务中心联系方式")
CARE_RATES = article(CARE, "护理保险待遇", "表1 失能待遇（单位：元/月）", header_rows=2)
RATIO = article(RATES, "职工门诊统筹待遇")
FEES = article(PRICES, "护理价格调整方案", "附表 护理价格表（单位：元）")
STATISTICS = article(BEDS, "2030年卫生资源公报", "各区医疗资源")
CONTRIBUTION = article(YEARS, "缴费年限规定")
PENSION = article(SUBSIDY, "养老保险补贴标准")
CHOSEN = article(DRUGS, "中选药品价格表")


@pytest.mark.parametrize(
    ("inside", "question", "answer"),
    [
        (GUIDE, "青禾街服务中心的电话是多少？", "青禾街电话：**5550101**[1]"),
        (GUIDE, "青禾街北的电话是多少？", "青禾街北电话：**5550102**[1]"),
        (GUIDE, "西青禾街怎么联系？", "西青禾街电话：**5550103**[1]"),
        (GUIDE, "柏山镇新区服务中心在哪里？", "柏山镇新区地址：**新区路2号**[1]"),
        (
            CARE_RATES,
            "中度一级居家调整后是多少？",
            "中度一级居家调整后：**490**（单位：元/月）[1][2]",
        ),
        (RATIO, "三级医院起付线是多少？", "起付线（元），三级医院：**330**[1]"),
        (
            RATIO,
            "退休人员在三级医院的报销比例是多少？",
            "退休人员报销比例，三级医院：**67%**[1]",
        ),
        (FEES, "新生儿护理费调整后多少钱？", "新生儿护理费调整后价格：**46**（单位：元）[1][2]"),
        (STATISTICS, "北溪区有多少张床位？", "北溪区床位数（张）：**4,105**[1]"),
        (STATISTICS, "床位数一共多少张？", "合计床位数（张）：**10,501**[1]"),
        (CONTRIBUTION, "男职工2030年要缴满多少年？", "男职工2030年：**28年**[1][2]"),
        (PENSION, "每年缴1000元补贴多少？", "档次（元/年）：1000，补贴（元/年）：**110**[1]"),
        (
            PENSION,
            "重度残疾人的补贴是多少？",
            "档次（元/年）：200，重度残疾人，补贴（元/年）：**30**[1]",
        ),
        (CHOSEN, "贝洛尔片是哪家企业的？", "贝洛尔片企业：**北坡药业**[1]"),
        (
            CHOSEN,
            "0.5g*24粒的阿齐林胶囊中选价是多少？",
            "阿齐林胶囊，0.5g*24粒，中选价（元）：**9.8**[1]",
        ),
    ],
)
def test_one_cell_is_said_in_a_sentence(inside, question, answer) -> None:
    assert asked(inside, question) == answer


def rows(text: str) -> list[str]:
    """Return the lines of a Markdown table, without the one below its head."""
    return [line for line in text.split("\n") if line.startswith("| ") and "---" not in line]


@pytest.mark.parametrize(
    ("inside", "question", "shown"),
    [
        (
            GUIDE,
            "青禾街和明月镇的电话分别是多少？",
            ["| 街道 | 电话 |", "| 青禾街 | 5550101[1] |", "| 明月镇 | 5550106[2] |"],
        ),
        (
            FEES,
            "一级护理费调整前后分别是多少？",
            ["| 项目名称 | 调整前价格 | 调整后价格 |", "| 一级护理费 | **19**[2] | **41**[2] |"],
        ),
        (
            FEES,
            "专项护理调整后的价格是多少？",
            ["| 项目名称 | 调整后价格 |", "| 新生儿护理费 | 46[2] |", "| 口腔护理 | 9[3] |"],
        ),
        (
            RATIO,
            "在职职工在各级医院的报销比例分别是多少？",
            [
                "| 项目 | 一级医院 | 二级医院 | 三级医院 |",
                "| 在职职工报销比例 | **82%**[1] | **72%**[1] | **62%**[1] |",
            ],
        ),
        (
            RATIO,
            "二三级医院的起付线分别是多少？",
            ["| 项目 | 二级医院 | 三级医院 |", "| 起付线（元） | **220**[1] | **330**[1] |"],
        ),
        (
            STATISTICS,
            "各区床位数是多少？",
            [
                "| 区 | 床位数（张） |",
                "| 东溪区 | 3,520[1] |",
                "| 西溪区 | 2,876[2] |",
                "| 北溪区 | 4,105[3] |",
            ],
        ),
        (
            CHOSEN,
            "阿齐林胶囊的中选价是多少？",
            [
                "| 药品 | 规格 | 中选价（元） |",
                "| 阿齐林胶囊 | 0.25g*24粒[1] | 5.6[1] |",
                "| 阿齐林胶囊 | 0.5g*24粒[2] | 9.8[2] |",
            ],
        ),
        (
            CARE_RATES,
            "重度二级机构调整前后各是多少？",
            [
                "| 程度 | 等级 | 机构调整前 | 机构调整后 |",
                "| 重度[3] | 二级 | **1640**[2] | **1880**[2] |",
            ],
        ),
    ],
)
def test_several_cells_are_shown_as_a_table_of_what_is_asked(inside, question, shown) -> None:
    assert rows(asked(inside, question)) == shown


def test_the_caption_that_tells_the_unit_stands_above_the_table() -> None:
    assert asked(FEES, "一级护理费调整前后分别是多少？").startswith(
        "附表 护理价格表（单位：元）[1]\n"
    )


@pytest.mark.parametrize(
    ("inside", "question", "told"),
    [
        (STATISTICS, "哪个区的床位最多？", "北溪区床位数（张）：**4,105**[1]"),
        (STATISTICS, "哪个区医院数最少？", "西溪区医院数（家）：**9**[1]"),
    ],
)
def test_a_superlative_tells_the_row_above_what_it_is_compared_with(inside, question, told) -> None:
    first, *table = asked(inside, question).split("\n\n")
    assert first == told
    assert "合计" not in table[0] and len(rows(table[0])) == 4


def test_a_superlative_of_figures_that_cannot_be_compared_shows_the_rows_alone() -> None:
    mixed = article("区|床位数\n东溪区|3千张\n西溪区|约2876\n北溪区|4105", "各区床位数")
    assert asked(mixed, "哪个区的床位数最多？").startswith("| 区 | 床位数 |")


@pytest.mark.parametrize(
    ("inside", "question", "missing"),
    [
        (GUIDE, "红石街的电话是多少？", "红石街"),
        (GUIDE, "红石镇服务中心的电话是多少？", "红石镇"),
        (GUIDE, "新青禾街的电话是多少？", "新青禾街"),
        (GUIDE, "柏山镇老区的电话是多少？", "柏山镇老区"),
        (RATIO, "四级医院的起付线是多少？", "四级医院"),
        (STATISTICS, "中山区有多少张床位？", "中山区"),
        (STATISTICS, "2028年北溪区床位数是多少？", "2028年"),
        (CONTRIBUTION, "男职工2035年要缴满多少年？", "2035年"),
        (PENSION, "每年缴1500元补贴多少？", "1500"),
        (article("批次|降幅\n第二批|53%\n第三批|54%"), "第六批降幅是多少？", "第六批"),
    ],
)
def test_a_name_that_the_table_lacks_is_told(inside, question, missing) -> None:
    assert asked(inside, question) == f"没有{missing}"


@pytest.mark.parametrize(
    ("inside", "question"),
    [
        (GUIDE, "明月镇卫生院的电话是多少？"),  # another institution
        (CONTRIBUTION, "男职工体检做几次？"),
        (FEES, "护理管理有什么新规定？"),
        (STATISTICS, "药品采购怎么付款？"),
        (RATIO, "办理异地备案要几天？"),
    ],
)
def test_a_question_about_something_else_is_not_answered(inside, question) -> None:
    assert asked(inside, question) == ""


def test_an_ordinal_names_the_row_that_has_it() -> None:
    inside = article("批次|降幅\n第二批集中采购|53%\n第三批集中采购|54%", "集采回顾")
    assert asked(inside, "第三批集采的降幅是多少？") == "第三批集中采购降幅：**54%**[1]"


def test_rows_from_one_to_another_are_shown_with_those_between() -> None:
    inside = article("年份|收入（亿元）\n2027年|31\n2028年|32\n2029年|33\n2030年|34", "基金年报")
    found = rows(asked(inside, "2028年至2030年的收入分别是多少？"))
    assert [row[2:7] for row in found[1:]] == ["2028年", "2029年", "2030年"]


def test_a_difference_shows_what_it_is_between() -> None:
    found = rows(asked(RATIO, "一级医院和三级医院的起付线相差多少？"))
    assert found[0] == "| 项目 | 一级医院 | 三级医院 |"


def test_more_rows_than_can_be_read_are_not_shown() -> None:
    many = "\n".join(f"药{n}号|{'甲' if n % 2 else '乙'}江药厂|{n}" for n in range(1, 120))
    inside = article(f"药品|企业|价格（元）\n{many}", "价格表")
    assert asked(inside, "甲江药厂的价格是多少？") == ""
    assert asked(inside, "药17号的价格是多少？") == "药17号价格（元）：**17**[1]"


def test_a_table_none_of_whose_rows_is_named_needs_the_whole_name_of_a_column() -> None:
    whole, part = "2030年卫生资源的床位数是多少？", "2030年卫生资源的床位是多少？"
    block = next(block for block in STATISTICS.blocks if block.kind == "table")
    beds = table_at(STATISTICS, block.start)
    assert beds is not None
    assert isinstance(read(beds, whole, 0, len(whole)), Found)
    assert not isinstance(read(beds, part, 0, len(part)), Found)


def test_each_month_tells_a_rate_and_asks_for_no_row() -> None:
    inside = article("批次|开始时间|平均降幅\n首批|2031年5月|52%\n次批|2031年9月|59%", "集采概况")
    block = next(block for block in inside.blocks if block.kind == "table")
    table = table_at(inside, block.start)
    assert table is not None
    asked_of = "药品快递量平均每月多少？"
    assert not isinstance(read(table, asked_of, 0, len(asked_of)), Found)
