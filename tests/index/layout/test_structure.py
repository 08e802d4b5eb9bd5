from __future__ import annotations

import re
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.layout.parts import heading, plain
from index.layout.structure import structure, structure_parts
from index.loading.loader import read_documents
from index.text.lines import wrap_width
from tests.data.fixtures import blocks_of
from tests.paths import SHARED

CORPUS = SHARED / "corpus"
TEXT = "县医保局每季度公布一次药价，村民在手机上就能查到自己买的药降了多少。"
OPEN = "青川县有四十二个行政村，去年底全部村卫生室都接通了医保结算系统"


def headings(*lines: str) -> list[str]:
    return [text for kind, text in blocks_of(*lines) if kind == "heading"]


def test_a_sentence_broken_by_the_page_is_rejoined() -> None:
    assert blocks_of(OPEN, "", "12 / 65", "，村民买药不用再跑县城。", TEXT) == [
        ("paragraph", OPEN + "，村民买药不用再跑县城。"),
        ("paragraph", TEXT),
    ]


def test_a_heading_after_an_unfinished_line_is_kept() -> None:
    assert ("heading", "二、保障") in blocks_of(OPEN, "二、保障", TEXT)


def test_hard_wrapped_lines_are_joined_to_paragraphs() -> None:
    text = "县医保局每季度公布一次药价，村民在手机上就能查到自己买的药降了多少" * 3 + "。"
    lines = [text[i : i + 32] for i in range(0, len(text), 32)]
    assert blocks_of(*lines, "药价怎么查", *lines, wrap=64) == [
        ("paragraph", text),
        ("heading", "药价怎么查"),
        ("paragraph", text),
    ]


def test_a_bold_question_cut_by_the_page_is_one_heading() -> None:
    first, rest = "青川县实行村卫生室集中采购药品一年以来到底取得了什", "么样的成效？"
    assert headings(TEXT, f"**{first}**", rest, TEXT) == [first + rest]


def test_an_item_cut_by_a_figure_is_rejoined() -> None:
    long = (
        "每季度核对一次药价，把结果贴在村卫生室门口，村民可以随时查看，也可以打电话询问县医保局，"
    )
    cut = "（2）把各乡镇的结果汇总成表后"
    lines = (f"（1）{long}再登记。", cut, "报给市医保局。", f"（3）{long}再归档。")
    assert ("paragraph", cut + "报给市医保局。") in blocks_of(TEXT, *lines)


def test_bullets_are_items() -> None:
    assert blocks_of(TEXT, "- 登记身份证号", "* 核验参保状态。") == [
        ("paragraph", TEXT),
        ("item", "登记身份证号"),
        ("item", "核验参保状态。"),
    ]


def table(*rows: str, before: tuple[str, ...] = (TEXT,)) -> list[tuple[int, str]]:
    text, blocks = structure([*before, *rows, TEXT])
    return [(b.header_rows, text[b.start : b.end]) for b in blocks if b.kind == "table"]


def test_rows_with_tabs_form_one_table_despite_blank_lines_and_empty_cells() -> None:
    rows = ("地区\t医院（家）\t签约率", "", "东湖 区\t 40\t78%", "", "西山区\t35\t")
    assert table(*rows) == [(1, "地区\t医院（家）\t签约率\n东湖区\t40\t78%\n西山区\t35\t")]


def test_formulas_stay_readable_in_their_paragraph() -> None:
    formula = r"拨付额 = $\frac{\text{点数}}{\text{总点数}} \times \text{预算}$，按季度结清。"
    assert blocks_of(TEXT, formula)[1] == ("paragraph", "拨付额=点数÷总点数×预算，按季度结清。")


def test_lines_without_text_give_no_blocks() -> None:
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
    """Compare with headings (levels 1, 2, 3) and tables counted by hand in the printed issues."""
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


def test_many_short_lines_in_a_row_are_a_list() -> None:
    words = [f"药品{n}" for n in range(30)]
    _, blocks = structure([*words, "上述药品由县里统一采购，每季度公布一次价格。"])
    assert {b.kind for b in blocks[:30]} == {"item"}
    _, blocks = structure([*words[:3], "上述药品由县里统一采购，每季度公布一次价格。"])
    assert [b.kind for b in blocks[:3]] == ["heading"] * 3


@pytest.mark.parametrize("line", ["药", "药" * 30, "药" * 33, "药\t1"])
def test_reading_time_is_linear_in_the_number_of_lines(line: str) -> None:
    lines = [line] * 8_000
    began = time.process_time()
    text, _ = structure(lines, wrap_width(lines))
    assert time.process_time() - began < 8  # quadratic, it would take minutes
    assert len(text) >= 8_000 * len(line)


def test_heading_levels_come_from_the_format_or_else_from_the_numbering() -> None:
    named = [heading("甲", 2), plain("文字。"), heading("乙", 5), heading("粗体"), plain("文字。")]
    assert [b.level for b in structure_parts(named)[1]] == [1, 0, 2, 3, 0]
    bare = [plain("一、采购"), plain("统一采购。"), plain("（一）价格"), plain("每季度公布。")]
    assert [b.level for b in structure_parts(bare)[1]] == [1, 0, 2, 0]
