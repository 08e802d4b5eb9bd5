from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from index.model import Article, Passage
from rag.answer import Citation
from rag.blocks import AnswerBlock, Span, plain_text
from rag.extractive.composition import Quote, compose, figures, figures_supported, quotes
from tests.rag.extractive.builders import (
    FIRST,
    SECOND,
    TABLE,
    THIRD,
    candidate,
    one_block_article,
    statement,
)

PASSAGE = candidate(one_block_article())


def written(found: Sequence[Quote], *, name_columns: bool = True) -> str:
    return plain_text(compose(found, name_columns=name_columns))


def cited(n: int, quote: str) -> Citation:
    article = Article("2031-02-03", 1, "标题", quote)
    return Citation(n, Passage("2031-02-03", 1, n, 0, len(quote), quote), article, quote, 0, 9)


def block(*spans: tuple[str, tuple[int, ...]]) -> list[AnswerBlock]:
    """Return a block of spans, each with its citations."""
    return [AnswerBlock("text", tuple(Span(text, cites) for text, cites in spans))]


def test_neighbours_are_joined_to_one_quote() -> None:
    first, second, third = (statement(PASSAGE, w) for w in (FIRST, SECOND, THIRD))
    assert [(q.start, q.end) for q in quotes([second, first])] == [(0, second.end)]
    assert [q.statements for q in quotes([third, first])] == [(first,), (third,)]
    assert quotes([]) == []


def test_the_items_of_a_list_are_blocks_of_their_own_kind() -> None:
    line, *items = (
        replace(statement(PASSAGE, words), listed=words != FIRST)
        for words in (FIRST, SECOND, THIRD)
    )
    blocks = compose(quotes([line, *items]))
    assert [(block.kind, block.words) for block in blocks] == [
        ("quote", FIRST),
        ("item", SECOND),
        ("item", THIRD),
    ]
    assert plain_text(blocks) == f"{FIRST}[1]\n\n- {SECOND}[2]\n- {THIRD}[3]"


def test_rows_are_never_joined() -> None:
    inside = candidate(one_block_article(text=TABLE, header_rows=1))
    rows = [statement(inside, row, kind="table") for row in TABLE.split("\n")[1:]]
    assert len(quotes(rows)) == 3


def test_quotes_are_ordered_by_rank_of_article_then_by_offset() -> None:
    other = candidate(one_block_article(2))
    later, last = statement(PASSAGE, THIRD, rank=3), statement(PASSAGE, FIRST, rank=4)
    best = statement(other, SECOND, rank=0)
    assert [(q.article.id, q.start) for q in quotes([later, last, best])] == [
        ("2031-02-03/2", best.start),
        ("2031-02-03/1", last.start),
        ("2031-02-03/1", later.start),
    ]


def test_a_quote_that_is_only_a_number_is_left_out_unless_it_is_all() -> None:
    inside = candidate(one_block_article(text=f"（2）\n略\n{FIRST}"))
    number, full = statement(inside, "（2）"), statement(inside, FIRST)
    assert written(quotes([number, full])) == f"{FIRST}[1]"
    assert written(quotes([number])) == "（2）[1]"


def test_a_sentence_of_two_articles_is_quoted_once() -> None:
    there = candidate(one_block_article(2))
    found = quotes([statement(PASSAGE, FIRST), statement(there, FIRST, rank=1)])
    assert written(found) == f"{FIRST}[1]"


def test_an_answer_from_one_article_is_its_quotes_with_citation_marks() -> None:
    found = quotes([statement(PASSAGE, FIRST), statement(PASSAGE, THIRD)])
    assert written(found) == f"{FIRST}[1]\n\n{THIRD}[2]"


def test_a_quote_across_lines_is_shown_in_one_line() -> None:
    found = quotes([statement(PASSAGE, FIRST), statement(PASSAGE, SECOND)])
    assert written(found) == f"{FIRST} {SECOND}[1]"


def test_several_articles_are_named_once_each_and_share_one_numbering() -> None:
    other = one_block_article(2)
    there = candidate(other)
    found = quotes(
        [
            statement(PASSAGE, FIRST),
            statement(PASSAGE, THIRD),
            statement(there, SECOND, rank=1),
        ]
    )
    text = written(found)
    assert re.findall(r"\[(\d+)\]", text) == ["1", "2", "3"]
    assert text.count("《第1篇》") == text.count("《第2篇》") == 1
    assert text.index("《第1篇》") < text.index(FIRST) < text.index("《第2篇》")


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ("东湖区\t35.6\t91.2%", "东湖区，人数（万人）：35.6；续签率：91.2%"),
        ("西山区\t\t84.7%", "西山区，续签率：84.7%"),
        ("北渡区\t22.4", "北渡区；22.4"),  # a cell is missing: no column can be named
    ],
)
def test_a_row_is_shown_with_its_column_names(row: str, shown: str) -> None:
    table = one_block_article(text=TABLE, header_rows=1)
    found = quotes([statement(candidate(table), row, kind="table")])
    assert written(found) == f"{shown}[1]"


def test_all_header_rows_name_a_column() -> None:
    text = "区\t签约\t\t面积\n\t人数\t续签率\t\n东湖区\t35.6\t91.2%\t7"
    table = one_block_article(text=text, header_rows=2)
    found = quotes([statement(candidate(table), "东湖区\t35.6\t91.2%\t7", kind="table")])
    assert written(found) == "东湖区，签约人数：35.6；签约续签率：91.2%；面积：7[1]"


