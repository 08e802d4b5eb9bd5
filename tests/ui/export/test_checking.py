"""Only citations that hold become sources."""

import pytest

from tests.ui.export.conftest import COST, QUOTE, given, place
from ui.export.checking import Places
from ui.export.request import CitationGiven


def citation(**changed):
    first = given()["turns"][0]["citations"][0]
    return CitationGiven.model_validate(first | changed)


def test_a_quote_that_stands_at_its_place_becomes_a_source_with_an_absolute_address(places):
    [source], lost = places.sources([citation()])
    assert (source.article.title, source.pages, lost) == ("社区医院三年行动方案", [8], [])
    assert source.quotes[0].text == QUOTE
    assert source.quotes[0].url == "https://wence.example/articles/2022-03-14/1?q=7-40#p2"


def test_quotes_of_one_article_are_one_source(places):
    second = citation(n=5, quote=COST, **place(COST))
    [source], _ = places.sources([citation(), second])
    assert [quote.n for quote in source.quotes] == [1, 5]


@pytest.mark.parametrize(
    "changed",
    [
        {"quote": "到2025年，全市社区医院达到130家。"},
        {"start": 8},
        {"end": 10**9},
        {"start": 40, "end": 7},
        {"start": 0, "end": 0, "quote": ""},
        {"article_n": 99},
        {"issue": "../2022-03-14"},
    ],
)
def test_a_quote_that_is_not_there_is_lost(places, changed):
    assert places.sources([citation(**changed)]) == ([], [1])


def test_spaces_and_the_bars_between_cells_make_no_difference(places):
    row = citation(quote="东湖区 ｜ 40 ｜ 78%", **place("东湖区\t40\t78%"))
    [source], lost = places.sources([row])
    assert source.quotes[0].text == "东湖区\t40\t78%" and lost == []


def test_addresses_are_encoded(pipeline):
    from dataclasses import replace

    odd = replace(pipeline.store.article("2022-03-14/1"), issue='办法 "a')
    quote = Places(pipeline.store, "").quote(odd, 1, 7, 40)
    assert quote.url == "/articles/%E5%8A%9E%E6%B3%95%20%22a/1?q=7-40"
