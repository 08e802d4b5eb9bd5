from __future__ import annotations

import pytest

from index.text.numerals import han_number, read_below_hundred, read_digits


@pytest.mark.parametrize(
    ("number", "han"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (101, "一百零一"), (110, "一百一十")],
)
def test_numbers_are_written_in_chinese(number: int, han: str) -> None:
    assert han_number(number) == han


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_numbers_outside_1_to_999_are_written_in_digits(number: int) -> None:
    assert han_number(number) == str(number)


@pytest.mark.parametrize("number", range(1, 100))
def test_numbers_below_a_hundred_are_read_as_they_are_written(number: int) -> None:
    assert read_below_hundred(han_number(number)) == number


@pytest.mark.parametrize("year", ["二〇二一", "二○二一", "二零二一", "二Ｏ二一", "二0二一"])
def test_every_sign_for_zero_is_read(year: str) -> None:
    assert read_digits(year) == 2021
