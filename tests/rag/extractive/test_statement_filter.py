from __future__ import annotations

from dataclasses import replace

import pytest

from index.model import Article, Block
from rag.evidence.statements import Statement
from rag.extractive.statement_filter import answering, has_content, is_bare, is_salutation, unsaid
from tests.rag.extractive.builders import (
    FIRST,
    SECOND,
    TABLE,
    candidate,
    one_block_article,
    statement,
)

HEADING = "一、社区医院要建多少家"
TEXT = f"{HEADING}\n{FIRST}\n{SECOND}"
AT = len(HEADING) + 1
BLOCKS = (
    Block("heading", 0, AT - 1, level=1),
    Block("paragraph", AT, AT + len(FIRST)),
    Block("paragraph", AT + len(FIRST) + 1, len(TEXT)),
)
PASSAGE = candidate(Article("2031-02-03", 1, "标题", TEXT, blocks=BLOCKS))
ALONE = statement(PASSAGE, HEADING, kind="heading")


def texts(*chosen: Statement) -> list[str]:
    return [s.text for s in answering(chosen)]


@pytest.mark.parametrize("text", ["（2）", "二、目标", "1.", "。", "①", "第三章 附则"])
def test_numbering_and_a_word_or_two_are_no_content(text: str) -> None:
    assert not has_content(text)


@pytest.mark.parametrize(
    "text", ["全市建成30家", "（2）培训全科医生", "建成3家。", "二、3天", "PD-1药物"]
)
def test_a_short_sentence_is_content(text: str) -> None:
    assert has_content(text)


def test_a_heading_alone_is_left_out_and_one_above_a_chosen_sentence_stays() -> None:
    assert texts(ALONE, statement(PASSAGE, SECOND)) == [SECOND]
    assert texts(ALONE, statement(PASSAGE, FIRST)) == [HEADING, FIRST]


def test_the_text_below_is_in_the_same_article() -> None:
    other = candidate(one_block_article(2, text="甲" * AT + SECOND))
    assert texts(ALONE, statement(other, SECOND)) == [SECOND]


def test_where_only_a_heading_was_chosen_the_sentence_below_it_is_added() -> None:
    assert texts(ALONE) == [HEADING, FIRST]


def test_a_heading_without_text_below_stays_where_nothing_else_was_chosen() -> None:
    article = Article("2031-02-03", 1, "标题", HEADING, blocks=BLOCKS[:1])
    assert texts(statement(candidate(article), HEADING, kind="heading")) == [HEADING]


def test_a_heading_that_is_an_item_of_the_list_asked_for_stays() -> None:
    assert texts(replace(ALONE, listed=True), statement(PASSAGE, SECOND)) == [HEADING, SECOND]


def test_the_same_words_are_kept_once_whatever_their_punctuation() -> None:
    there = candidate(one_block_article(2, text=FIRST.replace("。", "；")))
    again = statement(there, FIRST.replace("。", "；"))
    assert texts(statement(PASSAGE, FIRST), again, statement(PASSAGE, SECOND)) == [FIRST, SECOND]


def test_rows_of_tables_with_the_same_cells_all_stay() -> None:
    row = TABLE.split("\n")[1]
    one, other = (candidate(one_block_article(n, TABLE, header_rows=1)) for n in (1, 2))
    assert (
        texts(statement(one, row, kind="table"), statement(other, row, kind="table")) == [row] * 2
    )


def test_nothing_chosen_gives_nothing() -> None:
    assert texts() == []


LONGER = "到年底，海蓝市建成30家社区医院，覆盖所有街道和乡镇，居民都能就近看病。"
SHORTER = "到年底海蓝市建成30家社区医院，覆盖所有街道、乡镇，居民能就近看病。"


def two(first: str, second: str) -> list[Statement]:
    """Return both as statements of one article."""
    inside = candidate(one_block_article(text=f"{first}\n{second}"))
    return [statement(inside, first), statement(inside, second)]


def test_what_another_sentence_of_the_article_contains_is_left_out() -> None:
    assert texts(*two("海蓝市建成30家社区医院。", LONGER)) == [LONGER]


def test_nearly_the_same_words_are_quoted_once() -> None:
    assert texts(*two(LONGER, SHORTER)) == [LONGER]


def test_nearly_the_same_words_with_another_figure_both_stay() -> None:
    changed = SHORTER.replace("30", "45")
    assert texts(*two(LONGER, changed)) == [LONGER, changed]


def test_a_longer_sentence_of_a_later_article_takes_no_place() -> None:
    later = candidate(one_block_article(2, text=LONGER))
    brief = candidate(one_block_article(text="海蓝市建成30家社区医院。"))
    found = [statement(brief, "海蓝市建成30家社区医院。"), statement(later, LONGER)]
    assert texts(*found) == [s.text for s in found]


def test_the_heading_of_a_chapter_is_left_out_even_above_what_was_chosen() -> None:
    text = f"第二章考试\n{FIRST}"
    blocks = (Block("heading", 0, 5, level=1), Block("paragraph", 6, len(text)))
    inside = candidate(Article("2031-02-03", 1, "条例", text, blocks=blocks))
    chapter = statement(inside, "第二章考试", kind="heading")
    assert texts(chapter, statement(inside, FIRST)) == [FIRST]


@pytest.mark.parametrize(
    "text",
    ["县办〔2031〕5号", "2031年5月1日 （此件公开发布）", "二〇三一年五月一日", "县人民政府办公室"],
)
def test_a_number_of_a_file_a_date_or_a_signature_is_no_sentence(text: str) -> None:
    assert is_bare(text)
    assert not is_bare(f"{text}起施行。")


def test_what_was_said_before_is_not_said_again_but_in_rows() -> None:
    first, again = statement(PASSAGE, FIRST), statement(candidate(one_block_article(2)), FIRST)
    other, row = statement(PASSAGE, SECOND), statement(PASSAGE, FIRST, kind="table")
    assert unsaid([again, other, row], [first]) == [other, row]


@pytest.mark.parametrize(
    ("text", "greets"),
    [
        ("各县人民政府，县里各部门：", True),
        ("各渡口所、国家海事局各处：", False),
        ("东湖县人民政府：", True),
        ("各渡口应当具备下列条件，报渡口委：", False),
        ("县人民政府可以撤销下列机构：", False),
        ("渡口分为三类：", False),
    ],
)
def test_the_line_that_says_to_whom_a_document_goes_is_a_salutation(
    text: str, greets: bool
) -> None:
    assert is_salutation(text) is greets


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "营业性渡口是由船主在河上为行人收取费用来提供摆渡服务的场所。",
            "非营业性渡口是由船主在河上为行人收取费用来提供摆渡服务的场所。",
        ),
        (
            "一类渡口由船主在河上为行人来提供摆渡并收取费用的服务。",
            "二类的渡口由船主在河上为行人来提供摆渡并收取费用的服务。",
        ),
    ],
)
def test_sentences_that_differ_in_a_number_or_a_not_both_stay(one: str, other: str) -> None:
    inside = candidate(one_block_article(text=other + one))
    assert texts(statement(inside, other), statement(inside, one)) == [other, one]
