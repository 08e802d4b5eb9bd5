from __future__ import annotations

from time import monotonic

import pytest

from rag.verification.written.marks import plain_marks


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("甲[citation:1][citation:2]", "甲[1][2]"),
        ("甲[^1^]乙[^2]", "甲[1]乙[2]"),
        ("甲[ref_3]", "甲[3]"),
        ("甲【1†source】", "甲[1]"),
        ("甲[[1]][[2]]", "甲[1][2]"),
        ("甲（见资料1、2）", "甲[1][2]"),
        ("甲[2-4]", "甲[2][3][4]"),
        ("甲（2021）", "甲（2021）"),
        ("甲(1)乙", "甲(1)乙"),
    ],
)
def test_every_models_marks_become_plain(written: str, plain: str) -> None:
    assert plain_marks(written) == plain


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("根据资料[1]，甲有三家。乙没有。", "甲有三家[1]。乙没有。"),
        ("[1][2]显示：甲有三家。", "甲有三家[1][2]。"),
        ("根据资料[1]和资料[2]，甲有三家。", "甲有三家[1][2]。"),
        ("甲有三家[1]。根据[2]，乙没有。", "甲有三家[1]。乙没有[2]。"),
        ("甲有三家。[1]乙有两家。[2]", "甲有三家。[1]乙有两家。[2]"),
    ],
)
def test_marks_in_front_go_behind_what_they_support(written: str, plain: str) -> None:
    assert plain_marks(written) == plain


@pytest.mark.parametrize(
    "hostile", ["根据[1]" * 5000, "（资料1" * 5000, "【" * 9000, "[1]和" * 5000]
)
def test_hostile_marks_take_no_time(hostile: str) -> None:
    began = monotonic()
    plain_marks(hostile)
    assert monotonic() - began < 2
