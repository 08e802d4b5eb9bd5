from __future__ import annotations

import base64
import io
import re
import zipfile
import zlib
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import DocumentError
from index.formats.sheets import sheet as sheet_module
from index.formats.sheets import spreadsheet
from index.loading.registry import read_bytes
from index.model import Article
from tests.data.workbooks import Sheet, Styled, make_xlsx


def read(*sheets: Sheet) -> tuple[list[Article], list[str]]:
    return read_bytes(make_xlsx(*sheets), ".xlsx", "目录")


def table_of(*rows: list[object], merged: tuple[str, ...] = ()) -> list[list[str]]:
    """Return the cells that are read of a sheet's rows."""
    [article], _ = read(Sheet("Sheet1", rows, merged))  # type: ignore[arg-type]
    [block] = [block for block in article.blocks if block.kind == "table"]
    return [row.split("\t") for row in article.text[block.start : block.end].split("\n")]


HEADS = ["编码", "名称", "限价（元）"]


def test_every_sheet_is_a_table_below_its_name() -> None:
    west = [HEADS, ["A01", "阿莫西林", 12.5], ["A02", "头孢拉定", 9]]
    east = [HEADS, ["B01", "板蓝根", 15.25], ["B02", "当归丸", 8.1]]
    articles, warnings = read(Sheet("西药", west), Sheet("空表", []), Sheet("中成药", east))
    [article] = articles
    assert (article.id, article.title, warnings) == ("目录/1", "目录", [])
    assert [(b.kind, b.level, b.header_rows) for b in article.blocks] == [
        ("heading", 1, 0),
        ("table", 0, 1),
        ("heading", 1, 0),
        ("table", 0, 1),
    ]
    assert article.text.split("\n") == [
        "西药",
        "编码\t名称\t限价（元）",
        "A01\t阿莫西林\t12.5",
        "A02\t头孢拉定\t9",
        "中成药",
        "编码\t名称\t限价（元）",
        "B01\t板蓝根\t15.25",
        "B02\t当归丸\t8.1",
    ]


def test_lines_above_and_below_a_table_are_its_title_unit_and_notes() -> None:
    rows = [
        ["江原县药品限价表"],
        [None, None, "单位：元"],
        HEADS,
        ["A01", "阿莫西林", 12.5],
        ["A02", "头孢拉定", 9],
        [],
        ["注：限价自2031年1月1日起执行。"],
    ]
    [article], _ = read(Sheet("Sheet1", rows, merged=["A1:C1"]))
    assert article.title == "江原县药品限价表"
    kinds = [(b.kind, article.text[b.start : b.end].split("\n")[0]) for b in article.blocks]
    assert kinds == [
        ("caption", "单位：元"),
        ("table", "编码\t名称\t限价（元）"),
        ("caption", "注：限价自2031年1月1日起执行。"),
    ]


def test_two_tables_on_a_sheet_are_apart() -> None:
    rows = [
        ["表一 门诊"],
        ["项目", "人次"],
        ["内科", 120],
        [],
        ["表二 住院"],
        ["项目", "床日"],
        ["外科", 300],
    ]
    [article], _ = read(Sheet("统计", rows))
    assert article.text == "统计\n表一门诊\n项目\t人次\n内科\t120\n表二住院\n项目\t床日\n外科\t300"
    assert [b.kind for b in article.blocks].count("table") == 2


