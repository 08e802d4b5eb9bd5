from __future__ import annotations

import pytest

from rag.extractive.parts.steps import MAX_GAP, asks_how, step
from tests.rag.extractive.builders import candidate, one_block_article, statement

ASKED, DAYS = "船主应当向渡口所提交检验单。", "渡口所应当自收到申请之日起5日内办完。"
OTHER = "渡船应当每年检验。"


def chosen(lines: list[str], scores: list[float], best: str) -> str:
    inside = candidate(one_block_article(text="".join(lines)))
    return lines[step([statement(inside, line) for line in lines], scores, lines.index(best))]


@pytest.mark.parametrize(
    ("asked", "how"),
    [
        ("渡船检验怎么办？", True),
        ("渡船检验去哪里申请？", True),
        ("渡船检验要几天？", False),
        ("没写怎么检验的，", False),
        ("按哪里的规范检验？", False),
    ],
)
def test_what_to_do_is_asked_by_form(asked: str, how: bool) -> None:
    assert asks_how(asked) is how


def test_what_to_hand_in_is_found_beside_the_best_statement() -> None:
    far = "渡口应当申请登记。"
    assert chosen([far, ASKED, DAYS], [2.5, 2, 3], DAYS) == ASKED
    assert chosen([far, OTHER, DAYS], [2, 2.5, 3], DAYS) == far


def test_where_none_says_it_the_best_one_stays() -> None:
    assert chosen([OTHER, DAYS], [2, 3], DAYS) == DAYS
    assert chosen([ASKED, DAYS], [2.9 - MAX_GAP, 3], DAYS) == DAYS
