from __future__ import annotations

import re

import pytest

from index.text.characters import (
    HAN,
    NUMERALS,
    character_pairs,
    half_width,
    letters_and_digits,
)


@pytest.mark.parametrize("character", ["药", "〇", "㐂"])
def test_rare_characters_and_the_round_zero_are_chinese(character: str) -> None:
    assert re.fullmatch(f"[{HAN}]", character)


@pytest.mark.parametrize("character", ["a", "1", "，", "の"])
def test_other_characters_are_not_chinese(character: str) -> None:
    assert not re.fullmatch(f"[{HAN}]", character)


def test_numerals_count_to_ten() -> None:
    assert len(NUMERALS) == 10


def test_full_width_letters_and_punctuation_become_half_width() -> None:
    assert half_width("ＤＲＧ（２０２１）％") == "DRG(2021)%"


def test_letters_and_digits_drop_punctuation_spaces_and_underscores() -> None:
    assert letters_and_digits("《药价》_ ２０％，a-b") == "药价20ab"


def test_character_pairs_overlap() -> None:
    assert character_pairs("药价表") == ["药价", "价表"]
    assert character_pairs("药") == []


def test_a_power_keeps_apart_from_its_figure_in_half_width() -> None:
    assert half_width("５0×10⁹/L，10¹²，m²，CO₂") == "50×10^9/L,10^12,m2,CO2"
