"""Chinese and Roman numerals as documents number and date by them."""

from __future__ import annotations

ZEROS = "〇○零Ｏ"
"""Characters that stand for zero in a year such as 二〇二一; for use inside a character class."""

_DIGITS = "零一二三四五六七八九"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)} | dict.fromkeys(ZEROS + "0", 0)
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    )
)


def read_digits(text: str) -> int:
    """Return the value of a number written digit by digit: 二〇二一 is 2021."""
    return int("".join(str(_VALUES[digit]) for digit in text))


def read_below_hundred(text: str) -> int:
    """Return the value of a number below 100, such as 二十一, 十 or 三; unknown digits are 0."""
    tens, ten, ones = text.rpartition("十")
    return (_VALUES.get(tens, 1) * 10 if ten else 0) + _VALUES.get(ones, 0)


def han_number(number: int) -> str:
    """Write a number from 1 to 999 in Chinese: 一 to 九百九十九; any other in digits."""
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    out = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (_DIGITS[ones] if ones else "")


def write_roman(number: int) -> str:
    """Write a number from 1 to 3999 in Roman numerals, in capitals."""
    out = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        out += letters * times
    return out
