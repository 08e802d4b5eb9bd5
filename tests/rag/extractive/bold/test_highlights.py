from __future__ import annotations

import pytest

from rag.blocks import AnswerBlock, plain_text
from rag.extractive.bold.highlights import highlight
from rag.question.understanding import understand
from tests.rag.extractive.builders import candidate, one_block_article, statement


def highlighted(asked: str, text: str, shown: str | None = None) -> list[str]:
    question = understand(asked)
    best = statement(candidate(one_block_article(text=text)), text, [0] * len(question.parts))
    blocks = highlight([AnswerBlock.paragraph(shown or text, 1)], question, [best])
    assert plain_text(blocks) == f"{shown or text}[1]"
    return [span.text for block in blocks for span in block.spans if span.bold]


def test_the_only_figure_with_the_unit_asked_for_is_highlighted() -> None:
    assert highlighted("建成多少家医院？", "去年投入300万元，建成30家医院。") == ["30家"]


def test_a_figure_after_the_number_of_an_article_is_highlighted_where_a_blank_is_shown() -> None:
    text, shown = "第五条药店每年检查四十次。", "第五条 药店每年检查四十次。"
    assert highlighted("每年检查多少次？", text, shown) == ["四十次"]


def test_a_date_is_highlighted_where_one_is_asked_for() -> None:
    assert highlighted("什么时候开始执行？", "新目录于2031年3月1日起执行。") == ["2031年3月1日"]


def test_nothing_is_highlighted_where_two_figures_may_be_meant() -> None:
    assert highlighted("有多少家医院？", "东湖30家，西山12家。") == []


def test_of_two_figures_the_one_that_counts_the_noun_is_highlighted() -> None:
    assert highlighted("共有多少个品种？", "目录有59个品种、208个品规。") == ["59个"]


def test_several_figures_are_highlighted_where_several_are_asked_for() -> None:
    asked = "药占比从百分之几降到了百分之几？"
    assert highlighted(asked, "药占比从36.7%降到32.2%。") == ["36.7%", "32.2%"]


def test_a_figure_in_the_question_is_not_highlighted() -> None:
    assert highlighted("签约的30家占多少家？", "签约30家，共有80家。") == ["80家"]


@pytest.mark.parametrize("asked", ["谁提出的？", "为什么下降？"])
def test_nothing_is_highlighted_where_no_figure_is_asked_for(asked: str) -> None:
    assert highlighted(asked, "共有80家。") == []


def test_nothing_is_highlighted_where_the_statement_is_not_shown_verbatim() -> None:
    assert highlighted("共有多少家？", "共有80家。", "医院（家数：80）") == []


def test_of_two_figures_the_one_beside_the_words_asked_about_is_highlighted() -> None:
    asked = "绿地占比要达到百分之几？"
    assert highlighted(asked, "把绿地占比提高到40%，道路密度控制在20%。") == ["40%"]


def test_of_two_items_of_a_clause_the_one_named_is_highlighted() -> None:
    text = "先后开放了3月2日东湖馆、4月9日西山馆、5月1日北渡馆"
    assert highlighted("西山馆是几月几日开放的？", text) == ["4月9日"]


@pytest.mark.parametrize(
    ("asked", "text", "bold"),
    [
        ("逾期罚多少钱？", "逾期的，处1万元以上5万元以下罚款。", "1万元以上5万元以下"),
        (
            "展览从哪天到哪天？",
            "展览时间为2031年1月1日至2031年3月5日。",
            "2031年1月1日至2031年3月5日",
        ),
        ("要有多少名会员？", "3.有50名以上的会员。", "50名以上"),
    ],
)
def test_both_ends_of_a_span_are_highlighted_as_one(asked: str, text: str, bold: str) -> None:
    assert highlighted(asked, text) == [bold]


def test_how_often_does_not_answer_when() -> None:
    assert highlighted("什么时候提交报告？", "报告每年提交一次。") == []
    assert highlighted("多久提交一次报告？", "报告每年提交一次。") == ["每年"]


def test_an_average_is_highlighted_where_one_is_asked_for() -> None:
    text = "去年接待30次，为十年来年均12次的两倍多。"
    assert highlighted("平均一年接待多少次？", text) == ["12次"]


def test_two_questions_in_one_part_get_two_figures() -> None:
    text = "东湖馆有30名馆员、12名志愿者。"
    assert highlighted("东湖馆有几名馆员几名志愿者？", text) == ["30名", "12名"]


