from __future__ import annotations

import pytest

from rag.extractive.verdicts.asking import asked
from rag.extractive.verdicts.not_all import denial_first, not_all
from rag.question.understanding import understand
from tests.rag.extractive.builders import candidate, one_block_article, statement


@pytest.mark.parametrize(
    ("question", "text", "word"),
    [
        ("所有车位都能充电吗？", "并非所有车位可以充电。", "不是。"),
        ("所有公办车位都能充电吗？", "充电限于部分车场，不是所有公共停车车位。", "不是。"),
        ("所有车位都能充电吗？", "所有车位可以充电。", ""),
        ("所有车位都能充电吗？", "并非所有保安会充电。", ""),  # of another kind
        ("所有车位都能转让吗？", "并非所有车位可以充电。", ""),  # another act
        ("车位能充电吗？", "并非所有车位可以充电。", ""),  # not asked of all
    ],
)
def test_what_not_all_do_is_denied_of_all(question: str, text: str, word: str) -> None:
    found = asked(question)
    assert found
    assert not_all(found, statement(candidate(one_block_article(text=text)), text)) == word


@pytest.mark.parametrize(
    ("behind", "first"), [(1.5, "并非所有车位可以充电。"), (3, "车位都有顶棚。")]
)
def test_a_denial_near_the_best_statement_comes_before_it(behind: float, first: str) -> None:
    lines = [("车位都有顶棚。", 5.0), ("并非所有车位可以充电。", 5 - behind)]
    inside = candidate(one_block_article(text="".join(line for line, _ in lines)))
    found = [statement(inside, line, [score]) for line, score in lines]
    ranked = denial_first(found, understand("所有车位都能充电吗？"))
    assert max(ranked, key=lambda s: float(s.scores[0])).text == first
    other = denial_first(found, understand("车位在哪里充电？"))
    assert [s.scores[0] for s in other] == [s.scores[0] for s in found]
