from __future__ import annotations

import re
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.layout.parts import MAX_HEADING, heading, numbering, plain
from index.layout.structure import structure, structure_parts
from index.layout.tables import header_rows, split_tables
from index.loading.loader import read_documents
from index.text.lines import wrap_width
from tests.data.fixtures import read
from tests.paths import SHARED

CORPUS = SHARED / "corpus"
TEXT = "县医保局每季度公布一次药价，村民在手机上就能查到自己买的药降了多少。"
OPEN = "青川县有四十二个行政村，去年底全部村卫生室都接通了医保结算系统"


def headings(*lines: str) -> list[str]:
    return [text for kind, text in read(*lines) if kind == "heading"]


def outline(*lines: str) -> list[tuple[int, str]]:
    text, blocks = structure(lines)
    return [(b.level, text[b.start : b.end]) for b in blocks if b.kind == "heading"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("一、总体目标", "han"),
        ("（一）基本原则", "han-bracket"),
        ("(十二)保障措施", "han-bracket"),
        ("1、建账", "digit"),
        ("3. 结算", "digit"),
        ("2.1医务人员", "decimal"),
        ("（3）监测", "digit-bracket"),
        ("1）采集", "digit-half"),
        ("②聚类", "circle"),
        ("01整体架构", "zero"),
        ("■STEP1：登记", "step"),
        ("◆提高质量", "mark"),
        ("一是建账", "han-is"),
        ("第一部分 背景", "part"),
        ("2.5%的居民", ""),
        ("12.5亿元", ""),
        ("2021年起", ""),
        ("一个目标", ""),
    ],
)
def test_numbering_is_named_by_its_kind(line: str, name: str) -> None:
    assert numbering(line) == name


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
def test_headings_of_every_dress_are_found(line: str) -> None:
    clean = re.sub(r"[#*]|(?<=01) ", "", line).strip()
    assert read(TEXT, line, TEXT) == [("paragraph", TEXT), ("heading", clean), ("paragraph", TEXT)]


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
def test_other_short_lines_are_no_headings(line: str) -> None:
    assert headings(TEXT, line, TEXT) == []


def test_the_last_line_heads_nothing() -> None:
    assert headings(TEXT, "## 药价怎么查") == []


def test_one_word_headings_each_stand_above_their_text() -> None:
    places = ["东湖", "西山", "南岭", "北原"]
    lines = [line for place in places for line in (place, TEXT)]
    assert headings(*lines) == places


def test_a_list_of_numbered_sentences_is_no_row_of_headings() -> None:
    steps = [f"{n}、到乡镇卫生院登记身份证号和手机号。" for n in range(1, 5)]
    assert read(TEXT, *steps, TEXT) == [("paragraph", line) for line in (TEXT, *steps, TEXT)]


def test_numbered_short_lines_in_a_row_are_no_headings_but_the_one_before_text_may_be() -> None:
    assert headings(TEXT, "1、登记；", "2、核验；", "3、结算；", TEXT) == []


def test_question_and_answer_turns() -> None:
    assert read("问：门诊统筹从哪天开始？", "答：从六月一日开始。", "问：在哪里结算？", TEXT) == [
        ("heading", "问：门诊统筹从哪天开始？"),
        ("paragraph", "答：从六月一日开始。"),
        ("heading", "问：在哪里结算？"),
        ("paragraph", TEXT),
    ]


def test_levels_follow_the_order_of_numberings_not_the_marks() -> None:
    assert outline(
        *("#### 一、目标", TEXT, "# （一）药价", TEXT, "1、公布", TEXT),
        *("## 2、核对", TEXT, "（二）结算", TEXT, "# 二、保障", TEXT, "（一）经费", TEXT),
    ) == [
        *((1, "一、目标"), (2, "（一）药价"), (3, "1、公布")),
        *((3, "2、核对"), (2, "（二）结算"), (1, "二、保障"), (2, "（一）经费")),
    ]


def test_a_sentence_broken_by_the_page_is_joined() -> None:
    assert read(OPEN, "", "12 / 65", "，村民买药不用再跑县城。", TEXT) == [
        ("paragraph", OPEN + "，村民买药不用再跑县城。"),
        ("paragraph", TEXT),
    ]


def test_a_printed_heading_after_an_open_line_is_not_swallowed() -> None:
    assert ("heading", "二、保障") in read(OPEN, "二、保障", TEXT)


