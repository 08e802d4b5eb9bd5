from __future__ import annotations

import pytest

from rag.language.quantities import fold
from rag.verification.claim import Claim
from rag.verification.numbers import (
    absent_figures,
    has_new_figure,
    misplaced_figures,
    rival_figures,
)
from tests.rag.verification.answers import window


@pytest.mark.parametrize(
    ("statement", "source", "match"),
    [
        ("全市有60家诊所。", "全市有六十家诊所。", True),
        ("全市有90家诊所。", "全市有六十家诊所。", False),
        ("住院不超过7天。", "住院不超过7日。", True),
        ("文件提出两项任务。", "一是建平台，二是扩诊所。", True),
        ("文件提出三项任务。", "一是建平台，二是扩诊所。", False),
        ("2031年诊所有60家。", "诊所2030年有50家，2031年有60家。", True),
        ("2030年诊所有60家。", "诊所2030年有50家；2031年有60家。", False),
        ("东湖区签约率为78%。", "区\t签约率（%）\n东湖区\t78", True),
    ],
)
def test_figures_must_be_those_of_the_source(statement: str, source: str, match: bool) -> None:
    claim = Claim.from_statement(statement)
    folded = fold(source)
    wrong = [
        *absent_figures(claim, folded, window(source, source)),
        *misplaced_figures(claim, folded),
        *rival_figures(claim, folded),
    ]
    assert (not wrong) is match


def test_new_figures_are_found_whatever_their_notation() -> None:
    assert has_new_figure("诊所有90家吗？", "诊所有60家。")
    assert not has_new_figure("占48%吗？", "占百分之四十八。")
