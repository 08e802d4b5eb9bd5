from __future__ import annotations

from rag.language.proper_names import INSTITUTION, PLACE, proper_names


def test_names_of_the_kinds_are_found_once() -> None:
    assert proper_names("北京和上海的医院，北京的药店", [PLACE], 2) == ["北京", "上海"]


def test_names_of_other_kinds_and_shorter_ones_are_left_out() -> None:
    assert proper_names("北京的医院", [INSTITUTION], 2) == []
    assert proper_names("北京的医院", [PLACE], 3) == []
