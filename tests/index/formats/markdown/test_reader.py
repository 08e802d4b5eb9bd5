from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import DocumentError
from index.formats.markdown.reader import front_matter, read_markdown
from index.loading.assembly import finish
from index.loading.loader import read_document
from index.model import Article
from tests.data.fixtures import write_note

NOTE = """---
标题: 村卫生室用药办法
日期: 2031-01-05
文号: 清卫〔2031〕3号
来源: 海蓝日报
url: https://example.cn/a
status: 有效
---
# 用药办法

村卫生室统一采购
药品，**每季度**公布[价格](javascript:x)，![流程图](http://evil.example/b.png)。

## 采购

- 甲类二十种
  - 子项
- 乙类三十种

### 价格

| 药品 | 价格 |
|---|---|
| 甲 | 12 |
| 乙 | **5** |

## 监督

<table><tr><th>区</th><th>家</th></tr><tr><td>东湖</td><td>35</td></tr></table>

```
原样的一行
```
"""


def read(text: str) -> Article:
    [article], warnings = finish(read_markdown(text), "说明")
    assert warnings == []
    return article


def shown(article: Article) -> list[tuple[str, int, int, str]]:
    return [(b.kind, b.level, b.header_rows, article.text[b.start : b.end]) for b in article.blocks]


def test_front_matter_gives_the_metadata() -> None:
    article = read(NOTE)
    assert (article.title, article.date, article.number) == (
        "村卫生室用药办法",
        "2031-01-05",
        "清卫〔2031〕3号",
    )
    assert (article.source, article.url) == ("海蓝日报", "https://example.cn/a")
    assert article.status == "现行"


def test_headings_lists_and_tables_keep_their_structure() -> None:
    assert shown(read(NOTE.partition("\n---\n")[2])) == [
        ("paragraph", 0, 0, "村卫生室统一采购药品，每季度公布价格，流程图。"),
        ("heading", 1, 0, "采购"),
        ("item", 0, 0, "甲类二十种"),
        ("item", 0, 0, "子项"),
        ("item", 0, 0, "乙类三十种"),
        ("heading", 2, 0, "价格"),
        ("table", 0, 1, "药品\t价格\n甲\t12\n乙\t5"),
        ("heading", 1, 0, "监督"),
        ("table", 0, 1, "区\t家\n东湖\t35"),
        ("paragraph", 0, 0, "原样的一行"),
    ]


def test_lines_of_a_paragraph_are_joined_except_at_numbered_points() -> None:
    assert (
        read("题\n\n药价由县\n公布。\n一、采购\n二、监督").text
        == "药价由县公布。\n一、采购\n二、监督"
    )


def test_html_is_read_without_its_tags_and_scripts() -> None:
    text = (
        "题\n\n前<br>后<b>粗</b>\n\n<div>块<script>alert(1)</script><img src=x onerror=y></div>\n"
    )
    assert read(text).text == "前\n后粗\n块"


def test_a_horizontal_rule_at_the_top_is_not_front_matter() -> None:
    text = "---\n药价\n---\n正文。"
    assert front_matter(text) == ({}, text)


@pytest.mark.parametrize(
    "front",
    [
        "a: [",
        "a: &x [1]\nb: *x",
        "a: " + "[" * 5000,
        "a: !!python/object:os.system x",
        "标题: " + "长" * 20_001,
    ],
    ids=["broken", "alias", "deep", "object", "huge"],
)
def test_front_matter_that_is_not_valid_yaml_is_read_by_its_lines(front: str) -> None:
    metadata, body = front_matter(f"---\n{front}\n来源: 海蓝: 日报\n---\n正文。")
    assert (metadata.get("source", "海蓝: 日报"), body) == ("海蓝: 日报", "正文。")


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(["---", "# 题", "- ", "|a|b|", "|-|-|", "> ", "<td>", "```", "**", "[x]("])
        | st.text(max_size=12),
        max_size=14,
    ).map("\n".join)
)
def test_any_markdown_is_refused_or_read(text: str) -> None:
    try:
        articles, _ = finish(read_markdown(text), "x")
    except DocumentError:
        return
    for article in articles:
        assert article.title
        assert "\n".join(article.text[b.start : b.end] for b in article.blocks) == article.text


