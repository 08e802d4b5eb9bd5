from __future__ import annotations

import re

import pytest

from index.text import numbering
from index.text.numbering import numbering_style


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
def test_the_numbering_style_of_a_line_is_recognised(line: str, name: str) -> None:
    assert numbering_style(line) == name


@pytest.mark.parametrize(
    ("pattern", "line", "number"),
    [
        (numbering.HAN, "十二、", "十二"),
        (numbering.HAN_BRACKETED, "(三)", "三"),
        (numbering.HAN_IS, "一是", "一"),
        (numbering.PART, "第二章", "二"),
        (numbering.DECIMAL, "2.1 ", "2.1"),
        (numbering.DIGIT, "3、", "3"),
        (numbering.DIGIT_BRACKETED, "（4）", "4"),
        (numbering.DIGIT_HALF_BRACKETED, "5）", "5"),
        (numbering.CIRCLED, "⑥", "⑥"),
        (numbering.ZERO_LED, "07 甲", "07"),
        (numbering.STEP, "■STEP8", "8"),
    ],
)
def test_every_pattern_captures_the_number(
    pattern: re.Pattern[str], line: str, number: str
) -> None:
    match = pattern.match(line)
    assert match is not None
    assert match[1] == number