def test_a_title_above_all_columns_names_none() -> None:
    text = "区\t签约\t\n\t人数\t续签率\n东湖区\t35.6\t91.2%"
    table = one_block_article(text=text, header_rows=2)
    found = quotes([statement(candidate(table), "东湖区\t35.6\t91.2%", kind="table")])
    assert written(found) == "东湖区，人数：35.6；续签率：91.2%[1]"


def test_neighbouring_rows_are_shown_as_a_table_with_a_mark_in_each_cell() -> None:
    inside = candidate(one_block_article(text=TABLE, header_rows=1))
    rows = [statement(inside, row, kind="table") for row in TABLE.split("\n")[1:3]]
    assert written(quotes(rows)) == (
        "| 区 | 人数（万人） | 续签率 |\n| --- | --- | --- |\n"
        "| 东湖区 | 35.6[1] | 91.2%[1] |\n| 西山区 |  | 84.7%[2] |"
    )


def test_a_row_is_its_cells_without_column_names_or_if_they_are_not_wanted() -> None:
    text, row = "区\t2030\t2031\n东湖区\t35.6\t40.1", "东湖区\t35.6\t40.1"
    bare, named = (
        one_block_article(text=text, header_rows=0),
        one_block_article(text=text, header_rows=1),
    )
    unnamed = quotes([statement(candidate(bare), row, kind="table")])
    assert written(unnamed) == "东湖区；35.6；40.1[1]"
    found = quotes([statement(candidate(named), row, kind="table")])
    assert written(found, name_columns=False) == "东湖区；35.6；40.1[1]"
    assert written(found) == "东湖区，2030：35.6；2031：40.1[1]"


def test_the_number_of_a_row_is_left_out() -> None:
    text = "序号\t机构\t家数\n1\t医院\t30"
    table = one_block_article(text=text, header_rows=1)
    inside = candidate(table)
    row = statement(inside, "1\t医院\t30", kind="table")
    assert written(quotes([row])) == "医院，家数：30[1]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021年共1,200家", {"2021", "1200"}),
        ("降了53.50%", {"53.5"}),
        ("１２家", {"12"}),
        ("10.0元和100元", {"10", "100"}),
        ("三成", set()),
        ("12.", {"12"}),
    ],
)
def test_figures_are_half_width_without_separators_and_final_zeros(
    text: str, expected: set[str]
) -> None:
    assert figures(text) == expected


def test_a_figure_in_the_quote_is_supported() -> None:
    assert figures_supported(block(("共30家", (1,))), [cited(1, "全市建成30家")])
    assert figures_supported(block(("共1200家", (1,))), [cited(1, "全市建成1,200家")])


def test_a_figure_that_is_in_no_quote_is_not_supported() -> None:
    assert not figures_supported(block(("共31家", (1,))), [cited(1, "全市建成30家")])
    assert not figures_supported(block(("共3家", (1,))), [cited(1, "全市建成30家")])


def test_a_figure_is_supported_only_by_the_quote_cited_for_it() -> None:
    citations = [cited(1, "全市建成30家"), cited(2, "签约率75%")]
    assert figures_supported(block(("共30家", (1,)), ("签约率75%", (2,))), citations)
    assert not figures_supported(block(("共30家", (2,)), ("签约率75%", (1,))), citations)
    assert figures_supported(block(("共30家，签约率75%", (1, 2))), citations)


def test_a_figure_without_a_citation_or_with_an_unknown_one_is_not_supported() -> None:
    assert not figures_supported(block(("共30家。", ())), [cited(1, "全市建成30家")])
    assert not figures_supported(block(("共30家", (7,))), [cited(1, "全市建成30家")])
    assert figures_supported(block(("没有找到。", ())), [])


def test_a_figure_in_the_title_of_a_source_needs_no_support() -> None:
    source = AnswerBlock("source", article=Article("2031-02-03", 1, "2031年的7件事", "正文"))
    assert figures_supported([source, *block(("共30家", (1,)))], [cited(1, "全市建成30家")])
    assert not figures_supported([source, *block(("共7家", (1,)))], [cited(1, "全市建成30家")])


def test_a_figure_in_a_heading_before_a_quote_must_be_in_the_quote() -> None:
    citations = [cited(1, "全市建成30家")]
    assert not figures_supported(block(("2033年：", ()), ("共30家", (1,))), citations)
    assert figures_supported(block(("东江：", ()), ("共30家", (1,))), citations)


def test_what_supports_stands_secondary_below_a_line() -> None:
    found = quotes([statement(PASSAGE, words) for words in (FIRST, THIRD)])
    blocks = compose(found, supporting=1)
    assert plain_text(blocks) == f"{FIRST}[1]\n\n另见：\n\n{THIRD}[2]"
    assert [block.secondary for block in blocks] == [False, True, True]
    assert not any(block.secondary for block in compose(found, supporting=2))  # nothing answers


def test_what_supports_from_the_article_named_last_needs_no_other_head() -> None:
    other = candidate(one_block_article(2))
    first, third, second = (
        quotes([one])[0]
        for one in (statement(PASSAGE, FIRST), statement(PASSAGE, THIRD), statement(other, SECOND))
    )
    assert [block.kind for block in compose([first, third, second], supporting=2)] == [
        *("source", "quote", "text", "quote"),
        *("source", "quote"),
    ]


def test_what_supports_keeps_the_order_of_the_text() -> None:
    first, third = statement(PASSAGE, FIRST, [0]), statement(PASSAGE, THIRD, [9])
    assert [q.statements for q in quotes([first, third])] == [(third,), (first,)]
    assert [q.statements for q in quotes([first, third], by_text=True)] == [(first,), (third,)]
