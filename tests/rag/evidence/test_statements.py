from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.evidence.statements import shown, split_statements, whole_sentences
from rag.pipeline import Pipeline
from tests.data.corpus import ARTICLES, TABLE
from tests.rag.evidence.builders import only, scored_statements

ARTICLE = {article.id: article for article in ARTICLES}


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in split_statements(text)]


def test_sentences_end_at_their_marks_with_the_closing_quotes() -> None:
    assert cut("他说：“够了。”真的吗？是的！") == ["他说：“够了。”", "真的吗？", "是的！"]


def test_a_line_ends_a_statement_and_white_space_belongs_to_none() -> None:
    assert cut("  甲 \n\n 乙。 丙") == ["甲", "乙。", "丙"]
    assert cut(" \n ") == []


def test_only_a_long_sentence_is_cut_at_its_semicolons() -> None:
    assert cut("一是建医院；二是配药。") == ["一是建医院；二是配药。"]
    first, second = "一是" + "建医院" * 30 + "；", "二是" + "配药品" * 30 + "。"
    assert cut(first + second) == [first, second]


@given(st.text(alphabet="医保。！？；;”\n 　a1.", max_size=400))
@settings(max_examples=60, deadline=None)
def test_statements_are_in_order_and_leave_nothing_out(text: str) -> None:
    at = 0
    for start, end in split_statements(text):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


def test_a_statement_is_a_verbatim_part_of_its_passage(real_pipeline: Pipeline) -> None:
    every = scored_statements(real_pipeline, "海蓝市社区医院有多少家？")
    for statement in every:
        passage = statement.candidate.passage
        assert ARTICLE[passage.article_id].text[statement.start : statement.end] == statement.text
        assert passage.start <= statement.start < statement.end <= passage.end
    assert len({(s.candidate.row, s.start) for s in every}) == len(every)


def test_a_statement_has_the_kind_of_its_block(real_pipeline: Pipeline) -> None:
    every = scored_statements(real_pipeline, "东湖区的续签率是多少？")
    kinds = {s.text: s.kind for s in every}
    assert kinds["总体目标"] == "heading"
    assert kinds["统计口径为当年有过一次以上服务的居民。"] == "paragraph"
    assert [s.kind for s in every if "表1" in s.text] == ["caption"]
    assert only(every, "东湖区").kind == "table"


def test_a_tables_header_is_no_statement_and_every_other_row_is(real_pipeline: Pipeline) -> None:
    rows = [
        s.text
        for s in scored_statements(real_pipeline, "东湖区的续签率是多少？")
        if s.kind == "table"
    ]
    table = next(b for b in TABLE.blocks if b.kind == "table")
    assert rows == TABLE.text[table.start : table.end].split("\n")[1:]


def test_a_whole_sentence_is_not_cut_at_its_semicolons() -> None:
    text = "甲" * 100 + "；" + "乙" * 100 + "。丙。"
    assert [text[a:b] for a, b in whole_sentences(text)] == [text[:202], "丙。"]


def test_a_quote_is_shown_in_one_line_with_a_blank_after_the_number_of_an_article() -> None:
    assert shown("第五条药店应当登记。\n第十二条之一药店可以刷卡。") == (
        "第五条 药店应当登记。 第十二条之一 药店可以刷卡。"
    )


def test_a_reference_to_an_article_gets_no_blank() -> None:
    assert shown("第五条规定的药店，依照第六条登记。") == "第五条规定的药店，依照第六条登记。"
