from __future__ import annotations

import pytest

from rag.extractive.verdicts.rivals import rival


@pytest.mark.parametrize(
    ("subject", "clause"),
    [
        ("第三类车位", "第一类车位"),
        ("第三类车位", "第一、二类车位由物业管理，"),
        ("公办车场", "民办车场"),
        ("非固定车位", "固定车位"),
        ("固定车位", "非固定车位"),
    ],
)
def test_another_of_the_kind_is_a_rival(subject: str, clause: str) -> None:
    assert rival(subject, clause)


@pytest.mark.parametrize(
    ("subject", "clause"),
    [
        ("第三类车位", "第一、二、三类车位"),
        ("非固定车位", "非固定车位的业主"),
        ("车位", "第一类车位"),
        ("第三类车位", "业主"),
    ],
)
def test_what_holds_of_the_subject_too_is_none(subject: str, clause: str) -> None:
    assert not rival(subject, clause)
