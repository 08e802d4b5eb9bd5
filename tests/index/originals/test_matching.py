"""Quotes are found in the characters of a file, whatever the file does to them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.originals.matching import Characters, Wanted, fold_text, merged, within


def found(text: str, quote: str, before: str = "", after: str = "") -> list[str]:
    ranges = Characters(text).find(Wanted(quote, before, after))
    return [text[start:end] for start, end in ranges]


@pytest.mark.parametrize(
    ("text", "quote", "there"),
    [
        ("甲乙。社区医\n院达到 120 家。", "社区医院达到120家", ["社区医\n院达到 120 家"]),
        ("全市达到１２０家（Ａ类）", "达到120家(A类)", ["达到１２０家（Ａ类"]),
        ("the of\ufb01ce is open", "The office is open", ["the of\ufb01ce is open"]),
        ("inter-\nnational", "international", ["inter-\nnational"]),
        ("10⁹ 个", "10⁹个", ["10⁹ 个"]),
        ("⼀级医院", "一级医院", ["⼀级医院"]),
    ],
    ids=["line", "width", "ligature", "hyphen", "power", "radical"],
)
def test_breaks_widths_and_ligatures_do_not_matter(text: str, quote: str, there: list[str]) -> None:
    assert found(text, quote) == there


def test_a_running_head_between_two_pages_is_left_out() -> None:
    text = "经费由省和市两级\n— 3 —\n清河省政务公开\n财政按六比四分担。"
    quote = "经费由省和市两级财政按六比四分担。"
    assert found(text, quote) == ["经费由省和市两级", "财政按六比四分担"]


def test_cells_whose_lines_the_file_mixes_are_found() -> None:
    text = "项目数注\n门诊统筹12345\n支付90\n以上"
    quote = "门诊统筹支付\t12345 90"
    assert sorted(found(text, quote)) == ["12345", "90", "支付", "门诊统筹"]


def test_of_two_like_places_the_text_around_tells_the_right_one() -> None:
    text = "第9条 保存不少于五年。第10条 保存不少于五年。第11条"
    [(start, _)] = Characters(text).find(Wanted("保存不少于五年", "第10条", "。第11条"))
    assert start == text.rindex("保存")


def test_a_figure_is_found_by_its_row_and_not_at_all_where_nothing_tells_which_it_is() -> None:
    text = "东湖 35 101\n西山 18 35\n合计 53 136"
    [(start, _)] = Characters(text).find(Wanted("35", "西山\t18\t", "\n合计"))
    assert start == text.rindex("35")
    assert found(text, "35") == []
    assert found(text, "136") == ["136"]


def test_a_quote_that_is_not_there_is_not_found() -> None:
    assert (
        found("社区医院达到120家，资金由两级财政分担。", "疫苗冷链记录至少保存五年以备核查") == []
    )
    assert found("", "社区医院") == []
    assert found("社区医院", "。，") == []


def test_short_pieces_far_away_are_not_taken_for_parts_of_a_quote() -> None:
    text = "社区医院达到很多家" + "空" * 400 + "本年"
    assert found(text, "社区医院达到本年") == ["社区医院达到"]


def test_characters_outside_of_the_basic_plane_do_not_break_a_quote() -> None:
    text = "\ud840\udc0b某药品名称"  # as PDFium gives 𠀋
    assert found(text, "𠀋某药品名称") == ["某药品名称"]


def test_a_hostile_text_is_searched_in_little_time() -> None:
    began = time.process_time()
    Characters("1" * 40_000 + "2").find(Wanted("13" * 2_000, "1" * 60, "1" * 60))
    Characters("一二" * 20_000).find(Wanted("一二" * 500 + "三", "一二" * 30))
    assert time.process_time() - began < 3


@given(st.text(alphabet="一二三ab12 ，\n", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_every_stretch_of_a_text_is_found_in_it(text: str, start: int, end: int) -> None:
    quote = text[start:end]
    ranges = Characters(text).find(Wanted(quote, text[:start], text[max(start, end) :]))
    assert "".join(fold_text(text[a:b]) for a, b in ranges) == fold_text(quote)


def test_ranges_are_merged_and_cut() -> None:
    assert merged([(5, 7), (0, 2), (2, 3), (6, 9)]) == [(0, 3), (5, 9)]
    assert within([(0, 3), (5, 9), (11, 12)], 2, 11) == [(2, 3), (5, 9)]
    assert within([], 0, 5) == []
