from __future__ import annotations

import re

import pytest

from index.layout.parts import MAX_HEADING
from index.layout.structure import structure
from tests.data.fixtures import blocks_of

TEXT = "县医保局每季度公布一次药价，村民在手机上就能查到自己买的药降了多少。"


def headings(*lines: str) -> list[str]:
    return [text for kind, text in blocks_of(*lines) if kind == "heading"]


def outline(*lines: str) -> list[tuple[int, str]]:
    text, blocks = structure(lines)
    return [(b.level, text[b.start : b.end]) for b in blocks if b.kind == "heading"]


@pytest.mark.parametrize(
    "line",
    [
        "## 村卫生室怎么用药",
        "###### 村卫生室怎么用药",
        "**村卫生室怎么用药**",
        "# **村卫生室怎么用药**",
        "村卫生室怎么用药",
        "一、村卫生室怎么用药",
        "（一）村卫生室怎么用药",
        "1、村卫生室怎么用药",
        "01 村卫生室怎么用药",
        "■STEP1：村卫生室怎么用药",
        "**林知秋：**",
        "林知秋：",
    ],
)
def test_every_form_of_heading_is_found(line: str) -> None:
    clean = re.sub(r"[#*]|(?<=01) ", "", line).strip()
    assert blocks_of(TEXT, line, TEXT) == [
        ("paragraph", TEXT),
        ("heading", clean),
        ("paragraph", TEXT),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "村卫生室用药从此有了保障。",
        "村卫生室用药，",
        "“村卫生室用药有了保障”",
        "2020年5月4日",
        "东医保发〔2020〕15 号",
        "首页 > 政策 > 解读",
        "药" * (MAX_HEADING // 2 + 1),
        "资料来源：县医保局",
        "图1 药价走势",
    ],
)
def test_other_short_lines_are_not_headings(line: str) -> None:
    assert headings(TEXT, line, TEXT) == []


def test_the_last_line_is_not_a_heading() -> None:
    assert headings(TEXT, "## 药价怎么查") == []


def test_one_word_lines_above_text_are_headings() -> None:
    places = ["东湖", "西山", "南岭", "北原"]
    lines = [line for place in places for line in (place, TEXT)]
    assert headings(*lines) == places


def test_numbered_sentences_in_a_row_are_not_headings() -> None:
    steps = [f"{n}、到乡镇卫生院登记身份证号和手机号。" for n in range(1, 5)]
    assert blocks_of(TEXT, *steps, TEXT) == [("paragraph", line) for line in (TEXT, *steps, TEXT)]


def test_numbered_short_lines_in_a_row_are_not_headings() -> None:
    assert headings(TEXT, "1、登记；", "2、核验；", "3、结算；", TEXT) == []


def test_questions_of_an_interview_are_headings() -> None:
    assert blocks_of(
        "问：门诊统筹从哪天开始？", "答：从六月一日开始。", "问：在哪里结算？", TEXT
    ) == [
        ("heading", "问：门诊统筹从哪天开始？"),
        ("paragraph", "答：从六月一日开始。"),
        ("heading", "问：在哪里结算？"),
        ("paragraph", TEXT),
    ]


def test_levels_follow_numbering_styles_rather_than_markdown_marks() -> None:
    assert outline(
        *("#### 一、目标", TEXT, "# （一）药价", TEXT, "1、公布", TEXT),
        *("## 2、核对", TEXT, "（二）结算", TEXT, "# 二、保障", TEXT, "（一）经费", TEXT),
    ) == [
        *((1, "一、目标"), (2, "（一）药价"), (3, "1、公布")),
        *((3, "2、核对"), (2, "（二）结算"), (1, "二、保障"), (2, "（一）经费")),
    ]


def test_a_short_line_above_a_table_is_its_caption() -> None:
    found = blocks_of(TEXT, "各区医院数量", "地区\t医院", "东湖区\t40", TEXT)
    assert [kind for kind, _ in found] == ["paragraph", "caption", "table", "paragraph"]


def test_the_salutation_and_letterhead_of_a_notice_are_not_headings() -> None:
    lines = [
        "某委员会文件",
        "清卫〔2031〕3号",
        "各市、县卫生健康委：",
        "现将有关事项通知如下。",
        "请照办。",
    ]
    assert {b.kind for b in structure(lines)[1]} == {"paragraph"}


@pytest.mark.parametrize(
    "line",
    [
        "（清医保办发〔2031〕19号）",
        "（清河市卫生局令第53号）",
        "（2031年2月14日发布 自2031年5月1日起施行）",
        "清河市财政局2031年4月24日",
        "制定机关：清河市人大常委会",
        "第12号",
    ],
)
def test_lines_of_metadata_are_not_headings(line: str) -> None:
    assert headings(line, TEXT, TEXT) == []


def test_a_contents_list_holds_no_headings() -> None:
    chapters = ["第一章总则", TEXT, "第二章待遇", TEXT]
    assert outline("目 录", "第一章总则", "第二章待遇", *chapters) == outline(*chapters)
    assert headings("目录", "第一章总则……1", "第二章待遇……3", *chapters) == chapters[::2]


def test_the_rows_of_a_law_database_are_not_headings() -> None:
    rows = ["制定机关：清河市人大常委会", "法律性质：地方性法规"]
    assert headings(*rows, TEXT, TEXT) == []
