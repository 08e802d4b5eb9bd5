from __future__ import annotations

from dataclasses import replace

from index.model import Block
from rag.statutes.provisions import Provision, items, lead_in, paragraphs, provisions
from tests.rag.statutes.statute import FERRIES, document


def of(number: tuple[int, int]) -> Provision:
    (found,) = [one for one in provisions(FERRIES) if one.number == number]
    return found


def text(number: tuple[int, int]) -> str:
    return FERRIES.text[of(number).start : of(number).end]


def test_articles_are_found_in_order_with_inserted_ones() -> None:
    assert [one.number for one in provisions(FERRIES)] == [
        (1, 0), (2, 0), (3, 0), (3, 1), (4, 0), (5, 0), (6, 0),
    ]  # fmt: skip


def test_an_article_holds_all_its_paragraphs_and_items() -> None:
    assert text((2, 0)).startswith("第二条渡口")
    assert text((2, 0)).endswith("不包括桥梁。")


def test_a_reference_at_the_start_of_a_line_begins_no_article() -> None:
    assert "第一条第一款所称渡口" in text((2, 0))


def test_the_last_article_ends_before_the_signature_and_the_annex() -> None:
    assert text((6, 0)) == "第六条本条例自2031年1月1日起施行。"


def test_articles_know_their_chapter_and_section() -> None:
    places = {one.number: (one.chapter, one.section) for one in provisions(FERRIES)}
    assert places[2, 0] == (1, 0)
    assert places[3, 1] == (2, 1)
    assert places[5, 0] == (2, 2)


def test_a_second_statute_in_one_document_begins_a_series() -> None:
    lines = ("第一条甲。", "第二条乙。", "第一条丙。", "第二条丁。")
    assert [one.series for one in provisions(document("两个办法", *lines))] == [0, 0, 1, 1]


def test_a_document_without_numbered_articles_is_no_statute() -> None:
    assert provisions(document("通知", "一、总体要求", "第五条生产线投产。")) == ()


def test_paragraphs_have_their_items_and_no_more() -> None:
    own = paragraphs(FERRIES, of((2, 0)))
    assert [len(paragraph) for paragraph in own] == [5, 1, 1]


def test_the_title_of_an_article_is_no_paragraph() -> None:
    titled = document(
        "规范", "第一条 目的", "为了安全。", "第二条 范围", "全市适用。", "外市参照。"
    )
    first, second = provisions(titled)
    assert len(paragraphs(titled, first)) == 1
    assert [len(one) for one in paragraphs(titled, second)] == [2, 1]


def test_the_rows_of_a_table_belong_to_the_paragraph_above() -> None:
    lines = ("第一条标准如下：", "类别\t金额", "客渡\t5元", "第二条施行。")
    plain = document("标准", *lines)
    at = plain.text.index("类别")
    table = Block("table", at, plain.text.index("\n第二条"), header_rows=1)
    whole = replace(plain, blocks=(plain.blocks[0], table, plain.blocks[3]))
    assert [len(one) for one in paragraphs(whole, provisions(whole)[0])] == [3]


def test_items_are_found_on_lines_of_their_own_and_within_a_line() -> None:
    for number, second in (
        ((2, 0), "（二）经营渡口：\n1.客渡；\n2.货渡。"),
        ((4, 0), "（二）大雾。"),
    ):
        paragraph = paragraphs(FERRIES, of(number))[0]
        start, end = items(FERRIES, paragraph)[2]
        assert FERRIES.text[start:end] == second
        assert FERRIES.text[slice(*lead_in(FERRIES, paragraph))].endswith("：")
