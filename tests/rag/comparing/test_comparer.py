"""Two versions of a rule and two cities' plans, compared whole."""

from dataclasses import replace

import pytest

from rag.comparing.comparer import Comparer, SameArticle, TooLongToCompare, compare
from rag.comparing.comparison import pieces
from tests.rag.comparing.versions import plans, versions


@pytest.fixture(scope="module")
def rule(archive):
    return compare(archive, *versions())


@pytest.fixture(scope="module")
def cities(archive):
    return compare(archive, *plans())


def row_of(found, words):
    return next(r for r in found.rows if words in (r.a.text if r.a else r.b.text))


def test_versions_are_told_by_their_title(rule, cities):
    assert (rule.kind, cities.kind) == ("versions", "documents")


def test_every_quote_is_verbatim(rule, cities):
    for found in (rule, cities):
        for row in found.rows:
            for side, one in ((row.a, found.a), (row.b, found.b)):
                assert not side or one.article.text[side.start : side.end] == side.text


def test_every_clause_of_both_is_in_one_row(rule):
    for name, one in (("a", rule.a), ("b", rule.b)):
        places = sorted((s.start, s.end) for r in rule.rows if (s := getattr(r, name)))
        assert "".join(one.article.text[slice(*p)] for p in places) == one.article.text.replace(
            "\n", ""
        )


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("为了规范公租房管理", "same"),
        ("人均住房面积", "changed"),
        ("轮候期限", "removed"),
        ("公开、公平、公正", "added"),
        ("可以收回住房", "changed"),
        ("第二章", "same"),
    ],
)
def test_clauses_are_the_same_changed_added_or_removed(rule, words, status):
    assert row_of(rule, words).status == status


def test_what_only_has_another_number_is_the_same(rule):
    row = row_of(rule, "申请公租房应当具备下列条件")
    assert (row.status, row.renumbered, row.a.label, row.b.label) == (
        "same",
        True,
        "第三条",
        "第四条",
    )


def test_changes_are_told_word_by_word(rule):
    row = row_of(rule, "可以收回住房")
    assert [text for text, differs in pieces(row, "a") if differs] == ["可以"]
    assert [text for text, differs in pieces(row, "b") if differs] == ["应当"]
    assert row.reasons == ("duty",)


def test_figures_that_differ_stand_side_by_side(rule):
    differing = {
        (pair.a.written, pair.b.written): pair.difference
        for _, pair in rule.figures
        if pair.verdict == "changed"
    }
    assert differing[("15平方米", "18平方米")] == "+3平方米（+20%）"
    assert differing[("6万元", "8万元")] == "+2万元（+33.3%）"
    assert differing[("60%", "50%")] == "−10 个百分点"
    assert differing[("20个工作日", "10个工作日")] == "−10工作日（−50%）"
    assert differing[("2018年7月1日", "2023年9月1日")] == "晚 1888 天"


def test_weighty_changes_come_first_and_headings_last(rule):
    ordered = rule.by_importance()
    assert ordered[0].importance >= ordered[-1].importance
    assert all(row.status != "same" for row in ordered)


def test_an_added_clause_stands_where_the_second_text_has_it(rule):
    at = rule.rows.index(row_of(rule, "公开、公平、公正"))
    assert "本办法适用于" in rule.rows[at - 1].a.text
    assert rule.rows[at + 1].a.text == "第二章 申请"


def test_links_mark_the_place_in_each_article(rule):
    row = row_of(rule, "可以收回住房")
    text = rule.a.article.text
    start = text.index("第七条")
    assert rule.a.url(row.a.start, row.a.end).startswith(
        f"/articles/gzf-2018/1?q={start}-{start + len(row.a.text)}#p"
    )


def test_the_summary_counts(rule):
    counts = rule.counts
    assert counts["added"] == 1 and counts["removed"] == 1
    assert rule.summary.startswith(f"改动 {counts['changed']} 处，新增 1 处，删去 1 处")


def test_like_clauses_of_two_documents_stand_side_by_side(cities):
    row = row_of(cities, "鼓励用人单位")
    assert row.b.text.startswith("支持用人单位")
    assert row_of(cities, "家长学校").status == "added"
    assert row_of(cities, "每年检查一次").status == "removed"
    targets = row_of(cities, "每千人口托位达到4.5个")
    assert [(p.a.written, p.b.written) for p in targets.figures if p.verdict == "changed"]


def test_a_clause_that_moved_is_told():
    from tests.conftest import FakePipeline

    old = versions()[0]
    lines = old.text.split("\n")
    moved = "\n".join([*lines[:3], *lines[4:], lines[3]])
    assert "第二条" in lines[3]
    new = replace(old, issue="gzf-2019", text=moved, blocks=())
    old = replace(old, blocks=())
    found = compare(FakePipeline([old, new]), old, new)
    assert [row.a.label for row in found.rows if row.moved] == ["第二条"]
    assert found.counts["moved"] == 1 and found.summary.endswith("移动 1 处。")


def test_a_paragraph_split_in_two_is_one_row():
    from tests.conftest import FakePipeline

    old = replace(versions()[0], blocks=())
    text = old.text.replace("60%。租金", "60%。\n租金")
    new = replace(old, issue="gzf-2019", text=text)
    found = compare(FakePipeline([old, new]), old, new)
    row = next(r for r in found.rows if r.a and "财政专户" in r.a.text)
    assert (row.parts, row.status) == ("split", "same")


def test_an_article_is_not_compared_with_itself_nor_without_bounds(archive):
    first, second = versions()
    with pytest.raises(SameArticle):
        compare(archive, first, first)
    endless = replace(second, text="一句话说明问题。\n" * 2001, blocks=())
    with pytest.raises(TooLongToCompare):
        compare(archive, first, endless)


def test_results_are_kept(archive):
    comparer = Comparer(archive)
    first, second = versions()
    assert comparer.compare(first, second) is comparer.compare(first, second)
    changed = replace(second, text=second.text + "\n第九条 另行规定。", blocks=())
    assert comparer.compare(first, changed).rows[-1].b.text == "第九条 另行规定。"


def test_the_json_has_both_sides_of_each_row(rule):
    data = rule.to_json("https://wence.example")
    assert data["kind"] == "versions" and data["counts"]["added"] == 1
    row = next(r for r in data["rows"] if r["status"] == "changed" and r["changes"])
    assert row["a"]["url"].startswith("https://wence.example/articles/gzf-2018/1?q=")
    whole = "".join(row["b"]["quote"][slice(*c["b"])] for c in row["changes"])
    assert whole == row["b"]["quote"]
    figure = data["figures"][0]
    assert data["rows"][figure["row"]]["figures"] and figure["verdict"] == "changed"
