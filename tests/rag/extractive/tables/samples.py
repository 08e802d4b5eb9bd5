"""Small tables of different shapes, and what is read from them, for the tests of this folder."""

from __future__ import annotations

from index.model import Article, Block, BlockKind
from rag.blocks import emphasised_text
from rag.extractive.composition import figures_supported
from rag.extractive.tables.answers import Sources, found_blocks
from rag.extractive.tables.grid import Table, table_at
from rag.extractive.tables.reading import Found, Missing, read

PHONES = """街道|序号|电话|地址
青禾街|1|5550101|青禾路1号
青禾街北|2|5550102|青禾路20号
西青禾街|3|5550103|西青禾路3号
柏山镇|4|5550104|柏山路8号
柏山镇新区|5|5550105|新区路2号
明月镇|6|5550106|明月路5号
龙眠街|7|5550107|龙眠路6号"""

CARE = """程度|等级|居家|居家|机构|机构
程度|等级|调整前|调整后|调整前|调整后
重度|一级|910|1030|1230|1410
|二级|1310|1520|1640|1880
中度|一级|420|490|610|730
|二级|630|740|820|970"""

RATES = """项目|一级医院|二级医院|三级医院
起付线（元）|110|220|330
在职职工报销比例|82%|72%|62%
退休人员报销比例|87%|77%|67%"""

PRICES = """序号|项目名称|单位|调整前价格|调整后价格
一、分级护理||||
1|特级护理费|日|61|112
2|一级护理费|日|19|41
3|二级护理费|日|13|27
二、专项护理||||
4|新生儿护理费|日|21|46
5|口腔护理|次|5|9"""

BEDS = """区|医院数（家）|床位数（张）|说明
东溪区|12|3,520|含分院
西溪区|9|2,876|
北溪区|15|4,105|
合计|36|10,501|"""

YEARS = """人员类别|2029年|2030年|2031年
男职工|26年|28年|30年
女职工|21年|23年|25年"""

SUBSIDY = """档次（元/年）|补贴（元/年）|对象
200|30|重度残疾人
500|60|一般居民
1000|110|一般居民"""

DRUGS = """药品|规格|企业|中选价（元）
阿齐林胶囊|0.25g*24粒|海澜制药|5.6
阿齐林胶囊|0.5g*24粒|海澜制药|9.8
阿齐林颗粒|0.1g*12袋|北坡药业|7.2
贝洛尔片|5mg*14片|北坡药业|3.1"""


def article(
    rows: str, title: str = "办事指南", caption: str = "", header_rows: int = 1, after: str = ""
) -> Article:
    """Return an article with one table, whose cells are written with bars, below a caption."""
    parts: list[tuple[BlockKind, str]] = [("caption", caption)] if caption else []
    parts.append(("table", rows.replace("|", "\t")))
    parts += [("paragraph", after)] if after else []
    blocks, text = [], ""
    for kind, part in parts:
        count = header_rows if kind == "table" else 0
        blocks.append(Block(kind, len(text), len(text) + len(part), header_rows=count))
        text += part + "\n"
    return Article("2031-05-06", 1, title, text.rstrip("\n"), blocks=tuple(blocks))


def table(inside: Article) -> Table:
    """Return the table of an article."""
    block = next(block for block in inside.blocks if block.kind == "table")
    found = table_at(inside, block.start)
    assert found is not None
    return found


def asked(inside: Article, question: str) -> str:
    """Return what an article's table answers, as text; 没有 and the name that it lacks; or ''.

    Each figure stands in a quote that is cited for it, and each quote in the article.
    """
    found = read(table(inside), question, 0, len(question))
    if isinstance(found, Missing):
        return f"没有{found.name}"
    if not isinstance(found, Found):
        return ""
    sources = Sources([], {})
    blocks = found_blocks(found, sources)
    assert figures_supported(blocks, sources.citations)
    for citation in sources.citations:
        assert citation.quote == inside.text[citation.start : citation.end]
        assert citation.passage.start <= citation.start < citation.passage.end
    return emphasised_text(blocks)
