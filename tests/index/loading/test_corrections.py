"""Corrections of a file, applied to its articles, and what they replaced."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.loading.corrections import common, corrected, overridden
from index.metadata.fields import Metadata
from index.model import Article

ONE = Article("甲", 1, "夜诊办法", "正文", region="天津", date="2031-01-05")
TWO = replace(ONE, n=2, title="送药办法", date="2031-02-06")


def test_what_corrections_replace_is_told() -> None:
    corrections = {"title": "夜间门诊办法", "region": ""}
    [article] = corrected([ONE], corrections)
    assert (article.title, article.region, article.date) == ("夜间门诊办法", "", "2031-01-05")
    assert overridden([ONE], corrections) == {"title": "夜诊办法", "region": "天津"}


def test_an_emptied_title_corrects_nothing() -> None:
    assert corrected([ONE], {"title": ""}) == [ONE]
    assert overridden([ONE], {"title": ""}) == {}


@pytest.mark.parametrize("correction", [{"title": "办法"}, {"number": "清卫〔2031〕3号"}])
def test_titles_and_numbers_of_several_articles_stay(correction: Metadata) -> None:
    assert corrected([ONE, TWO], correction) == [ONE, TWO]
    assert overridden([ONE, TWO], correction) == {}


def test_other_fields_of_several_articles_are_corrected_together() -> None:
    corrections = {"date": "2031-03-07", "region": "海蓝"}
    assert {(a.date, a.region) for a in corrected([ONE, TWO], corrections)} == {
        ("2031-03-07", "海蓝")
    }
    assert overridden([ONE, TWO], corrections) == {"date": None, "region": "天津"}


def test_articles_that_differ_have_no_common_value() -> None:
    assert common([ONE, TWO], "region") == "天津"
    assert common([ONE, TWO], "title") is None
