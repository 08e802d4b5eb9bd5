from __future__ import annotations

import pytest

from index.model import Article
from rag.evidence.years import years_covered


def covered(asked: str, *, text: str = "正文", date: str = "", issue: str = "办法") -> bool:
    """Return whether one article covers a year."""
    article = Article(issue, 1, "标题", text, date=date)
    return years_covered({asked}, [article]) == {asked}


@pytest.mark.parametrize(
    "text",
    [
        "2031年施行",
        "于2031-05-06印发",
        "二〇三一年施行",
        "二○三一年",
        "2029—2033年",
        "2029年至2033年",
    ],
)
def test_a_year_in_the_text_is_covered(text: str) -> None:
    assert covered("2031", text=text)


@pytest.mark.parametrize("text", ["第20310号", "12031元", "2029、2033年", "三一年", "1929—2033年"])
def test_digits_that_are_no_year_cover_none(text: str) -> None:
    assert not covered("2031", text=text)


def test_a_title_counts() -> None:
    assert years_covered({"2031"}, [Article("办法", 1, "2031年工作要点", "正文")]) == {"2031"}


def test_an_article_covers_the_year_of_its_date_and_the_one_before() -> None:
    assert covered("2031", date="2031-02-03")
    assert covered("2030", date="2031-02-03")
    assert not covered("2029", date="2031-02-03")
    assert covered("2031", issue="2031-02")


def test_the_name_of_a_file_is_no_date() -> None:
    assert not covered("2031", issue="2031年办法汇编-3")


def test_the_years_of_several_articles_are_joined() -> None:
    articles = [Article("甲", 1, "甲", "2031年"), Article("乙", 1, "乙", "正文", date="2029-01-01")]
    assert years_covered({"2031", "2030", "2028", "2027"}, articles) == {"2031", "2028"}
    assert years_covered(set(), articles) == set()