def test_hard_wrapped_lines_are_joined_up_to_the_paragraphs_end() -> None:
    text = "县医保局每季度公布一次药价，村民在手机上就能查到自己买的药降了多少" * 3 + "。"
    lines = [text[i : i + 32] for i in range(0, len(text), 32)]
    assert read(*lines, "药价怎么查", *lines, wrap=64) == [
        ("paragraph", text),
        ("heading", "药价怎么查"),
        ("paragraph", text),
    ]


def test_a_bold_question_cut_by_the_page_is_one_heading() -> None:
    first, rest = "青川县实行村卫生室集中采购药品一年以来到底取得了什", "么样的成效？"
    assert headings(TEXT, f"**{first}**", rest, TEXT) == [first + rest]


def test_an_item_cut_by_a_figure_is_joined_as_its_siblings_are_whole() -> None:
    long = (
        "每季度核对一次药价，把结果贴在村卫生室门口，村民可以随时查看，也可以打电话询问县医保局，"
    )
    cut = "（2）把各乡镇的结果汇总成表后"
    lines = (f"（1）{long}再登记。", cut, "报给市医保局。", f"（3）{long}再归档。")
    assert ("paragraph", cut + "报给市医保局。") in read(TEXT, *lines)


def test_bullets_are_items() -> None:
    assert read(TEXT, "- 登记身份证号", "* 核验参保状态。") == [
        ("paragraph", TEXT),
        ("item", "登记身份证号"),
        ("item", "核验参保状态。"),
    ]


def table(*rows: str, before: tuple[str, ...] = (TEXT,)) -> list[tuple[int, str]]:
    text, blocks = structure([*before, *rows, TEXT])
    return [(b.header_rows, text[b.start : b.end]) for b in blocks if b.kind == "table"]


def test_rows_with_tabs_are_one_table_over_blank_lines_and_empty_cells() -> None:
    rows = ("地区\t医院（家）\t签约率", "", "东湖 区\t 40\t78%", "", "西山区\t35\t")
    assert table(*rows) == [(1, "地区\t医院（家）\t签约率\n东湖区\t40\t78%\n西山区\t35\t")]


def test_every_row_before_the_values_is_a_header() -> None:
    rows = [
        "地区\t门诊\t\t住院",
        "\t人次\t费用\t人次",
        "东湖区\t1200\t35\t80",
        "西山区\t900\t30\t60",
    ]
    assert header_rows(rows) == 2


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (["指标\t2019年\t2020年", "门诊\t30\t40", "住院\t5\t6"], 1),
        (["门诊\t30\t40", "住院\t5\t6"], 0),
        (["地区\t做法", "东湖区\t每季度公布一次药价", "西山区\t在村卫生室门口贴出药价"], 1),
        (["东湖区\t每季度公布一次药价并且贴在门口", "西山区\t贴出药价"], 0),
        (["只有一行\t40"], 0),
    ],
)
def test_header_rows_are_told_from_values(rows: list[str], count: int) -> None:
    assert header_rows(rows) == count


def test_a_title_row_opens_a_new_table() -> None:
    first = ["地区\t人次", "东湖区\t40"]
    second = ["收费情况\t", "项目\t金额", "门诊\t35"]
    assert split_tables(first + second) == [first, second]


def test_a_numbered_or_indented_row_opens_none() -> None:
    rows = ["地区\t人次", "2020年\t", "\t合计", "东湖区\t40"]
    assert split_tables(rows) == [rows]


def test_a_bare_line_above_a_table_is_its_caption() -> None:
    found = read(TEXT, "各区医院数量", "地区\t医院", "东湖区\t40", TEXT)
    assert [kind for kind, _ in found] == ["paragraph", "caption", "table", "paragraph"]


@pytest.mark.parametrize(
    "line", ["表1 各区医院", "图 3-1 药价走势", "资料来源：县医保局", "注：按常住人口计"]
)
def test_names_and_credits_of_figures_are_captions(line: str) -> None:
    assert read(TEXT, line, TEXT)[1][0] == "caption"


def test_formulas_stay_readable_in_their_paragraph() -> None:
    formula = r"拨付额 = $\frac{\text{点数}}{\text{总点数}} \times \text{预算}$，按季度结清。"
    assert read(TEXT, formula)[1] == ("paragraph", "拨付额=点数÷总点数×预算，按季度结清。")


