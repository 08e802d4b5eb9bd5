from __future__ import annotations

from rag.language.proper_names import INSTITUTION, PLACE, certain_names, proper_names


def test_names_of_the_kinds_are_found_once() -> None:
    assert proper_names("北京和上海的医院，北京的药店", [PLACE], 2) == ["北京", "上海"]


def test_names_of_other_kinds_and_shorter_ones_are_left_out() -> None:
    assert proper_names("北京的医院", [INSTITUTION], 2) == []
    assert proper_names("北京的医院", [PLACE], 3) == []


def test_dictionary_names_titles_and_latin_names_are_certain() -> None:
    text = "瑞金医院按《社区医院办法》用氨氯地平和PD-1吗？"
    assert certain_names(text, 3) == ["瑞金医院", "氨氯地平", "社区医院办法", "PD-1"]


def test_what_points_or_is_common_is_no_name() -> None:
    asked = "这两项和美元汇率有多大关系？卫生局、中医院的“四统一”怎么办？P3呢？"
    assert certain_names(asked, 3) == []
    assert certain_names("how many hospitals", 3) == []