def test_dates_and_numbers_are_written_as_they_are_shown() -> None:
    [_, *rows] = table_of(
        ["项", "值"],
        ["整数", 2030.0],
        ["小数", 0.1 + 0.2],
        ["负数", -3.5],
        ["长号", 420106199001011],
        ["更长", 1e20],
        ["很小", 0.00001234],
        ["文本号", "0042010619900101123X"],
        ["日期", date(2031, 3, 1)],
        ["时刻", datetime(2031, 3, 1, 8, 30)],
        ["年月", Styled(date(2031, 3, 1), 'yyyy"年"m"月";@')],
        ["百分", Styled(0.155, "0.0%")],
        ["百分整", Styled(0.29, "0%")],
        ["两位", Styled(12.5, "0.00_ ")],
        ["千分", Styled(1234567.5, "#,##0.00")],
        ["会计", Styled(1234.5, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ')],
        ["代码", Styled(12, "0000")],
        ["长码", Styled(1234567890123456, "0")],
        ["负百分", Styled(-0.0125, "0.00%;[Red]-0.00%")],
        ["常规", Styled(0.155, "General")],
        ["万元", Styled(12345, '0!.0,"万"')],
    )
    assert dict(rows) == {
        "整数": "2030",
        "小数": "0.3",
        "负数": "-3.5",
        "长号": "420106199001011",
        "更长": "100000000000000000000",
        "很小": "0.00001234",
        "文本号": "0042010619900101123X",
        "日期": "2031-03-01",
        "时刻": "2031-03-01 08:30",
        "年月": "2031年3月",
        "百分": "15.5%",
        "百分整": "29%",
        "两位": "12.50",
        "千分": "1,234,567.50",
        "会计": "1,234.50",
        "代码": "0012",
        "长码": "1234567890123456",
        "负百分": "-1.25%",
        "常规": "0.155",
        "万元": "12345",
    }


def test_merged_cells_are_repeated_in_their_rows_and_heads() -> None:
    assert table_of(
        ["地区", "2030年", None, "2031年", None],
        [None, "人次", "费用", "人次", "费用"],
        ["清河县", 1, 2, 3, 4],
        ["东湖区", 5, 6, 7, 8],
        [None, 9, 10, 11, 12],
        merged=("A1:A2", "B1:C1", "D1:E1", "A4:A5"),
    ) == [
        ["地区", "2030年", "2030年", "2031年", "2031年"],
        ["地区", "人次", "费用", "人次", "费用"],
        ["清河县", "1", "2", "3", "4"],
        ["东湖区", "5", "6", "7", "8"],
        ["东湖区", "9", "10", "11", "12"],
    ]


def test_places_count_from_where_the_sheet_begins() -> None:
    rows = [["项", "占比", "占比"], ["甲", Styled(0.5, "0%"), 0.5], [None, Styled(0.25, "0%"), 1]]
    sheet = Sheet("Sheet1", rows, merged=["C5:C6"], offset=(3, 2))
    [article], _ = read(sheet)
    assert article.text == "项\t占比\t占比\n甲\t50%\t0.5\n甲\t25%\t1"


def test_heads_of_articles_make_an_article_of_every_row() -> None:
    rows = [
        ["文件汇总表"],
        [],
        ["序号", "标 题", "正文（必填）", "发文机关", "发布日期"],
        [1, "药价通知", "第一段。\n第二段，限价12.50元。", "江原县医保局", date(2031, 3, 1)],
        [2, "救助办法", "救助对象为低保户。", "江原县民政局", date(2031, 4, 1)],
        [3, "空的", None, "江原县民政局", None],
    ]
    articles, warnings = read(Sheet("文件", rows), Sheet("名单", [["姓名", "年龄"], ["某甲", 30]]))
    assert [(a.id, a.title, a.issuer, a.date) for a in articles[:2]] == [
        ("目录/1", "药价通知", "江原县医保局", "2031-03-01"),
        ("目录/2", "救助办法", "江原县民政局", "2031-04-01"),
    ]
    assert articles[0].text == "第一段。\n第二段，限价12.50元。"
    assert (articles[2].id, articles[2].text) == ("目录/3", "名单\n姓名\t年龄\n某甲\t30")
    assert warnings == ["第 6 行没有正文，已跳过"]


def test_contents_below_a_head_for_titles_are_articles() -> None:
    rows = [
        ["文件标题", "发文字号", "内容", "成文日期"],
        ["药价通知", "江医保〔2031〕5号", "限价12.50元。", date(2031, 5, 4)],
    ]
    [article], _ = read(Sheet("Sheet1", rows))
    assert (article.title, article.text) == ("药价通知", "限价12.50元。")
    assert (article.number, article.date) == ("江医保〔2031〕5号", "2031-05-04")


def test_an_ordinary_table_with_a_column_of_contents_stays_a_table() -> None:
    [article], _ = read(Sheet("考核", [["序号", "内容", "分值"], [1, "制度建设", 10]]))
    assert article.text == "考核\n序号\t内容\t分值\n1\t制度建设\t10"


def test_hidden_sheets_are_left_out_and_told() -> None:
    [article], warnings = read(
        Sheet("明细", [HEADS, ["A01", "阿莫西林", 1]]), Sheet("选项", [["是"], ["否"]], hidden=True)
    )
    assert "是" not in article.text
    assert warnings == ["工作表“选项”是隐藏的，没有读"]


def test_giant_sheets_are_cut_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_module, "MAX_ROWS", 4)
    rows = [["项", "值"], *([f"第{n}项", n] for n in range(9))]
    [article], warnings = read(Sheet("明细", rows))
    assert article.text.endswith("第2项\t2")
    assert warnings == ["表格“明细”太大，只读了前 4 行，共 10 行"]
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 3)
    assert read(Sheet("明细", rows))[1] == ["工作表“明细”太大，只读了前 3 行，共 10 行"]


def test_web_pages_and_csv_called_xls_are_read_as_what_they_are() -> None:
    page = "<html><body><table><tr><td>项</td><td>值</td></tr><tr><td>甲</td><td>3.50</td></tr></table>"
    for encoding in ("gbk", "utf-8-sig", "utf-16"):
        [article], _ = read_bytes(page.encode(encoding), ".xls", "导出")
        assert article.text == "项\t值\n甲\t3.50"
    [article], _ = read_bytes("名称\t金额\n甲\t3.50\n乙\t4.25\n".encode("gbk"), ".xls", "导出")
    assert article.text == "名称\t金额\n甲\t3.50\n乙\t4.25"


