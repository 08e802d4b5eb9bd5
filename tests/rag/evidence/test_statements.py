from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.evidence.statements import FEATURES, WEIGHTS, Statement, split_statements, statements
from rag.pipeline import Pipeline
from rag.question.understanding import understand
from rag.retrieval.late_interaction import max_sim
from tests.data.corpus import ARTICLES, CENTRES, TABLE

ARTICLE = {article.id: article for article in ARTICLES}


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in split_statements(text)]


def found(pipeline: Pipeline, asked: str) -> list[Statement]:
    return statements(pipeline.retriever.retrieve(understand(asked)))


def feature(statement: Statement, name: str, part: int = 0) -> float:
    return float(statement.features[part, FEATURES.index(name)])


def one(statements: list[Statement], words: str) -> Statement:
    (only,) = [s for s in statements if words in s.text]
    return only


# Cutting


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


# Statements of the best passages


def test_a_statement_is_a_verbatim_stretch_of_its_passage(real_pipeline: Pipeline) -> None:
    every = found(real_pipeline, "海蓝市社区医院有多少家？")
    for statement in every:
        passage = statement.candidate.passage
        assert ARTICLE[passage.article_id].text[statement.start : statement.end] == statement.text
        assert passage.start <= statement.start < statement.end <= passage.end
    assert len({(s.candidate.row, s.start) for s in every}) == len(every)


def test_statements_tell_their_kind(real_pipeline: Pipeline) -> None:
    every = found(real_pipeline, "东湖区的续签率是多少？")
    kinds = {s.text: s.kind for s in every}
    assert kinds["总体目标"] == "heading"
    assert kinds["统计口径为当年有过一次以上服务的居民。"] == "paragraph"
    assert [s.kind for s in every if "表1" in s.text] == ["caption"]
    assert one(every, "东湖区").kind == "table"


def test_a_tables_header_is_no_statement_and_every_other_row_is(real_pipeline: Pipeline) -> None:
    rows = [s.text for s in found(real_pipeline, "东湖区的续签率是多少？") if s.kind == "table"]
    table = next(b for b in TABLE.blocks if b.kind == "table")
    assert rows == TABLE.text[table.start : table.end].split("\n")[1:]


def test_a_row_is_read_with_its_header(real_pipeline: Pipeline) -> None:
    asked = "东湖区的续签率"
    row = one(found(real_pipeline, asked), "东湖区")
    query = real_pipeline.retriever.encode(understand(asked))
    tokens = query.covering([(asked.index("续签率"), len(asked))])
    own = max_sim(row.candidate.similarity[row.candidate.text])[tokens]
    assert feature(row, "match") > feature(row, "own")
    assert row.similarity[tokens] == pytest.approx(own, abs=0.05)


def test_scores_are_the_features_weighed_for_each_part(real_pipeline: Pipeline) -> None:
    for statement in found(real_pipeline, "社区医院有多少家？江原省全年结算多少人次？"):
        assert statement.features.shape == (2, len(FEATURES))
        assert statement.scores == pytest.approx(statement.features @ WEIGHTS)
        assert statement.similarity.max() <= 1 + 1e-5


def test_each_part_has_its_own_best_statement(real_pipeline: Pipeline) -> None:
    every = found(real_pipeline, "到2033年社区医院要达到多少家？江原省全年结算多少人次？")
    scores = np.stack([s.scores for s in every])
    assert "126家" in every[int(scores[:, 0].argmax())].text
    assert "29.8万" in every[int(scores[:, 1].argmax())].text


def test_features_say_what_a_statement_has(real_pipeline: Pipeline) -> None:
    every = found(real_pipeline, "第三批集采涉及多少种耗材？")
    has, heading = one(every, "16种"), one(every, "总体目标")
    assert feature(has, "unit") == feature(has, "figure") == 1
    assert feature(has, "conflict") == 1
    assert feature(has, "heading") == feature(heading, "unit") == 0
    assert feature(heading, "heading") == 1
    assert feature(one(every, "留住医生？"), "asks") == 1
    assert feature(one(every, "东湖区"), "row") == 1
    assert feature(one(every, "表1"), "caption") == 1


def test_words_in_common_count(real_pipeline: Pipeline) -> None:
    every = found(real_pipeline, "夜间门诊方便谁看病？")
    near, far = one(every, "夜间门诊"), one(every, "16种")
    assert feature(near, "lexical") > feature(far, "lexical") == 0
    assert near.text in CENTRES.text
