from __future__ import annotations

import pytest

from rag.verification.claim import Claim


def test_statement_is_read_without_the_title_before_it() -> None:
    claim = Claim.from_statement("《方案》：２．４万人受益于“云药房”。")
    assert claim.text == "2.4万人受益于“云药房”。"
    assert [q.value for q in claim.quantities] == [24000]
    assert "云药房" in {name.text for name in claim.names}


@pytest.mark.parametrize("statement", ["第一，扩建诊所。", "东湖市第一医院扩建。"])
def test_ordinals_of_lists_and_names_are_not_figures(statement: str) -> None:
    assert Claim.from_statement(statement).quantities == ()


def test_other_ordinals_are_figures() -> None:
    assert [q.value for q in Claim.from_statement("第七批集采开标。").quantities] == [7]