def test_title_and_headings_of_markdown_are_read(tmp_path: Path) -> None:
    file = write_note(
        tmp_path, "a.md", "# **用药**[办法](#)\n\n## 采购\n\n村卫生室统一采购药品。\n"
    )
    [article], _ = read_document(file)
    assert article.title == "用药办法"
    assert [(b.kind, article.text[b.start : b.end]) for b in article.blocks] == [
        ("heading", "采购"),
        ("paragraph", "村卫生室统一采购药品。"),
    ]


@pytest.mark.parametrize(
    "block",
    [
        "<!-- more -->",
        "</div>",
        "<?php x ?>",
        "<!DOCTYPE html>",
        "<br>",
        "<a name=x></a>",
        "<![CDATA[ ]]>",
    ],
)
@pytest.mark.parametrize("place", ["{}\n\n# 题\n\n正文6000元。", "# 题\n\n{}\n\n正文6000元。"])
def test_html_blocks_without_text_are_passed_over(block: str, place: str) -> None:
    assert read(place.format(block)).text == "正文6000元。"


def test_html_blocks_around_markdown_are_read_together() -> None:
    text = (
        "<div align=center>\n\n<h1>题</h1>\n\n</div>\n\n<details><summary>问</summary>\n\n答5。\n\n"
        "</details>\n\n<table>\n<tr><td>甲</td>\n\n<td>80</td></tr>\n<tr><td>乙</td><td>70</td></tr>"
        "\n</table>\n"
    )
    article = read(text)
    assert (article.title, article.text) == ("题", "问\n答5。\n甲\t80\n乙\t70")


def test_lists_are_numbered_as_commonmark_numbers_them() -> None:
    text = "题\n\n3. 三\n3. 四\n\n说明。\n\n5. 五\n   - 子\n     1) 孙\n     2) 孙二\n\n- 点\n"
    assert read(text).text.split("\n") == [
        *("3.三", "4.四", "说明。", "5.五", "子", "1)孙", "2)孙二", "点"),
    ]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("由~~60%~~调整为70%", "由调整为70%"),
        ("限额~~5000~~6000元", "限额6000元"),
        ("~~**整句80**。~~后", "后"),
        ("5~~10天，20~~30天", "5~~10天，20~~30天"),
        ("5%~~10%，20%~~30%", "5%~~10%，20%~~30%"),
        ("60%~70%，80%~90%", "60%~70%，80%~90%"),
        ("<del>旧5</del><ins>新6</ins>", "新6"),
    ],
)
def test_struck_text_is_left_out_and_ranges_are_kept(text: str, plain: str) -> None:
    assert read(f"题\n\n{text}").text == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("50×10<sup>9</sup>/L，6000<sup>1</sup>元", "50×10⁹/L，6000元[1]"),
        ("10^9^/L，m^2^，CO~2~，6000^1^元", "10⁹/L，m²，CO₂，6000元[1]"),
        (r"$50\times10^{9}/L$，$10^9$，$CO_2$", "50×10⁹/L，10⁹，CO₂"),
        ("10*20*30cm，2**10", "10*20*30cm，2**10"),
        ("国发[2023](12)号，<y80>", "国发[2023](12)号，<y80>"),
        ("合计6000\n7000元", "合计6000 7000元"),
    ],
)
def test_marks_change_no_figure(text: str, plain: str) -> None:
    assert read(f"题\n\n{text}").text == plain


def test_footnotes_stand_at_the_end_and_are_not_lost() -> None:
    text = (
        "题\n\n限额6000[^1]元，见文[^无]。\n\n[^1]: 不含`慢特病`\n    的费用\n\n    第二段5。\n[^9]: 未引用。\n\n"
        "[1]: 未成链接的注。\n\n后文。\n"
    )
    assert read(text).text.split("\n") == [
        "限额6000元[1]，见文[^无]。",
        "[1]:未成链接的注。",
        "后文。",
        "[1]不含慢特病的费用",
        "第二段5。",
        "[9]未引用。",
    ]


def test_lines_of_a_cell_stay_apart() -> None:
    text = "题\n\n| 级 | 例 |\n|--|--|\n| 一级<br>二级 | 80<br>70 |\n"
    assert read(text).text == "级\t例\n一级 二级\t80 70"
