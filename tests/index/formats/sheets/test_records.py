from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import DocumentError
from index.loading.registry import read_bytes
from index.model import Article

ROW = {
    "title": "药价又降了",
    "text": "三省联合采购。\n\n平均降价61.3%。",
    "source": "海蓝日报",
    "date": "2031-02-03",
    "url": "https://example.cn/1",
}


def read_csv(text: str) -> tuple[list[Article], list[str]]:
    return read_bytes(text.encode(), ".csv", "库")


def read_jsonl(*rows: object) -> tuple[list[Article], list[str]]:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    return read_bytes("\n".join(lines).encode(), ".jsonl", "库")


def test_every_json_line_is_an_article() -> None:
    articles, warnings = read_jsonl(ROW, "", {**ROW, "title": "第二篇"})
    assert [(a.id, a.title) for a in articles] == [("库/1", "药价又降了"), ("库/2", "第二篇")]
    first = articles[0]
    assert first.text == "三省联合采购。\n平均降价61.3%。"
    assert (first.source, first.date, first.url) == ("海蓝日报", "2031-02-03", ROW["url"])
    assert warnings == []


@pytest.mark.parametrize("mark", [",", "\t", ";"], ids=["comma", "tab", "semicolon"])
def test_csv_columns_are_recognised_by_chinese_names(mark: str) -> None:
    header = mark.join(["标题", "正文", "来源", "日期", "链接", "备注"])
    row = mark.join(["药价", '"第一行，\n第二行""好""。"', "日报", "2031年2月3日", "", "无"])
    [article], warnings = read_csv(f"{header}\n{row}\n\n")
    assert (article.title, article.source, article.date) == ("药价", "日报", "2031-02-03")
    assert article.text == '第一行，\n第二行"好"。'
    assert warnings == []


def test_one_bad_row_does_not_stop_the_rest() -> None:
    articles, warnings = read_jsonl(ROW, "{", [1], {"title": "空"}, {**ROW, "text": 7}, ROW)
    assert [a.n for a in articles] == [1, 2]
    assert warnings == [
        "第 2 行不是有效的 JSON，已跳过",
        "第 3 行不是 JSON 对象，已跳过",
        "第 4 行没有正文，已跳过",
        "第 5 行没有正文，已跳过",
    ]
    articles, warnings = read_csv('title,text\n甲,一。\n乙\n丙,"二。\n三。",多\n丁,四。\n')
    assert [a.title for a in articles] == ["甲", "丁"]
    assert warnings == ["第 3 行没有正文，已跳过", "第 4 行的列比表头多，已跳过"]


def test_warnings_about_many_bad_rows_are_summed_up() -> None:
    _, warnings = read_jsonl(ROW, *["{"] * 30)
    assert len(warnings) == 21
    assert warnings[-1] == "另有 10 行无法读取，已跳过"


@pytest.mark.parametrize(
    ("text", "suffix", "reason"),
    [
        ("title,text\n", ".csv", "没有数据行"),
        ('title,text\n"没有结束', ".csv", "第 2 行引号或分隔符不正确"),
        ("\n", ".jsonl", "文件是空的"),
        ("{\n", ".jsonl", "第 1 行不是有效的 JSON"),
        ('{"text": ' + "[" * 100_000, ".jsonl", "第 1 行不是有效的 JSON"),
        ('{"text": ' + "[" * 100_000, ".json", "不是有效的 JSON"),
        ('{"name": "wence"}', ".json", "没有成组的记录"),
        ("[1, 2]", ".json", "没有成组的记录"),
        ('[{"title": "空"}]', ".json", "第 1 行没有正文"),
    ],
)
def test_a_file_without_articles_is_refused(text: str, suffix: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read_bytes(text.encode(), suffix, "库")


def test_the_title_of_a_row_without_one_is_its_first_line() -> None:
    [article], _ = read_jsonl({"正文": "药价又降了\n三省联合采购。"})
    assert article.title == "药价又降了"


ROWS = [{"标题": "药价", "正文": "限价12.50元。"}, {"标题": "救助", "正文": "对象为低保户。"}]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ROWS, ensure_ascii=False, indent=1),
        json.dumps({"code": 0, "data": ROWS}),
        "\n".join(map(json.dumps, ROWS)),
    ],
    ids=["array", "in an object", "lines"],
)
def test_json_in_any_shape_gives_an_article_for_every_object(text: str) -> None:
    articles, warnings = read_bytes(text.encode(), ".json", "库")
    assert [(a.id, a.title, a.text) for a in articles] == [
        ("库/1", "药价", "限价12.50元。"),
        ("库/2", "救助", "对象为低保户。"),
    ]
    assert warnings == []


def test_one_json_object_is_an_article() -> None:
    [article], _ = read_bytes(json.dumps(ROWS[0]).encode(), ".json", "库")
    assert article.title == "药价"


def test_json_objects_without_texts_are_a_table_with_their_digits() -> None:
    text = '[{"药品": "甲", "限价": 12.50}, {"药品": "乙", "限价": 3.10, "备注": null}]'
    [article], _ = read_bytes(text.encode(), ".json", "库")
    assert article.text == "药品\t限价\t备注\n甲\t12.50\t\n乙\t3.10\t"
    assert article.title == "库" and article.blocks[0].header_rows == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(["text", "正文", "title", "date", "url", "status", "n", "issue", "blocks"])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.dictionaries(FIELDS, JSON, max_size=6) | JSON, max_size=4))
def test_any_json_lines_are_refused_or_read(rows: list[object]) -> None:
    try:
        articles, _ = read_jsonl(*rows)
    except DocumentError:
        return
    assert [a.id for a in articles] == [f"库/{n}" for n in range(1, len(articles) + 1)]
    assert all(a.text and isinstance(a.title, str) for a in articles)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet='甲乙。,"\t;\n\r', max_size=60))
def test_any_csv_is_refused_or_read(text: str) -> None:
    try:
        articles, _ = read_csv(f"标题,正文\n{text}")
    except DocumentError:
        return
    assert all(a.text for a in articles)


def test_html_in_a_cell_keeps_its_paragraphs_and_tables() -> None:
    cell = "<p>限额6000元。</p><table><tr><td>级别</td><td>比例</td></tr><tr><td>一级</td><td>80%</td></tr></table>"
    [article], _ = read_jsonl({"标题": "门诊统筹", "正文": cell})
    assert article.text == "限额6000元。\n级别\t比例\n一级\t80%"
