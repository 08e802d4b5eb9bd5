from __future__ import annotations

import pytest

from rag.language.quantities import fold
from rag.verification.claim import Claim
from rag.verification.names import unknown_publishers, wrong_names
from rag.verification.speakers import wrong_speakers
from tests.rag.verification.answers import verify_community, window

TEXT = (
    "据东湖区卫健委统计，东湖区要新建三家医院。青川医院已接入平台。云岭医院明年接入平台。\n"
    "院长林知秋说，平台由市里出资。"
)


def test_statement_with_the_name_of_another_row_is_struck() -> None:
    assert verify_community("西山区有40家社区医院[2]。").counts["unsupported"] == 1


@pytest.mark.parametrize(
    ("statement", "source", "match"),
    [
        ("东湖区要建医院。", "东湖区要新建三家医院", True),
        ("西山区要建医院。", "东湖区要新建三家医院", False),
        ("青川医院已接入平台。", "青川医院已接入平台。", True),
        ("云岭医院已接入平台。", "青川医院已接入平台。", False),
        ("院长何静说，平台由市里出资。", "院长林知秋说，平台由市里出资。", False),
        ("据东湖区卫健委统计，要新建三家医院。", "东湖区要新建三家医院。", True),
        ("据省财政厅统计，要新建三家医院。", "东湖区要新建三家医院。", False),
    ],
)
def test_names_must_be_those_of_the_source(statement: str, source: str, match: bool) -> None:
    claim, place = Claim.from_statement(statement), window(TEXT, source)
    wrong = [
        *wrong_names(claim, fold(source), place),
        *unknown_publishers(claim, place),
        *wrong_speakers(claim.text, fold(source), place),
    ]
    assert (not wrong) is match
