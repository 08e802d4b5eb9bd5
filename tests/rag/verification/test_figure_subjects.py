from __future__ import annotations

import pytest

from rag.language.quantities import fold, quantities
from rag.verification.claim import Claim
from rag.verification.figure_subjects import has_same_subject
from tests.rag.verification.answers import verify_against

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
    ("statement", "source", "same"),
    [
        ("黄芪用20克。", "黄芪20克、白术15克。", True),
        ("黄芪用15克。", "黄芪20克、白术15克。", False),
        ("2030年减负15亿元。", "2030年减负15亿元。", True),
        ("2030年减负15亿元。", "2031年减负15亿元。", False),
        ("DRG病组有15个。", "DIP病组有15个。", False),
    ],
)
def test_figures_must_have_the_subject_of_the_source(
    statement: str, source: str, same: bool
) -> None:
    claim, folded = Claim.from_statement(statement), fold(source)
    figure = claim.quantities[-1]
    assert has_same_subject(figure, claim, quantities(folded), folded) is same
