"""Filters in an address."""

import pytest
from starlette.datastructures import QueryParams

from index.errors import QuestionError
from rag.filters import Filters
from ui.web.query_params import filters_in, query_string


def test_every_filter_is_read_back_from_an_address():
    every = Filters(
        ("2022-03-14", "2022-01-24"),
        *(("带量采购",), ("a&b=c",), "2022", "2022-12", "2022-03-14/1", "天津", "现行", True),
        as_of="2022-06-30",
        folders=("我的文章", "我的文章/医保/天津"),
    )
    assert filters_in(QueryParams(query_string(every, q="x"))) == every


def test_several_articles_are_read_back_from_an_address():
    several = Filters(articles=("2022-03-14/1", "2022-03-14/2"))
    assert query_string(several) == "article=2022-03-14%2F1&article=2022-03-14%2F2"
    assert filters_in(QueryParams(query_string(several))) == several


def test_an_address_without_filters_gives_none():
    assert filters_in(QueryParams("q=x&region=")) == Filters()


def test_a_wrong_value_is_refused():
    with pytest.raises(QuestionError):
        filters_in(QueryParams("in_force=perhaps"))
