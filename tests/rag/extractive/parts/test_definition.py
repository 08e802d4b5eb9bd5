from __future__ import annotations

import pytest

from rag.extractive.parts.definition import defined_term, defines, definition
from tests.rag.extractive.builders import candidate, one_block_article, statement


@pytest.mark.parametrize(
    ("asked", "term"),
    [
        ("什么是社区食堂？", "社区食堂"),
        ("什么叫“共享单车”", "共享单车"),
        ("何为应急车道？", "应急车道"),
        ("渡口是什么？", "渡口"),
        ("请问渡口是指什么？", "渡口"),
        ("渡口指的是什么意思？", "渡口"),
        ("临时摊位的定义", "临时摊位"),
        ("渡口有哪些？", ""),
        ("渡口的开放时间是几点？", ""),
        ("什么人可以开渡船？", ""),
    ],
)
def test_a_question_about_a_definition_names_its_term(asked: str, term: str) -> None:
    assert defined_term(asked) == term


@pytest.mark.parametrize(
    ("text", "surely"),
    [
        ("第三条本办法所称渡口，是指供渡船上下人员的场所。", 2),
        ("渡口（含临时渡口），指供渡船停靠的场所。", 2),
        ("渡口，即渡船停靠的地方。", 2),
        ("渡口是供渡船上下人员的场所。", 1),
        ("渡口指导员负责渡口的安全。", 0),
        ("渡口是禁止吸烟的。", 0),
        ("乡镇渡口，应当每年检查。", 0),
        ("本市的码头是供货船停靠的场所。", 0),
    ],
)
def test_how_surely_a_sentence_defines_is_told_by_its_form(text: str, surely: int) -> None:
    assert defines(text, "渡口") == surely


def test_the_surest_definition_near_the_best_statement_is_found() -> None:
    lines = ["渡口应当设标志。", "渡口，是指停靠渡船的场所。", "渡口是停靠渡船的地方。"]
    inside = candidate(one_block_article(text="".join(lines)))
    found = [statement(inside, line) for line in lines]
    assert definition(found, [3, 0, 1], "什么是渡口？") == 1
    assert definition(found, [9, 0, 1], "什么是渡口？") is None  # far below the best one
    assert definition(found, [3, 0, 1], "渡口有几个？") is None


def test_a_term_of_a_document_is_looked_for_by_itself() -> None:
    line = "渡口，是指停靠渡船的场所。"
    inside = candidate(one_block_article(text=line))
    assert definition([statement(inside, line)], [0], "渡船办法所称渡口是什么？") == 0


@pytest.mark.parametrize(
    ("text", "surely"),
    [
        ("县里说，流动渡口是指没有码头的渡口。", 1),
        ("“流动渡口”改革用一句话来说，就是把码头搬到船上。", 0),
        ("流动载客渡口试点简单来说，就是把码头搬到船上。", 2),
        ("县里说，固定渡口是指有码头的渡口。", 0),  # has another beginning
        ("流动载客码头是指能移动的码头。", 0),  # has another ending
        ("流动渡口每年检查。", 0),
    ],
)
def test_a_text_may_define_by_a_shorter_name_or_in_a_word(text: str, surely: int) -> None:
    assert defines(text, "流动载客渡口") == surely


def test_what_is_so_called_is_defined() -> None:
    assert defines("所谓医养结合，就是把医疗和养老合在一起。", "医养结合") == 2
    assert defines("医养结合，就是好。", "医养结合") == 0
