from __future__ import annotations

from dataclasses import replace
from time import perf_counter

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


@pytest.mark.parametrize(
    ("asked", "text", "bold"),
    [
        ("车位租期有多长？", "车位租期为七年零六个月。", ["七年零六个月"]),
        ("充电总量达到多少？", "充电总量超过3亿千瓦时，其中夜间1亿千瓦时。", ["3亿千瓦时"]),
        ("车位保护几年？", "车位保护期为三十年、二十年、十年。", ["三十年", "二十年", "十年"]),
        (
            "乱停车罚多少？",
            "乱停车的，可以处50元以下的罚款；逾期不改的，处50元以上100元以下的罚款。",
            ["50元以下", "50元以上100元以下"],
        ),
        (
            "多长时间内要拖车？",
            "八秒内接听电话，接到指令后三分钟内派拖车，拖走车辆。",
            ["三分钟"],
        ),
    ],
)
def test_a_figure_is_highlighted_whole_and_with_those_that_answer_with_it(
    asked: str, text: str, bold: list[str]
) -> None:
    assert highlighted(asked, text) == bold


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


@pytest.mark.parametrize(
    ("asked", "text", "bold"),
    [
        (  # what was saved, not what was spent
            "停车改造每年能省多少钱？",
            "原年停车支出46.5万元，改造后预计每年可节省停车支出26.6万元。",
            ["26.6万元"],
        ),
        (
            "改造原来一年的支出是多少？",
            "原年停车支出46.5万元，改造后预计每年可节省停车支出26.6万元。",
            ["46.5万元"],
        ),
        (  # what a thing's price became, not by how much, nor another's
            "地锁均价降到多少？",
            "道闸降幅40%，均价从9万元降至5万元；地锁降幅50%，均价从4万元/个降至2万元/个。",
            ["2万元"],
        ),
        ("地锁降幅多大？", "道闸降幅40%，价格为5万元；地锁降幅50%，价格为2万元。", ["50%"]),
        (
            "地锁均价从多少降到多少？",
            "道闸均价从9万元降至5万元；地锁均价从4万元降至2万元，降幅50%。",
            ["4万元", "2万元"],
        ),
        ("入住率2033年是多少？", "入住率从2031年的70%上升到2033年的88%。", ["88%"]),
        (
            "通过信件提出的有多少件？占比多少？",
            "网上提出658件，占比78%；通过信件提出186件，占比22%。",
            ["186件", "22%"],
        ),
        (
            "改造惠及多少名住户，减轻负担多少？",
            "改造惠及31.1万名住户，减轻负担36.4亿元。",
            ["31.1万名", "36.4亿元"],
        ),
        ("假期几天，从哪天到哪天？", "假期从2月4日至10日，共7天。", ["2月4日至10日", "7天"]),
        ("中签的企业有多少家？", "33个地块122家企业报名，最终32个地块77家企业中签。", ["77家"]),
        (
            "什么时候之前要交材料？",
            "1月26日开始受理，采用2031年材料，于2月16日24:00前提交材料。",
            ["2月16日24:00"],
        ),
        ("有多少职工和车位？", "车场有职工24名、车位380个。", ["24名", "380个"]),
        (
            "车主能补贴多久？",
            "停满一年的，补贴最长为12个月；停满五年的，补贴最长为18个月。",
            ["12个月", "18个月"],
        ),
        ("停满2年能补贴多久？", "停满一年的，补贴最长为12个月；停满五年的，补贴最长为18个月。", []),
        (
            "三级车场的补贴比例是多少？",
            "补贴比例为：一级车场90%；二级车场80%；三级车场65%。",
            ["65%"],
        ),
        (  # the deadline, not the year beside the words asked about
            "车场什么时候之前要交数据？",
            "各区导入2031年停车数据供车场参考，车场须填报并于2月16日24:00前提交。",
            ["2月16日24:00"],
        ),
        ("车位的平均降价是多少？", "选择3个城区的车位降价。", []),
        ("住户有多少？", "住户占全市一半以上，有7亿多。", ["7亿多"]),
        ("会员数有多少？", "会员数已越过5000万，占市场的1/3。", ["5000万"]),
    ],
)
def test_of_several_figures_each_part_gets_its_own(asked: str, text: str, bold: list[str]) -> None:
    assert highlighted(asked, text) == bold


def test_of_a_figure_asked_again_for_another_year_the_other_is_highlighted() -> None:
    text = "2031年，车位占1.5%，到2033年占比已突破10%。"
    assert highlighted("车位的占比2031年是多少，2033年呢？", text) == ["1.5%", "10%"]


def test_a_year_that_the_text_says_before_the_one_that_is_meant_leads_to_no_other_date() -> None:
    text = "自2031年7月12日东湖馆开放后，相隔半年，2月3日西山馆、3月19日北渡馆开放。"
    assert highlighted("西山馆2032年几月几号开放？", text) == ["2月3日"]


def test_each_compared_thing_gets_the_figure_of_its_own_statement() -> None:
    question = understand("东湖和西山的车场在多长时间内要拖车？")
    texts = [
        "东湖车场应当在三分钟内派出拖车。",
        "西山的拖车记录保存两年。",
        "西山车场应当在四分钟内派出拖车。",
    ]
    none = float("-inf")
    scores = [[2, none], [none, 8], [none, 7]]
    quoted = [
        statement(candidate(one_block_article(text=text)), text, own)
        for text, own in zip(texts, scores, strict=True)
    ]
    blocks = highlight(
        [AnswerBlock.paragraph(t, n) for n, t in enumerate(texts, 1)], question, quoted
    )
    bold = [span.text for block in blocks for span in block.spans if span.bold]
    assert bold == ["三分钟", "四分钟"]


def test_a_part_without_a_statement_of_its_own_is_looked_for_in_those_of_the_others() -> None:
    text = "车位使用量增加50%，但停车费减少5.2%。"
    question = understand("车位使用量增加了多少？停车费减少了多少？")
    best = statement(candidate(one_block_article(text=text)), text, [0])
    part = replace(question, parts=question.parts[:1])
    given = {1: "停车费减少了多少"}
    blocks = highlight([AnswerBlock.paragraph(text, 1)], part, [best], (0,), given)
    assert [s.text for block in blocks for s in block.spans if s.bold] == ["50%", "5.2%"]


def test_text_that_invites_going_back_takes_little_time() -> None:
    started = perf_counter()
    for piece in (
        "1",
        "一",
        "从",
        "1,",
        "从1到",
        "《",
        "1月",
        "约",
        "30家、",
        "减少",
        "最多",
        "1%；",
    ):
        text = piece * (2000 // len(piece))
        for asked in ("从多少降到多少？", "有多少家？", "每年减少多少？", "哪天开始？"):
            highlighted(asked, text)
    assert perf_counter() - started < 5
