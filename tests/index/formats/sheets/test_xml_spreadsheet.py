from __future__ import annotations

import pytest

from index.errors import DocumentError
from index.loading.registry import read_bytes

BOOK = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="限价"><Table>
<Row><Cell ss:MergeAcross="3"><Data ss:Type="String">江原县药品限价表</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">编码</Data></Cell><Cell><Data ss:Type="String">限价</Data></Cell>
<Cell><Data ss:Type="String">数量</Data></Cell><Cell><Data ss:Type="String">日期</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">0012</Data></Cell><Cell><Data ss:Type="Number">12.5</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="DateTime">2031-03-01T00:00:00.000</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">0013</Data></Cell><Cell><Data ss:Type="Number">9</Data></Cell>
<Cell><Data ss:Type="Number">34</Data></Cell><Cell><Data ss:Type="DateTime">2031-03-02T08:30:00.000</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_cells_stay_apart_and_in_their_columns() -> None:
    [article], warnings = read_bytes(BOOK.encode(), ".xls", "导出")
    assert article.title == "江原县药品限价表" and warnings == []
    assert article.text == (
        "限价\n编码\t限价\t数量\t日期\n0012\t12.5\t\t2031-03-01\n0013\t9\t34\t2031-03-02 08:30:00"
    )


def test_broken_xml_is_refused() -> None:
    with pytest.raises(DocumentError, match="表格文件已损坏"):
        read_bytes(BOOK[:-20].encode(), ".xls", "导出")
