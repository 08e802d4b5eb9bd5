from __future__ import annotations

import pytest

from eval.fake import FakeEmbedder
from rag.about.validity import standing_on, validity
from tests.rag.about import library
from tests.rag.about.library import answerer


def told(article, day):
    return [f"{f.words}{f.value}{f.after}" for f in validity(store(), article, day)]


def store():
    return library.Library(library.ARTICLES, FakeEmbedder())


@pytest.mark.parametrize(
    ("article", "day", "first"),
    [
        (library.CLINIC_OLD, "2024-06-30", "尚未施行，自2024年7月1日起施行"),
        (library.CLINIC_OLD, "2028-01-01", "现行有效"),
        (
            library.CLINIC_OLD,
            "2031-01-01",
            "已废止：自2029年8月1日起由《云江市门诊统筹办法》（云政规〔2029〕9号）废止",
        ),
        (library.CLINIC, "2031-01-01", "现行有效"),
        (library.EXPIRED, "2030-01-01", "已失效，自2030年1月1日起失效"),
        (library.HOUSING, "2031-01-01", "没有写明是否仍然有效；写明“自印发之日起施行”（印发日期是2029年7月29日）"),
    ],
)  # fmt: skip
def test_the_standing_is_that_of_the_day(article, day, first):
    assert told(article, day)[0] == first


def test_nothing_is_told_where_nothing_is_known():
    assert told(library.PLAN, "2031-01-01") == []


def test_an_end_is_quoted_from_the_document_that_tells_it():
    [fact] = validity(store(), library.CLINIC_OLD, "2031-01-01")
    assert fact.article == library.CLINIC
    assert fact.article.text[slice(*fact.place)].endswith("同时废止")
    assert not standing_on(store(), library.CLINIC_OLD, "2031-01-01").in_force


def test_the_day_is_that_of_the_clock_unless_the_question_names_one():
    assert "已废止" in answerer().answer("云政规〔2024〕6号有效吗？").text
    assert "现行有效" in answerer().answer("云政规〔2024〕6号在2028年时有效吗？").text
