from __future__ import annotations

import pytest

from rag.question.article_numbers import asked_provisions
from rag.statutes.stretches import Lacking, stretches
from tests.rag.statutes.statute import FERRIES


def quoted(wanted: str) -> list[str]:
    """Return what is quoted of the statute, line by line; what it lacks is told in words."""
    question = asked_provisions(f"渡口条例{wanted}")
    assert question
    found: list[str] = []
    for one in stretches(FERRIES, question.wanted):
        if isinstance(one, Lacking):
            found.append(one.words(FERRIES))
        else:
            lines = [FERRIES.text[slice(*line)] for line in one.lines]
            found += [one.lead + lines[0], *lines[1:]]
    return found


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        ("第三条", ["第三条渡船每年检验一次。"]),
        ("第三条之一", ["第三条之一电动渡船每半年检验一次。"]),
        ("第二条第二款", ["第二条第二款第一款规定以外的码头，不是渡口。"]),
        ("第四条第二项", ["第四条渡船停航：", "（二）大雾。"]),
        ("第四条第一款第一项", ["第四条渡船停航：", "（一）六级以上大风；"]),
        ("第五条到第六条", ["第五条违反本条例第四条第一款规定的，处一千元罚款。", "第六条本条例自2031年1月1日起施行。"]),
        ("第一节", ["第三条渡船每年检验一次。", "第三条之一电动渡船每半年检验一次。"]),
    ],
)  # fmt: skip
def test_just_what_is_wanted_is_cut_from_the_statute(wanted: str, lines: list[str]) -> None:
    assert quoted(wanted) == lines


def test_a_chapter_is_all_its_articles() -> None:
    assert [line[:4] for line in quoted("第一章")][:2] == ["第一条为", "第二条渡"]
    assert not any(line.startswith("第三条") for line in quoted("第一章"))


@pytest.mark.parametrize(
    ("wanted", "lacking"),
    [
        ("第九条", "没有第九条（共7条）"),
        ("第三章", "没有第三章（共2章）"),
        ("第三条第二款", "没有第三条第二款（共1款）"),
        ("第四条第三项", "没有第四条第三项（共2项）"),
        ("第六条第一项", "没有第六条第一项（不分项）"),
    ],
)
def test_what_the_statute_lacks_is_told(wanted: str, lacking: str) -> None:
    assert quoted(wanted) == [f"《云江市渡口管理条例》{lacking}"]
