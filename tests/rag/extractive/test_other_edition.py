from __future__ import annotations

from dataclasses import replace

import pytest

from rag.extractive.other_edition import other_edition
from rag.question.asked_time import AskedTime
from rag.question.understanding import understand
from rag.retrieval.in_force import UNKNOWN, InForce
from tests.rag.extractive.builders import candidate, one_block_article, statement

DAY = AskedTime("2026-01-01", "2026-01-01")


def line(asked: str, text: str, title: str = "放假安排", date: str = "", **others: str) -> str:
    """Return the line before an answer that quotes all of a document, of which `others` is more."""
    article = replace(one_block_article(text=text), title=title, date=date)
    chosen = [statement(candidate(article), text, [5])]
    found = [*chosen]
    for other in others.values():
        found.append(statement(candidate(one_block_article(2, other)), other, [3]))
    known: InForce = replace(UNKNOWN, time=DAY)
    return other_edition(understand(asked), chosen, found, known)


SPRING = "2月4日至10日放假。"


def test_another_year_of_the_title_is_told() -> None:
    said = line("2025年春节放几天假？", SPRING, title="关于2019年节假日安排的通知")
    assert said == "资料中没有2025年的；2019年的是："


def test_another_year_or_edition_of_the_text_is_told() -> None:
    text = "2020年版目录自3月1日起实施。"
    assert line("2017年版目录什么时候实施？", text) == "资料中没有2017年版的；2020年版的是："


def test_another_number_is_told() -> None:
    text = "组长由副市长担任。"
    said = line("第三次普查由谁任组长？", text, title="第二次普查领导小组的通知")
    assert said == "资料中没有第三次的；第二次的是："


@pytest.mark.parametrize(
    ("asked", "text", "title", "date"),
    [
        ("2019年春节放几天假？", SPRING, "关于2019年节假日安排的通知", ""),
        ("春节放几天假？", SPRING, "关于2019年节假日安排的通知", ""),  # no year is asked for
        ("2021年献血间隔多久？", "间隔不少于六个月。", "献血办法", ""),  # a rule without a year
        ("2021年接诊了多少人？", "接诊30万人。", "2020年的报告", "2021-02-01"),  # of that year
        ("2022年建多少家？", "2021—2025年建30家。", "规划", ""),  # a range
        ("《2019年安排》规定2020年放几天？", SPRING, "2019年安排", "2020-01-01"),
    ],
)
def test_nothing_is_told_where_the_document_holds_for_the_year(
    asked: str, text: str, title: str, date: str
) -> None:
    assert line(asked, text, title, date) == ""


def test_nothing_is_told_where_something_of_the_year_was_found() -> None:
    text, other = "2020年降价53%。", "2021年降价56%。"
    assert line("2021年降价多少？", text) != ""
    assert line("2021年降价多少？", text, other=other) == ""
