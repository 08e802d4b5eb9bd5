from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats.pdf.reader import read_pdf
from index.loading.assembly import finish
from index.model import Article
from tests.data.pdfs import (
    FULL,
    ROWS,
    XS,
    YS,
    Page,
    article_of,
    make_pdf,
)


def test_merged_cells_are_repeated() -> None:
    page = Page().write("各区药品目录", "情况如下。", top=800).grid(XS, YS, ROWS)
    page.texts = [t for t in page.texts if t[3] != "西山"]
    page.rules = [r for r in page.rules if r != (80, 540, 440, 540)] + [(200, 540, 440, 540)]
    assert "东湖\t35\t101\n东湖\t18\t96" in article_of(page).text


def rows_of(article: Article) -> list[list[str]]:
    [block] = [b for b in article.blocks if b.kind == "table"]
    return [row.split("\t") for row in article.text[block.start : block.end].split("\n")]


def test_lines_that_end_early_in_a_cell_are_kept_apart() -> None:
    page = Page().write("支付比例", size=22, top=800).write("如下。", top=700)
    page.grid((80, 260, 440), (600, 570, 510), [["级别", "比例"], ["", ""]])
    for n, (level, share) in enumerate([("一级", "80"), ("二级", "70"), ("三级", "60")]):
        page.texts += [(83, 555 - 16 * n, 10, level), (263, 555 - 16 * n, 10, share)]
    assert rows_of(article_of(page))[1] == ["一级 二级 三级", "80 70 60"]


def test_a_full_line_in_a_cell_goes_on_in_the_next_but_figures_never_join() -> None:
    page = Page().write("支付比例", size=22, top=800).write("如下。", top=700)
    page.grid((80, 140, 200, 320), (600, 570, 510), [["项目", "数", "注"], ["", "", ""]])
    page.texts += [(83, 555, 10, "门诊统筹"), (83, 540, 10, "支付")]
    page.texts += [(143, 555, 10, "12345"), (143, 540, 10, "90")]
    assert rows_of(article_of(page))[1] == ["门诊统筹支付", "12345 90", ""]


def test_a_table_open_at_its_sides_keeps_its_outer_columns() -> None:
    page = Page().write("情况", size=22, top=800).write("如下。", top=700).grid(XS, YS, ROWS)
    page.rules = [r for r in page.rules if r[0] != r[2] or r[0] in XS[1:-1]]
    assert rows_of(article_of(page)) == ROWS


def test_a_table_open_on_one_side_keeps_its_outer_column() -> None:
    page = Page().write("情况", size=22, top=800).write("如下。", top=700).grid(XS, YS, ROWS)
    page.rules = [r for r in page.rules if r[0] != r[2] or r[0] != XS[-1]]
    assert rows_of(article_of(page)) == ROWS


def test_a_page_of_short_cells_is_read_in_rows() -> None:
    ys = tuple(800 - 25 * n for n in range(30))
    rows = [["号", "品名", "元"]] + [[str(n), f"药{n}号", f"{n}.50"] for n in range(1, 29)]
    assert rows_of(article_of(Page().grid(XS, ys, rows))) == rows


def test_a_table_goes_on_in_a_single_row_on_the_next_page() -> None:
    pages = [Page().write("情况", size=22, top=800).write("如下。", top=700), Page()]
    pages[0].grid(XS, YS, ROWS)
    pages[1].grid(XS, (800, 770), [["北渡", "7", "8"]])
    assert rows_of(article_of(*pages)) == [*ROWS, ["北渡", "7", "8"]]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(0, 10**6), min_size=3, max_size=3), min_size=2, max_size=8))
def test_the_digits_of_a_table_are_the_digits_of_its_text(cells: list[list[int]]) -> None:
    ys = tuple(700 - 25 * n for n in range(len(cells) + 1))
    rows = [[str(cell) for cell in row] for row in cells]
    page = Page().write("各区情况", size=22, top=800).grid(XS, ys, rows)
    text = article_of(page).text
    assert text.split() == [cell for row in rows for cell in row]


