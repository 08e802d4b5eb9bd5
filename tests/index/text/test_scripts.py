from __future__ import annotations

import re

import pytest

from index.text.scripts import Script, write_scripts

KINDS: dict[str, Script] = {"^": "sup", "_": "sub", "!": "note"}


def written(line: str) -> str:
    """Write a line in which `^{9}` is raised, `_{2}` lowered and `!{1}` a link to a note."""
    pieces = re.split(r"([\^_!])\{([^{}]*)\}", line)
    runs: list[tuple[str, Script]] = [(pieces[0], "")]
    for kind, mark, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        runs += [(mark, KINDS[kind]), (text, "")]
    return write_scripts(runs)


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("50×10^{9}/L", "50×10⁹/L"),
        ("10^{-3}mol/L", "10⁻³mol/L"),
        ("10^{5}CFU/ml", "10⁵CFU/ml"),
        ("10^{4}～10^{6}个", "10⁴～10⁶个"),
        ("1.7m^{2}", "1.7m²"),
        ("3厘米^{3}", "3厘米³"),
        ("χ^{2}检验", "χ²检验"),
        ("R^{2}=0.9", "R²=0.9"),
        ("BMI=体重(kg)/身高^{2}(m^{2})", "BMI=体重(kg)/身高²(m²)"),
        ("Ca^{2+}", "Ca²⁺"),
        ("CO_{2}", "CO₂"),
        ("SO_{4}^{2-}", "SO₄²⁻"),
        ("HbA_{1}c", "HbA₁c"),
        ("37^{0}C", "37°C"),
        ("2^{3}=8", "2³=8"),
    ],
)
def test_powers_and_indices_are_written_in_unicode(line: str, plain: str) -> None:
    assert written(line) == plain


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("6000^{1}元，", "6000元[1]，"),
        ("60^{1}%执行", "60%[1]执行"),
        ("10^{3}元", "10元[3]"),
        ("10^{1}mg", "10mg[1]"),
        ("10!{9}/L", "10[9]/L"),
        ("300^{2,3}万元以上", "300万元[2,3]以上"),
        ("800元^{[2]}。", "800元[2]。"),
        ("职工^{1}的", "职工[1]的"),
        ("2023^{①}年", "2023年[①]"),
        ("6000^{注1}元", "6000元[注1]"),
        ("6000^{1}", "6000[1]"),
        ("5g^{2}", "5g[2]"),
        ("6000_{1}元", "6000元[1]"),
        ("6000^{*}元", "6000*元"),
    ],
)
def test_marks_of_notes_are_kept_apart_from_figures(line: str, plain: str) -> None:
    assert written(line) == plain


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("1^{st}", "1st"),
        ("99^{.50}元", "99.50元"),
        ("PM_{2.5}35", "PM2.5 35"),
        ("10^{ }元", "10元"),
    ],
)
def test_text_in_small_type_is_text(line: str, plain: str) -> None:
    assert written(line) == plain


def test_a_mark_split_into_runs_is_one_mark() -> None:
    assert write_scripts([("×10", ""), ("-", "sup"), ("3", "sup"), ("/L", "")]) == "×10⁻³/L"
