from __future__ import annotations

import pytest

from tests.data.pdfs import (
    FULL,
    Page,
    article_of,
)


@pytest.mark.parametrize("gap", [0, 12])
def test_paragraphs_separated_by_space_are_not_joined(gap: int) -> None:
    page = Page().write("用药办法", size=22).write(*[FULL] * 9, FULL[:-1] + "。", top=720)
    page.write(FULL, "第二段完。", top=720 - 10 * 24 - gap)
    paragraphs = article_of(page).text.split("\n")
    assert len(paragraphs) == (2 if gap else 1)
    assert paragraphs[-1].endswith(FULL + "第二段完。")


def test_a_short_line_ends_its_paragraph() -> None:
    page = Page().write("一、采购", FULL, "完。", "二、监督", FULL, "也完。")
    assert article_of(page).text.split("\n") == [FULL + "完。", "二、监督", FULL + "也完。"]
    assert article_of(page).title == "一、采购"


def test_headings_are_recognised_by_larger_type() -> None:
    page = Page().write("用药办法", size=24).write("采购", top=720, size=20)
    page.write("\u3000\u3000" + FULL[:-2], "完。", top=690).write("监督", top=630, size=20)
    page.write("\u3000\u3000" + FULL[:-2], "完。", top=600)
    article = article_of(page)
    assert article.title == "用药办法"
    assert [(b.kind, b.level) for b in article.blocks] == [("heading", 1), ("paragraph", 0)] * 2


def test_columns_are_read_one_after_the_other() -> None:
    left, right = Page(), [f"右{n}" + FULL[:11] for n in range(9)]
    left.write(*[f"左{n}" + FULL[:11] for n in range(9)], "左完。").write(*right, "右完。", x=330)
    text = article_of(left, Page().write("尾页。")).text
    assert text.index("左完。") < text.index("右0")
    assert f"左0{FULL[:11]}左1" in text


@pytest.mark.parametrize("date", ["2031年6月5日", "二〇三一年六月五日"])
def test_a_signature_and_its_date_are_two_lines(date: str) -> None:
    page = Page().write("用药办法", size=22).write("\u3000\u3000" + FULL[:-2], "完。", top=700)
    office = "清河市医疗保障局清河市财政局"
    right = 80 + 28 * 16
    page.write(office, x=right - 14 * 16, top=620).write(date, x=right - len(date) * 16, top=596)
    assert article_of(page).text.split("\n")[-2:] == [office, date]
