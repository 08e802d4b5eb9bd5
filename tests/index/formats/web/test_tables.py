from __future__ import annotations

import pytest

from index.formats.web.html import parse_html, parts_of


def shown(text: str) -> list[str]:
    return [part.text for part in parts_of(parse_html(text))]


def test_a_table_in_a_cell_becomes_rows_and_columns_of_the_outer_one() -> None:
    page = (
        "<table><tr><th>类<th>标准<th>注<tr><td>在职<td>如下：<table><tr><td>一级<td>80%"
        "<tr><td>三级<td>60%</table><td>无<tr><td>退休<td>90%<td>有</table>"
    )
    assert shown(page) == [
        "类\t标准\t标准\t注\n在职\t如下：\t如下：\t无\n在职\t一级\t80%\t无\n在职\t三级\t60%\t无\n"
        "退休\t90%\t90%\t有"
    ]


def test_tables_of_different_height_side_by_side_leave_empty_cells() -> None:
    inner = "<table><tr><td>1<td>2<tr><td>3<td>4{}</table>"
    page = f"<table><tr><td>a<td>{inner.format('')}<td>{inner.format('<tr><td>5<td>6')}<tr><td>b<td>c<td>d</table>"
    assert shown(page) == ["a\t1\t2\t1\t2\na\t3\t4\t3\t4\na\t\t\t5\t6\nb\tc\tc\td\td"]


@pytest.mark.parametrize("span", ["2", "2px", " 2 ", "99", "100000"])
def test_a_span_that_is_too_wide_makes_no_columns(span: str) -> None:
    page = f"<table><tr><td>a<td colspan='{span}'>b<tr><td>1<td>2<td>3</table>"
    assert shown(page) == ["a\tb\tb\n1\t2\t3"]


@pytest.mark.parametrize("span", ["", "x", "0", "-3", "1"])
def test_a_span_that_is_no_number_is_one(span: str) -> None:
    page = f"<table><tr><td colspan='{span}'>a<td>b<tr><td>1<td>2</table>"
    assert shown(page) == ["a\tb\n1\t2"]


def test_rowspan_zero_reaches_to_the_end_of_its_group_and_a_foot_comes_last() -> None:
    page = (
        "<table><thead><tr><th>区<th>数<tfoot><tr><td>合计<td>9<tbody><tr><td rowspan=0>城<td>1"
        "<tr><td>2<tbody><tr><td>乡<td>6</table>"
    )
    assert shown(page) == ["区\t数\n城\t1\n城\t2\n乡\t6\n合计\t9"]


def test_a_span_over_many_rows_is_repeated_in_each() -> None:
    rows = "".join(f"<tr><td>{n}" for n in range(2, 151))
    [text] = shown(f"<table><tr><td rowspan=150>城<td>1{rows}</table>")
    assert text.split("\n") == [f"城\t{n}" for n in range(1, 151)]


def test_lines_of_a_cell_stay_apart_and_pieces_of_a_figure_together() -> None:
    page = (
        "<table><tr><td>一级<br>二级<td><p>80</p><p>70</p><td>6<span>000</span>"
        "<tr><td>７０００<br>８０００<td>甲。<br>乙<td>支付\n比例</table>"
    )
    assert shown(page) == ["一级 二级\t80 70\t6000\n７０００ ８０００\t甲。乙\t支付比例"]


def test_what_stands_outside_the_cells_is_kept_above_the_table() -> None:
    page = (
        "<table>说明<caption>表1 标准</caption><form><tr><td>a<td>b</tr><tr>另5<td>1<td>2"
        "</tr></form></table>"
    )
    assert shown(page) == ["说明", "另5", "表1标准", "a\tb\n1\t2"]


def test_hostile_spans_do_not_fill_the_memory() -> None:
    row = "<tr>" + "<td colspan=1000 rowspan=1000>1" * 50
    [text] = shown(f"<table>{row * 50}</table>")
    assert len(text) < 1_000_000


def test_page_layout_with_a_table_inside_is_no_table() -> None:
    page = (
        f"<table><tr><td>菜单<td>{'正文。' * 200}<table><tr><td>a<td>1<tr><td>b<td>2</table>"
        "<tr><td>版权<td>地址</table>"
    )
    assert "a\t1\nb\t2" in shown(page)