def test_nothing_gives_nothing() -> None:
    assert structure(["", "  ", "3 / 9", "\t\t"]) == ("", ())


MARKS = ["", "# ", "一、", "（二）", "3、", "04", "- ", "问：", "答：", "表1 ", "■", "**"]
LINE = st.builds(
    lambda mark, text: mark + text + ("**" if mark == "**" else ""),
    st.sampled_from(MARKS),
    st.text(alphabet="东江医保药价签约\t 12.%，。？：；“”", max_size=70),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINE, max_size=12), st.sampled_from([None, 64]))
def test_every_chinese_character_is_kept_and_blocks_tile_the_text(
    lines: list[str], wrap: int | None
) -> None:
    text, blocks = structure(lines, wrap)
    assert _chinese(text) == _chinese("".join(lines))
    assert [b.start for b in blocks] == [0, *(b.end + 1 for b in blocks[:-1])][: len(blocks)]
    assert (blocks[-1].end if blocks else 0) == len(text)
    assert all((b.level > 0) == (b.kind == "heading") for b in blocks)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=10), st.integers(1, 80) | st.none())
def test_any_lines_can_be_read(lines: list[str], wrap: int | None) -> None:
    text, blocks = structure(lines, wrap)
    assert all(text[b.start : b.end].strip() for b in blocks)


def _chinese(text: str) -> str:
    return "".join(re.findall(r"[\u4e00-\u9fff]", text))


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the real corpus is absent")
def test_hand_counted_headings_and_tables_of_the_corpus() -> None:
    """Article → headings of level 1, 2 and 3, as counted in the printed issue."""
    articles = {a.id: a for a in read_documents([CORPUS]).articles}
    levels = {
        "2023-02/3": [31],  # a heading a province
        "2023-02/8": [9],  # nine questions, 01 to 09
        "2023-02/2": [4],
        "2021-11-01/8": [5],
        "2021-11-01/9": [3, 10],
        "2022-03-14/8": [4, 3, 11],
        "2021-01-25/4": [6],  # questions of an interview
        "2022-01-24/8": [16],
        "2022-01-24/12": [6],
    }
    for key, expected in levels.items():
        found = Counter(b.level for b in articles[key].blocks if b.kind == "heading")
        assert [found[level] for level in sorted(found)] == expected, key
    tables = {"2022-01-24/1": 6, "2021-11-01/4": 2, "2022-03-14/12": 1, "2023-02/3": 0}
    for key, count in tables.items():
        assert sum(b.kind == "table" for b in articles[key].blocks) == count, key


def test_a_long_row_of_bare_lines_is_a_list_not_headings() -> None:
    words = [f"药品{n}" for n in range(30)]
    _, blocks = structure([*words, "上述药品由县里统一采购，每季度公布一次价格。"])
    assert {b.kind for b in blocks[:30]} == {"item"}
    _, blocks = structure([*words[:3], "上述药品由县里统一采购，每季度公布一次价格。"])
    assert [b.kind for b in blocks[:3]] == ["heading"] * 3


def test_the_salutation_and_letterhead_of_a_notice_are_no_headings() -> None:
    lines = [
        "某委员会文件",
        "清卫〔2031〕3号",
        "各市、县卫生健康委：",
        "现将有关事项通知如下。",
        "请照办。",
    ]
    assert {b.kind for b in structure(lines)[1]} == {"paragraph"}


@pytest.mark.parametrize("line", ["药", "药" * 30, "药" * 33, "药\t1"])
def test_many_lines_are_read_in_time_that_grows_with_their_number(line: str) -> None:
    lines = [line] * 8_000
    began = time.process_time()
    text, _ = structure(lines, wrap_width(lines))
    assert time.process_time() - began < 8  # quadratic, it would take minutes
    assert len(text) >= 8_000 * len(line)


def test_parts_nest_as_their_format_says_and_else_as_they_look() -> None:
    named = [heading("甲", 2), plain("文字。"), heading("乙", 5), heading("粗体"), plain("文字。")]
    assert [b.level for b in structure_parts(named)[1]] == [1, 0, 2, 3, 0]
    bare = [plain("一、采购"), plain("统一采购。"), plain("（一）价格"), plain("每季度公布。")]
    assert [b.level for b in structure_parts(bare)[1]] == [1, 0, 2, 0]
