"""Documents of conversations and of marked articles."""

from tests.ui.export.conftest import COST, given
from ui.export.building import conversation, marked_article
from ui.export.request import ConversationGiven


def test_blocks_keep_kind_bold_text_and_numbers(document):
    [section] = document.sections
    kinds = [block.kind for block in section.blocks]
    assert kinds == ["source", "paragraph", "item", "item", "table"]
    assert [block.sign for block in section.blocks[2:4]] == ["- ", "1. "]
    assert section.blocks[1].spans[1].bold and section.blocks[1].spans[1].cites == (1,)


def test_a_citation_that_is_lost_is_told(document):
    [section] = document.sections
    assert section.notes == ["[3] 与现在收录的原文对不上，没有列出出处。"]
    assert [quote.n for source in section.sources for quote in source.quotes] == [1, 2]


def test_an_article_has_its_headings_tables_and_marks(article):
    [section] = article.sections
    assert [b.level for b in section.blocks if b.kind == "heading"] == [1, 1]
    [table] = [block for block in section.blocks if block.rows]
    assert table.header_rows == 1 and len(table.rows) == 3
    marked = [span for block in section.blocks for span in block.spans if span.bold]
    assert [(span.text, span.cites) for span in marked] == [("120家", (1,)), (COST, (2,))]


def test_a_mark_across_blocks_is_cited_once_where_it_ends(pipeline, places):
    found = pipeline.store.article("2022-03-14/1")
    end = found.text.index("40\t78%") + 2
    [section] = marked_article(
        found, [(22, end), (23, 30), (9, 9), (10**8, 10**9)], places
    ).sections
    cells = [c for b in section.blocks for c in (b.spans, *(c for row in b.rows for c in row))]
    spans = [span for cell in cells for span in cell]
    assert [span.text for span in spans if span.cites] == ["40"]
    assert sum(span.bold for span in spans) > 4


def test_what_the_check_changed_is_told_at_the_end(places):
    statements = [
        {"outcome": "supported"},
        {"outcome": "struck", "text": "市里将建机场。", "reason": "原文里找不到“机场”"},
    ]
    asked = ConversationGiven.model_validate(
        given(engine="llm", checked={"summary": "略", "statements": statements})
    )
    [section] = conversation(asked.turns, places).sections
    assert section.notes[:3] == [
        "以上答案由大模型撰写，逐句核对过出处。",
        "核对 2 句：1 句有据，1 句删去。",
        "删去：“市里将建机场。”（原文里找不到“机场”）",
    ]
