from __future__ import annotations

import pytest

from index.loading.registry import read_bytes
from index.model import Article

LINES = ["标题|正文", '药价|"限价12.50元，\n另有规定；见附件。"', "救助|对象为低保户。"]


def lines(separator: str) -> str:
    return "\n".join(LINES).replace("|", separator) + "\n"


def read(
    text: str, encoding: str = "utf-8", suffix: str = ".csv"
) -> tuple[list[Article], list[str]]:
    return read_bytes(text.encode(encoding), suffix, "库")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_of_any_spreadsheet_is_read(encoding: str, separator: str, end: str) -> None:
    articles, warnings = read(lines(separator).replace("\n", end), encoding)
    assert [(a.id, a.title, a.text) for a in articles] == [
        ("库/1", "药价", "限价12.50元，\n另有规定；见附件。"),
        ("库/2", "救助", "对象为低保户。"),
    ]
    assert warnings == []


@pytest.mark.parametrize(
    "above",
    [
        "sep=,\n",
        "\n\n",
        ",\n",
        "2031年文件汇总\n",
        "2031年文件汇总,\n,\n填报单位：江原县,\n",
        "sep=,\n2031年文件汇总,\n",
    ],
)
def test_heads_are_found_below_other_lines(above: str) -> None:
    articles, _ = read(above + lines(","))
    assert [a.title for a in articles] == ["药价", "救助"]


@pytest.mark.parametrize(
    "heads", ["标 题,正 文", " 标题 ,　正文　", "标题*,正文（必填）", "题目,全文"]
)
def test_heads_may_have_spaces_and_remarks(heads: str) -> None:
    articles, _ = read(lines(",").replace("标题,正文", heads))
    assert [a.title for a in articles] == ["药价", "救助"]


def test_the_separator_named_in_the_first_line_is_taken() -> None:
    text = "sep=;\n项目;数值\n甲,乙;1,5\n丙,丁;2,5\n"
    [article], _ = read(text)
    assert article.text == "项目\t数值\n甲,乙\t1,5\n丙,丁\t2,5"


def test_commas_in_cells_between_semicolons_separate_nothing() -> None:
    [article], _ = read("项目;数值\n甲;1,5\n乙;2,5\n")
    assert article.text == "项目\t数值\n甲\t1,5\n乙\t2,5"


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_csv_without_heads_of_articles_is_a_table(suffix: str) -> None:
    text = "江原县药品限价表\t\t\n\t\t单位：元\n编码\t名称\t限价\n0012\t阿莫西林\t12.50\n0013\t头孢拉定\t9.00\n"
    [article], warnings = read(text, "gbk", suffix)
    assert (article.title, warnings) == ("江原县药品限价表", [])
    assert article.text == (
        "单位：元\n编码\t名称\t限价\n0012\t阿莫西林\t12.50\n0013\t头孢拉定\t9.00"
    )
    assert article.blocks[-1].header_rows == 1


def test_numbers_forced_to_be_texts_keep_their_zeros() -> None:
    [article], _ = read('编码,身份证\n="0012",\t420106199001011234\n="0013",\t420106199001011235\n')
    assert article.text == "编码\t身份证\n0012\t420106199001011234\n0013\t420106199001011235"


def test_every_character_of_a_cell_stays() -> None:
    cells = [
        "<0.1或>10",
        "**12**",
        "10⁹/L",
        "[1](2)",
        "~~500~~",
        "&lt;6&gt;",
        "$3^4$",
        "１２３",
        "4*5*6",
    ]
    [article], _ = read("项,值\n" + "".join(f"第{n}项,{cell}\n" for n, cell in enumerate(cells)))
    assert [row.split("\t")[1] for row in article.text.split("\n")[1:]] == cells
    [article], _ = read('项,值\n甲,"1,234\n5678"\n乙,\u200b9\n')
    assert article.text == "项\t值\n甲\t1,234 5678\n乙\t9"


def test_a_bad_row_of_a_table_is_told_by_its_line() -> None:
    [article], warnings = read('项,值\n甲,"1"x\n乙,2\n')
    assert article.text == "项\t值\n乙\t2"
    assert warnings == ["第 2 行引号或分隔符不正确，已跳过"]
