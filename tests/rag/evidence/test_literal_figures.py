from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.evidence.literal_figures import literal_first
from rag.evidence.scoring import FEATURES, score_statements
from rag.evidence.statements import Statement
from rag.question.understanding import understand
from tests.data.fixtures import article
from tests.rag.evidence.builders import character_retrieval

FIGURE = FEATURES.index("figure")
NOTICE = article(
    "最低生活保障标准自2031年7月1日起执行。",
    "全市最低生活保障标准为每人每月980元。",
    "孤儿养育标准为每人每月2100元。",
    "云江市关于2030年最低生活保障标准的通知同时废止。",
    title="云江市关于公布2031年最低生活保障标准的通知",
)


def ordered(asked: str, favoured: str) -> list[str]:
    """Return the statements' texts, the best first, where one is scored above all others."""
    question = understand(asked)
    found = score_statements(character_retrieval(asked, NOTICE))
    scored = [
        replace(s, scores=np.array([5.0 if favoured in s.text else 0.0], np.float32)) for s in found
    ]
    raised = literal_first(scored, question, FIGURE)
    return [s.text for s in sorted(raised, key=lambda s: -float(s.scores[0]))]


@pytest.mark.parametrize(
    "asked",
    ["2031年云江市低保标准是多少？", "云江市最低生活保障标准是多少？", "低保标准一个月多少钱？"],
)
@pytest.mark.parametrize("favoured", ["执行", "废止"])
def test_the_figure_of_what_is_asked_comes_before_a_statement_without_one(
    asked: str, favoured: str
) -> None:
    assert ordered(asked, favoured)[0] == "全市最低生活保障标准为每人每月980元。"


@pytest.mark.parametrize(
    ("asked", "favoured"),
    [
        ("云江市高龄津贴标准是多少？", "执行"),  # no statement says 高龄津贴
        ("云江市低保标准由谁公布？", "执行"),  # asks for no figure
        ("云江市低保标准是多少？", "980"),  # the best has the figure and says all
    ],
)
def test_otherwise_the_order_stays(asked: str, favoured: str) -> None:
    assert favoured in ordered(asked, favoured)[0]


def test_the_figure_of_what_is_asked_comes_before_that_of_something_else() -> None:
    assert ordered("云江市孤儿养育标准是多少？", "980")[0] == "孤儿养育标准为每人每月2100元。"


def test_no_statements_give_none() -> None:
    none: list[Statement] = []
    assert literal_first(none, understand("多少？"), FIGURE) == []
