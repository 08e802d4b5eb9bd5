from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.lines import (
    ends_sentence,
    fills_print,
    is_footer,
    join,
    strip_markup,
    tidy,
    tidy_text,
    width,
    wrap_width,
)


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("**降价 12.5%**", "降价12.5%"),
        ("[青川县药价](#)（来源：东江日报）", "青川县药价（来源：东江日报）"),
        ("355 <sup>*</sup> 件", "355 *件"),
        ("<ul style='color:red'> 门诊用药", "门诊用药"),
        ('<img alt="图一"/>见下图', "见下图"),
        (r"药品\*与耗材\_目录", "药品*与耗材_目录"),
        ("药&nbsp;店 &amp; 医院", "药店&医院"),
        ("\ufeff门\u200b诊", "门诊"),
        ("\uf06c 统筹", "统筹"),
        ("2020 年　５ 月", "2020年５月"),
        ("long  term care", "long term care"),
        ("东湖 区\t 40 \t", "东湖区\t40\t"),
    ],
)
def test_markup_and_gaps_are_removed(line: str, clean: str) -> None:
    assert tidy(line) == clean


@pytest.mark.parametrize(
    "line",
    [
        "费用 C<D 且 E>F 时",
        "当 a<b，则 c>d",
        "由 $5 涨到 $12",
        "$5, $12 and $7",
        "分别为$A、$B",
        "P<0.05 而 n>30",
        "东江*西山",
    ],
)
def test_text_that_only_looks_like_markup_is_kept(line: str) -> None:
    assert strip_markup(line) == line


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        (r"$\frac{\text{费用}}{\text{点数}} \times 100\%$", "费用÷点数 × 100%"),
        (r"$\frac{a+b}{n}$", "(a+b)÷n"),
        (r"$\dfrac{\frac{a}{b}}{c}$", "(a÷b)÷c"),
        (r"$\Sigma \text{药品点数} \leq 150\text{g} \pm 20\text{g}$", "Σ 药品点数 ≤ 150g ± 20g"),
        ("$P < 0.05$", "P < 0.05"),
    ],
)
def test_formulas_become_plain_text(formula: str, plain: str) -> None:
    assert strip_markup(formula) == plain


def test_strip_markup_keeps_printed_gaps() -> None:
    assert strip_markup("## 2020 年 **药价**") == "## 2020 年 药价"


@pytest.mark.parametrize("line", ["12 / 65", " 3/40 ", "- 7 -", "— 12 —", "第 3 页"])
def test_page_numbers_are_footers(line: str) -> None:
    assert is_footer(line)


@pytest.mark.parametrize("line", ["12 / 65 家", "2020", "第3页起", "1/3 的居民", ""])
def test_numbers_in_text_are_not_footers(line: str) -> None:
    assert not is_footer(line)


@pytest.mark.parametrize("text", ["结算。", "“结算。”", "结算吗？）", "其中：", "结算； ", "……"])
def test_sentences_end_at_end_marks_and_closing_quotes_after_them(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["结算", "结算，", "（结算）", "12.5", ""])
def test_other_line_ends_do_not_end_a_sentence(text: str) -> None:
    assert not ends_sentence(text)


def test_a_chinese_character_takes_two_columns() -> None:
    assert width("药a，1") == 6


@pytest.mark.parametrize(
    ("columns", "full"),
    [(20, False), (53, False), (54, True), (66, True), (80, False), (120, True)],
)
def test_whole_printed_lines_fill_the_print(columns: int, full: bool) -> None:
    assert fills_print(columns) is full


def test_hard_wrapped_text_is_recognised_by_its_even_lines() -> None:
    assert wrap_width(["药" * 32] * 45 + ["药。", "", "东湖区\t" + "药" * 90]) == 64


@pytest.mark.parametrize("lines", [["药" * 32] * 39, ["药" * 32] * 40 + ["药" * 90] * 5])
def test_short_files_and_whole_paragraphs_are_not_taken_as_hard_wrapped(lines: list[str]) -> None:
    assert wrap_width(lines) is None


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [("门诊统", "筹", "门诊统筹"), ("long", "term", "long term"), ("用DRG", "付费", "用DRG付费")],
)
def test_joined_latin_words_keep_a_space(left: str, right: str, joined: str) -> None:
    assert join(left, right) == joined


@given(st.text(alphabet="药价医保东江。，、：12 5%（）“”\t　", max_size=60))
def test_tidy_changes_only_white_space_and_is_idempotent(line: str) -> None:
    clean = tidy(line)
    assert "".join(clean.split()) == "".join(line.split())
    assert tidy(clean) == clean


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("低于50×10<sup>9</sup>/L，6000<sup>1</sup>元", "低于50×10⁹/L，6000元[1]"),
        (r"$50\times10^{9}/L$，$10^9$，$CO_2$", "50×10⁹/L，10⁹，CO₂"),
        ("80<br>70<td>60</td>50", "80 70 60 50"),
        ("７０００ ８０００元", "７０００ ８０００元"),
        ("1. ５０元", "1. ５０元"),
        ("2**10", "2**10"),
    ],
)
def test_cleaning_changes_no_figure(line: str, clean: str) -> None:
    assert tidy(line) == clean


def test_text_without_markup_keeps_what_looks_like_it() -> None:
    assert tidy_text("ALT<ULN80> [1](2023) &#49; 门 诊") == "ALT<ULN80> [1](2023) &#49;门诊"
