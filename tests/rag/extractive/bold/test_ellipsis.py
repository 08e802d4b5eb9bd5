from __future__ import annotations

from rag.extractive.bold.ellipsis import pieces
from tests.rag.extractive.bold.test_highlights import highlighted


def test_a_part_that_asks_the_same_of_another_thing_is_taken_apart() -> None:
    found = pieces("公办车场收费多少？民办的呢？")
    assert [(one.words, one.about) for one in found] == [
        ("公办车场收费多少？", ""),
        ("民办的呢？", "民办"),
    ]


def test_a_part_that_asks_one_thing_stays_whole() -> None:
    assert [one.words for one in pieces("收费多少？")] == ["收费多少？"]


def test_each_thing_gets_its_own_figure() -> None:
    text = "地下车场不少于100平方米，路边车场不少于50平方米，屋顶车场不少于20平方米。"
    asked = "地下车场最少多少平方米？屋顶车场呢？"
    assert highlighted(asked, text) == ["100平方米", "20平方米"]


def test_a_thing_that_no_figure_is_said_of_gets_none() -> None:
    text = "地下车场不少于100平方米，路边车场不少于50平方米；屋顶车场另行规定。"
    assert highlighted("地下车场最少多少平方米？屋顶车场呢？", text) == ["100平方米"]