def three_rules(ys: Sequence[float], rows: list[list[str]]) -> Page:
    """Return a page with a table of three columns between three rules."""
    page = Page().write("情况", size=22, top=800).write("\u3000\u3000" + FULL[:-2], "完。", top=740)
    page.rules = [(80, y, 500, y) for y in ys]
    step = (ys[1] - ys[2]) / (len(rows) - 1)
    tops = [ys[1] + 8, *(ys[1] - step * n - step * 0.7 for n in range(len(rows) - 1))]
    for y, row in zip(tops, rows, strict=True):
        page.texts += [(x, y, 10, t) for x, t in zip((90, 240, 400), row, strict=True) if t]
    return page.write("表后的话。", top=400)


def test_a_table_of_three_rules_is_read_in_rows() -> None:
    article = article_of(three_rules((600, 570, 510), ROWS))
    assert rows_of(article) == ROWS
    assert [b.kind for b in article.blocks] == ["paragraph", "table", "paragraph"]


def test_a_wide_head_of_a_table_of_three_rules_stands_over_its_columns() -> None:
    page = three_rules((600, 540, 480), [["", "一级医院", "二级医院"], *ROWS[1:]])
    page.texts += [(290, 580, 10, "各级医院的支付比例"), (90, 565, 10, "人员")]
    assert rows_of(article_of(page)) == [
        ["人员", "各级医院的支付比例", "各级医院的支付比例"],
        ["人员", "一级医院", "二级医院"],
        *ROWS[1:],
    ]


def test_rules_above_and_below_paragraphs_are_no_table() -> None:
    page = Page().write("\u3000\u3000" + FULL[:-2], FULL, FULL, "完。", top=740)
    page.rules = [(80, y, 528, y) for y in (770, 720, 600)]
    assert [b.kind for b in article_of(page).blocks] == ["paragraph"]


def test_a_raised_figure_is_a_power_or_a_mark_apart() -> None:
    page = Page().write("低于3.5×10")
    page.texts += [(80 + 8 * 16, 768, 9, "9"), (80 + 8 * 16 + 9, 760, 16, "/L的人，")]
    page.write("占35.6", top=736)
    page.texts += [(80 + 5 * 16, 744, 9, "1"), (80 + 5 * 16 + 9, 736, 16, "%的人。")]
    text = article_of(page).text
    assert "10⁹/L" in text
    assert "35.6%[1]" in text


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_text_that_lies_on_its_side_is_read_in_rows(turned: int) -> None:
    matrix = {90: "0 1 -1 0 595 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 0 842"}[turned]
    page = Page().write("如下。").grid(XS, YS, ROWS)
    plain = page.content()
    data = make_pdf(page).replace(plain, f"q {matrix} cm\n".encode() + plain + b"\nQ")
    [article], _ = finish(read_pdf(data), "x")
    assert rows_of(article) == ROWS


def two_pages(first: list[list[str]], second: list[list[str]], above: str = "") -> Article:
    """Return the article of a table over two pages, with a line above its second piece."""
    pages = [Page().write("情况", size=22, top=800).write("如下。", top=700), Page()]
    pages[0].grid(XS, tuple(600 - 30 * n for n in range(len(first) + 1)), first)
    pages[1].grid(XS, tuple(760 - 30 * n for n in range(len(second) + 1)), second)
    if above:
        pages[1].write(above, top=780)
    return article_of(*pages, Page().write("表后的话。"))


MORE = ["北渡", "7", "8"]


@pytest.mark.parametrize("above", ["", "续表", "（续表1）", "表1（续）"])
def test_the_head_of_a_table_that_goes_on_stands_once(above: str) -> None:
    assert rows_of(two_pages(ROWS, [ROWS[0], MORE], above)) == [*ROWS, MORE]


def test_a_head_alone_at_the_foot_of_a_page_stands_once() -> None:
    assert rows_of(two_pages(ROWS[:1], [*ROWS, MORE])) == [*ROWS, MORE]


def test_a_table_that_goes_on_without_its_head_loses_no_row() -> None:
    assert rows_of(two_pages(ROWS, [MORE, MORE])) == [*ROWS, MORE, MORE]
