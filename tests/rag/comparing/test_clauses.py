from index.model import Article, Block
from rag.comparing.clauses import clauses
from tests.rag.comparing.versions import versions


def test_a_statute_is_split_into_headings_articles_and_items():
    found = clauses(versions()[0], 160)
    kinds = [(one.kind, one.label) for one in found]
    assert kinds[:4] == [
        ("text", ""),
        ("heading", "第一章"),
        ("text", "第一条"),
        ("text", "第二条"),
    ]
    item = next(one for one in found if "户籍" in one.text)
    assert (item.label, item.words) == ("（一）", "具有本市户籍满3年；")
    assert item.headings == ("第二章 申请", "第三条")


def test_items_belong_to_the_group_of_their_article():
    groups = {one.label + one.text[:8]: one.group for one in clauses(versions()[0], 160)}
    assert groups["第三条第三条 申请公租"] == groups["（一）（一）具有本市户"]
    assert groups["第三条第三条 申请公租"] != groups["第四条第四条 街道办事"]


def test_a_long_paragraph_is_split_into_sentences_at_exact_places():
    text = "第一句话说明情况的来由和背景。短句。第二句话说明以后怎么办才好。"
    article = Article("x", 1, "标题", text)
    assert [one.text for one in clauses(article, 100)] == [text]
    split = clauses(article, 20)
    assert [one.text for one in split] == [
        "第一句话说明情况的来由和背景。短句。",
        "第二句话说明以后怎么办才好。",
    ]
    assert all(text[one.start : one.end] == one.text for one in split)
    assert len({one.line for one in split}) == 1


def test_the_rows_of_a_table_are_clauses_and_its_head_is_known():
    text = "区\t家数\n东湖区\t40\n说明。"
    blocks = (Block("table", 0, 12 - 1, 0, 1), Block("paragraph", 12, 15))
    found = clauses(Article("x", 1, "标题", text, blocks=blocks), 100)
    assert [(one.kind, one.names_columns) for one in found] == [
        ("row", True),
        ("row", False),
        ("text", False),
    ]


def test_blank_lines_and_spaces_around_lines_are_no_part_of_a_clause():
    found = clauses(Article("x", 1, "标题", "\n  甲乙丙 \n\n丁\n"), 100)
    assert [(one.text, one.start) for one in found] == [("甲乙丙", 3), ("丁", 9)]