# An .xls file that xlwt wrote, compressed: a merged title, heads, and two rows with the formats
# #,##0.00, 0.00%, YYYY-MM-DD and yyyy"年"m"月".
XLS = (
    "c-rk)T}Tx{6#iy*ulGm2UQH_%OfF?*`VhVJkZy+MlRxEy72$6e4Nc`DfjyLEf)GU%{nCqIK`&M>{ZRJv77-"
    "a01VW&N5LiJ}(1W_2Id`|zZs3Iyvi+7hXXebDGiPVc{Omp(N*?LEo-vA9D1?S7(~G!iGC|2}7XqMq(^OfTdnlO>{wa"
    "7pG?8&G+(~@mR&%K4dlVAa^oK-"
    "&H<Wgv9c68;q3n6YCibCDC?5)l3S1<KAL;B>3eyIri<n;JmUo$MWXUn61=My#?8J~!mb>1H;_WiXb$%$jH(6(xC2Ns"
    "}M=FXBo)D3?E)<3L)V2J-6<K-$`a!W#5^4>FRXGWl-"
    "~)CL@=Htei;J`LOk74hL?<Fo5FOP)>?Q7L3}OVS6juHCYGwmp?ET|Gwj-"
    "Zkxd6$(&6K-;Blkd$D)-XNN0a*~CZfsXDKKWsPe~o<f?3PUx(5ju)>VxZ?gn?$1d3F&af*YeX?a>Dt5ro)FE#Hx_i-"
    "Pw_Rxk3Vzreon~9BumNgQ4clz;BV&&!aXMF0U;+-"
    "upV`od`6`w$KH<CD?%<DctFFbMO)AQ2$3ZsT4U3{8F&b$@MVVF3iG)URcHTn;l%NlE#9%ieVoX=pIN-"
    "K$YPDPrP+0xBzj&N-"
    "b^|Oxg!dN*izl!ob<6CcK^}ID!Q+}Xibbso=E2EDVm6yC1{B$Ev<cSOC6>b|g7uNpxnrZqkd!<JPEZ<G*U{AuNTGE7"
    "MruS%!z@wucjWt9R4Z#|UMoRX0MoN-(?UF_%-RfONu_f7-i|7IA;}J^1c&{6pRQt3f-"
    "#;I(>{x#Gz7eU{Xk<^mmuydqVozgxYSss_luF88P*Y>Dgk)*(e^55YthZ3mP$*MyLpefc$WQp-"
    "z<~n?4jedeuyCO6K9cV~k-MzRx+%M@|2mVDrkvj-"
    "3l`hZMo$NQqHRVi@i2Y9$AZOh3EP&KqmKQ*P@#%?52G3N>_>CV@k?JiV*2~cSuybEmQbwyPsQTrU+(`q3AYE<"
)


@pytest.mark.parametrize("suffix", [".xls", ".et"])
def test_old_workbooks_are_read_with_their_formats(suffix: str) -> None:
    [article], warnings = read_bytes(zlib.decompress(base64.b85decode(XLS)), suffix, "表")
    assert article.title == "江城市指标表"
    assert article.text == (
        "指标\n项目\t数值\t占比\t日期\n"
        "门诊\t1,234.50\t12.34%\t2031-03-01\n住院\t200.00\t5.00%\t2031年4月"
    )
    assert warnings == []


def test_an_opendocument_sheet_is_read() -> None:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    cells = "".join(
        f'<table:table-cell office:value-type="{kind}" office:value="{value}" '
        f'table:number-columns-repeated="{n}"><text:p>{text}</text:p></table:table-cell>'
        for kind, value, text, n in (("float", 3.75, "3.75", 2), ("percentage", 0.123, "12.3%", 1))
    )
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" '
        f'xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="数据"><table:table-row>{cells}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        written.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        written.writestr("content.xml", content)
        written.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"/>',
        )
    [article], _ = read_bytes(out.getvalue(), ".ods", "表")
    assert article.text == "数据\n3.75\t3.75\t12.3%"


@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" + b"0" * 600])
def test_a_broken_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="表格文件已损坏"):
        read_bytes(data, ".xlsx", "目录")


NUMBERS = st.integers(-(10**15), 10**15) | st.decimals(
    min_value=-99999, max_value=99999, places=4, allow_nan=False
).map(float)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=6))
def test_numbers_are_those_of_the_cells(pairs: list[tuple[float, float]]) -> None:
    rows = table_of(["甲", "乙"], *map(list, pairs))[1:]
    assert [tuple(map(float, row)) for row in rows] == pairs
    assert not any(re.search("[eE]", cell) for row in rows for cell in row)
