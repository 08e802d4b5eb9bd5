from __future__ import annotations

import pytest

from rag.extractive.tables.suiting import suits
from tests.rag.extractive.tables.samples import BEDS, SUBSIDY, article, table


@pytest.mark.parametrize(
    ("asked", "suited"),
    [
        ("各区的床位数是多少", True),
        ("各区的床位数", True),
        ("各区床位数有什么变化", True),
        ("各区床位有什么变化", False),
        ("各区床位的调配机制是什么", False),
        ("各区床位的发展过程", False),
        ("各区的床位有哪些", False),
        ("床位调整影响多少张床", True),
    ],
)
def test_figures_suit_a_question_for_figures(asked: str, suited: bool) -> None:
    beds = table(article(BEDS))
    assert suits(beds, beds.rows, (2,), asked) is suited


def test_words_suit_every_question() -> None:
    subsidy = table(article(SUBSIDY))
    assert suits(subsidy, subsidy.rows, (2,), "补贴的影响对象有哪些")
