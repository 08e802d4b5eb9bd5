from __future__ import annotations

import pytest

from rag.language.quantities import fold
from rag.verification.claim import Claim
from rag.verification.numbers import has_new_figure, numbers_match
from tests.rag.verification.answers import verify_against, window

LISTS = (
    "防感汤由黄芪20g、白术15g、防风6g组成。云岭省复诊费一类15元、二类12元、三类9元。"
    "集采药的用量、金额分别增加25.8倍和8.8倍。"
)


@pytest.mark.parametrize(
    ("statement", "held"),
    [
        ("防感汤里黄芪用20g。", True),
        ("防感汤里黄芪用15g。", False),
        ("云岭省二类复诊费12元。", True),
        ("云岭省一类复诊费为12元。", False),
        ("集采药金额增加8.8倍。", True),
        ("集采药用量增加8.8倍。", False),
    ],
)
def test_figure_of_another_item_of_a_list_is_struck(statement: str, held: bool) -> None:
    found = verify_against(LISTS, f"{statement}[1]")
    assert (found.counts["unsupported"] == 0) is held


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
    assert numbers_match(claim, fold(source), window(source, source)) is match


def test_new_figures_are_found_whatever_their_notation() -> None:
    assert has_new_figure("诊所有90家吗？", "诊所有60家。")
    assert not has_new_figure("占48%吗？", "占百分之四十八。")
