from __future__ import annotations

from dataclasses import replace

import pytest

from index.model import Article
from rag.evidence.own_items import PLACES, YEARS, Asked, asked_items, belongs, items, own_first
from rag.evidence.statements import Statement
from rag.question.understanding import Question, understand
from tests.rag.extractive.builders import candidate, one_block_article, statement


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("第二批和第3批集采", "批", {"二", "三"}),
        ("首批和第二批集采", "批", {"一", "二"}),
        ("第五次大督查", "次", {"五"}),
        ("一次性补助", "次", set()),
        ("重度二级每月补贴", "级", {"二"}),
        ("一级至四级伤残", "级", {"一", "二", "三", "四"}),
        ("上一级部门", "级", set()),
        ("第一类和甲类", "类", {"一", "甲"}),
        ("2021年目录，2022年版", YEARS, {"2021", "2022"}),
        ("于2022年1月1日实施", YEARS, set()),  # a date, no item
        ("〔2019〕2号", YEARS, set()),
        ("截至2019年底", YEARS, {"2019"}),
        ("四川的医院", PLACES, {"四川"}),
    ],
)
def test_items_are_read_by_kind(text: str, kind: str, names: set[str]) -> None:
    assert items(text).get(kind, frozenset()) == names


def test_a_part_asks_for_the_only_item_that_it_or_the_question_names() -> None:
    asked = understand("第二批降价多少？有几家企业中选？")
    assert [asked_items(asked, part) for part in (0, 1)] == [[Asked("批", "二")]] * 2
    asked = understand("第二批降价多少？第三批有几家企业中选？")
    assert asked_items(asked, 1) == [Asked("批", "三")]
    assert asked_items(understand("第二批之后的第三批降价多少？"), 0) == []


def of(text: str, words: str, title: str = "集采", date: str = "") -> Statement:
    article: Article = replace(one_block_article(text=text), title=title, date=date)
    return statement(candidate(article), words, [0])


SECOND = Asked("批", "二")


def test_a_statement_belongs_to_what_it_names_or_else_to_the_sentence_before() -> None:
    text = "第三批公布。降价48%。\n第二批公布。降价53%。"
    assert belongs(of(text, "第三批公布。"), SECOND) is False
    assert belongs(of(text, "降价48%。"), SECOND) is False
    assert belongs(of(text, "降价53%。"), SECOND) is True
    assert belongs(of("降价48%。", "降价48%。"), SECOND) is None


def test_a_statement_belongs_to_the_place_and_the_year_of_its_document() -> None:
    rule = of("三分钟内派车。", "三分钟内派车。", title="四川急救规定", date="2021-03-01")
    assert belongs(rule, Asked(PLACES, "四川")) is True
    assert belongs(rule, Asked(PLACES, "云南")) is False
    assert belongs(rule, Asked(YEARS, "2021")) is True
    assert belongs(rule, Asked(YEARS, "2022")) is None
    dated = of("三分钟内派车。", "三分钟内派车。", title="2019年急救安排")
    assert belongs(dated, Asked(YEARS, "2021")) is False


def test_a_document_of_the_year_may_name_another() -> None:
    report = of("含2018年制发的85件。", "含2018年制发的85件。", title="2021年度报告")
    assert belongs(report, Asked(YEARS, "2021")) is None
    assert belongs(report, Asked(YEARS, "2021", edition=True)) is False


def scored(asked: str, *lines: tuple[str, float]) -> list[float]:
    inside = candidate(one_block_article(text="\n".join(line for line, _ in lines)))
    found = [statement(inside, line, [score]) for line, score in lines]
    question: Question = understand(asked)
    return [float(s.scores[0]) for s in own_first(found, question)]


def test_the_neighbours_figure_comes_after_that_of_the_item_asked_for() -> None:
    third, second = scored("第二批降价多少？", ("第三批降价48%。", 5), ("第二批降价53%。", 3))
    assert second == 3 > third
    level = scored("二级每月补多少元？", ("一级每月补900元。", 5), ("二级每月补600元。", 3))
    assert level[1] == 3 > level[0]


@pytest.mark.parametrize(
    "lines",
    [
        [("第三批降价48%。", 5), ("第二批公布。", 3)],  # no figure of its own
        [("第三批降价48%。", 15), ("第二批降价53%。", 3)],  # far from answering
    ],
)
def test_nothing_is_lowered_where_the_item_asked_for_answers_nothing(
    lines: list[tuple[str, float]],
) -> None:
    assert scored("第二批降价多少？", *lines) == [score for _, score in lines]


def test_what_belongs_to_no_item_comes_after_the_item_asked_for() -> None:
    assert scored("第二批降价多少？", ("平均降价50%。", 5), ("第二批降价53%。", 3)) == [2, 3]
    assert scored("二级每月补多少元？", ("平均补500元。", 5), ("二级每月补600元。", 3)) == [5, 3]
