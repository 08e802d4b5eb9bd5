from __future__ import annotations

import pytest

from index.model import Article
from rag.evidence.years import years_covered, years_in_force
from rag.question.asked_time import AskedTime
from rag.retrieval.in_force import InForce
from rag.validity import ArticleStanding


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


def test_a_year_is_covered_by_what_was_in_force_in_it() -> None:
    article = Article("办法", 1, "标题", "正文", date="2028-06-01", effective="2029-01-01")
    time = AskedTime("2031-12-31", "2036-01-01")
    known = InForce(time, shown={article.id: ArticleStanding("已废止", "2033-01-01")})
    assert years_in_force({"2028", "2031"}, [article], known) == {"2031"}
    assert years_in_force({"2031"}, [article], InForce(time)) == set()
    ended = InForce(time, shown=known.shown, outdated=frozenset({article.id}))
    assert years_in_force({"2031"}, [article], ended) == set()
