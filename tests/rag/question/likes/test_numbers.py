from __future__ import annotations

from rag.question.likes.numbers import numbered


def test_a_year_and_an_ordinal_take_the_place_of_their_like() -> None:
    assert numbered("2022年", "2021年降价多少？") == ("2022年降价多少？", "")
    assert numbered("第三批", "第二批降价多少？") == ("第三批降价多少？", "")


def test_the_rest_of_a_name_is_returned() -> None:
    assert numbered("2022年居民", "2021年职工缴多少？") == ("2022年职工缴多少？", "居民")