@pytest.mark.parametrize(
    ("asked", "text", "bold"),
    [
        ("停车费标准由谁制定？", "停车费标准由市价格主管部门制定。", ["市价格主管部门"]),
        (
            "要向哪个部门备案？",
            "车场应当自开业之日起向所在地区公安机关备案。",
            ["所在地区公安机关"],
        ),
        ("谁负责停车管理？", "第三条 市交通局负责停车管理工作。", ["市交通局"]),
        ("由谁提名、谁聘任？", "站长由区交通局提名，区人民政府聘任。", ["区交通局", "区人民政府"]),
        ("停车费由谁制定？", "停车费由物价局会同财政局制定。", ["物价局会同财政局"]),
    ],
)
def test_the_organisation_asked_for_is_highlighted(asked: str, text: str, bold: list[str]) -> None:
    assert highlighted(asked, text) == bold


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("停车费怎么制定？", "停车费标准由市价格主管部门制定。"),
        ("谁来赔偿损失？", "车主与车场协商解决。"),
        ("谁当总指挥？", "市政府主管领导担任总指挥。"),
    ],
)
def test_no_organisation_is_highlighted_where_none_is_asked_for_or_certain(
    asked: str, text: str
) -> None:
    assert highlighted(asked, text) == []


def test_a_unit_is_highlighted_whole() -> None:
    assert highlighted("每次可以抽多少？", "每次抽取二百毫升。") == ["二百毫升"]


def test_a_day_without_a_number_answers_no_date() -> None:
    assert highlighted("利息算到哪天？", "利息加收至还款的前一日。") == []


def test_who_is_told_answers_no_question_of_who_decides() -> None:
    text = "车场变更名称的，应当向区交通局报告。"
    assert highlighted("名称变更由谁决定？", text) == []
    assert highlighted("名称变更要向谁报告？", text) == ["区交通局"]


def several(asked: str, *texts: str) -> list[str]:
    """Highlight in statements of which each answers less well than the one before."""
    question = understand(asked)
    quoted = [
        statement(candidate(one_block_article(text=text)), text, [-place] * len(question.parts))
        for place, text in enumerate(texts)
    ]
    blocks = highlight([AnswerBlock.paragraph(text, 1) for text in texts], question, quoted)
    return [span.text for block in blocks for span in block.spans if span.bold]


@pytest.mark.parametrize(
    ("asked", "text", "bold"),
    [
        (
            "为多少名住户减轻负担多少万元？",
            "已为31名困难住户减轻负担36万元，另有2万元结余。",
            ["31名", "36万元"],
        ),
        ("调查了多少个街道多少个小区？", "共调查9个街道60个小区。", ["9个", "60个"]),
        ("涉及多少个品种？平均降价多少？", "共61个品种，平均降价56%。", ["61个", "56%"]),
        ("比例从多少降到多少？", "目标比例为27%，比例已从29.3%降到27.7%。", ["29.3%", "27.7%"]),
        ("筹资总额2032年是多少？", "筹资总额从首年的12亿元提高到2032年的15亿元。", ["15亿元"]),
        ("发生多少起融资？", "共发生36起融资，金额131亿元。", ["36起"]),
        ("用户规模多大？", "用户规模达2.9亿，同比增长38%。", ["2.9亿"]),
        ("号牌尺寸是多少毫米？", "号牌规格为480毫米×140毫米。", ["480毫米×140毫米"]),
        ("收到材料几天内答复？", "应当自收到材料之日起7日内答复。", ["7日"]),
        ("方案什么时候印发？", "2031年10月，市局印发《三年方案（2031—2035年）》。", ["2031年10月"]),
        ("目录是哪天公布的？", "2031年度目录于3月5日公布。", ["3月5日"]),
    ],
)
def test_each_figure_is_found_by_the_words_that_ask_for_it(
    asked: str, text: str, bold: list[str]
) -> None:
    assert highlighted(asked, text) == bold


@pytest.mark.parametrize(
    ("asked", "text", "bold"),
    [
        ("停车证 有效期", "停车证有效期为5年。", ["5年"]),
        ("东湖馆 批复日期", "东湖馆于2031年3月2日批复。", ["2031年3月2日"]),
        ("逾期停车 罚款倍数", "逾期的，处停车费2倍以上5倍以下罚款。", ["2倍以上5倍以下"]),
        ("停车证怎么算有效期", "停车证有效期为5年。", []),
    ],
)
def test_key_words_ask_for_what_the_last_measures(asked: str, text: str, bold: list[str]) -> None:
    assert highlighted(asked, text) == bold


def test_a_figure_that_the_best_statement_lacks_is_looked_for_in_the_next() -> None:
    texts = "停车场由市交通局管理。", "停车场建成车位30个。"
    assert several("停车场建成多少个车位？", *texts) == ["30个"]
    assert several("停车场建成多少个车位？", texts[0], "另有12个出口。") == []


@pytest.mark.parametrize(
    ("asked", "text", "bold"),
    [
        ("药费降到了多少？", "药费从一年9000多元直接降至200多元。", ["200多元"]),
        ("收到多少份申请？", "全年共收到申请845件。", ["845件"]),
        ("收到多少份申请？", "全年共收到申请845件，办结30项。", []),
    ],
)
def test_what_is_reached_and_the_only_count_are_highlighted(
    asked: str, text: str, bold: list[str]
) -> None:
    assert highlighted(asked, text) == bold
