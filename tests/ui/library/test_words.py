"""Search for exact words: quotation marks, counts, order, pages."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from index.model import Article
from rag.filters import Filters
from rag.settings import Settings
from tests.conftest import FakePipeline
from tests.ui.markup import plain
from ui.app import create_app
from ui.library.catalogue import Catalogue
from ui.library.words import find, quoted, wanted


def article(n, title, text, date):
    return Article("护理", n, title, text, date=date, section="养老")


ARTICLES = [
    article(1, "护理站管理办法", "护理站为老人服务。", "2031-01-01"),
    article(2, "社区服务", "老人可以去护理站。护理站、护理站、护理站。", "2032-01-01"),
    article(3, "护理补贴", "护理人员在站点服务。", "2033-01-01"),
]


@pytest.fixture(scope="module")
def pipeline():
    return FakePipeline(ARTICLES)


@pytest.fixture(scope="module")
def client(pipeline):
    return TestClient(create_app(pipeline, Settings(_env_file=None)))


def titles(client, **query):
    html = client.get("/articles", params=query).text
    return [
        a.title
        for a in sorted(ARTICLES, key=lambda a: html.find(f">{a.title}<"))
        if f">{a.title}</a></h2>" in html
    ]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("“护理站”", ("护理站",)),
        ('"护理站" 老人', ("护理站", "老人")),
        ("“社区 医院”“护理站”", ("社区 医院", "护理站")),
        ("护理站", ()),
        ("“”", ()),
        ("“护理站", ()),
    ],
)
def test_what_stands_in_quotation_marks_is_wanted_as_it_is(query, words):
    assert wanted(query) == words
    assert not words or wanted(quoted(words)) == words


def test_all_words_must_be_there_and_the_filters_hold(pipeline):
    catalogue = Catalogue(pipeline)

    def found(*words, chosen=None):
        return [f.article.n for f in find(pipeline.store, catalogue, words, chosen or Filters())]

    assert found("护理站") == [1, 2]  # the title counts most
    assert found("护理站", "可以去") == [2]
    assert found("护理站点") == []
    assert found("護理站") == [1, 2]
    assert found("护理站", chosen=Filters(since="2032")) == [2]


def test_results_are_counted_and_sorted(client):
    assert titles(client, q="“护理站”") == ["护理站管理办法", "社区服务"]
    assert titles(client, q="“护理站”", sort="date") == ["社区服务", "护理站管理办法"]
    page = plain(client.get("/articles", params={"q": "“护理站”"}).text)
    assert "有 2 篇文章写到“护理站”。" in page and "最相关的" not in page


def test_nothing_is_shown_where_nothing_fits(client):
    html = client.get("/articles", params={"q": "“护理站点”"}).text
    assert "没有文章写到“护理站点”。" in plain(html)
    assert "snippet" not in html and 'class="result-tools"' not in html


def test_a_search_for_words_links_to_the_articles_that_have_them(client):
    html = client.get("/articles", params={"q": "护理站"}).text
    assert (
        'href="/articles?q=%E2%80%9C%E6%8A%A4%E7%90%86%E7%AB%99%E2%80%9D">有 2 篇文章写到</a>'
        in html
    )


def test_results_come_in_pages(client, monkeypatch):
    monkeypatch.setattr("ui.library.words.PAGE", 1)
    assert titles(client, q="“护理站”") == ["护理站管理办法"]
    second = client.get("/articles", params={"q": "“护理站”", "page": 2, "sort": "date"}).text
    assert "第 2 页，共 2 页" in plain(second)
    assert 'rel="prev" href="?q=' in second and 'rel="next"' not in second
    assert "sort=date&amp;page=1" in second
    for page in (0, -3, 99):
        assert len(titles(client, q="“护理站”", page=page)) == 1
    assert client.get("/articles", params={"q": "“护理站”", "page": "x"}).status_code == 400


def test_many_articles_are_listed_by_date(pipeline, monkeypatch):
    monkeypatch.setattr("ui.library.words.RANKED", 1)
    found = find(pipeline.store, Catalogue(pipeline), ("护理站",), Filters())
    assert [one.article.n for one in found] == [2, 1]


def test_results_are_saved_as_a_table_that_computes_nothing(client):
    response = client.get("/articles/results.csv", params={"q": "“护理站”", "sort": "date"})
    assert response.headers["content-type"].startswith("text/csv")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("标题,来源,") and len(lines) == 3
    assert lines[1] == "社区服务,,,,2032-01-01,护理,养老,,,/articles/护理/2"
    hostile = [replace(ARTICLES[0], title="=HYPERLINK(1)", source='@a,"b')]
    client = TestClient(create_app(FakePipeline(hostile), Settings(_env_file=None)))
    text = client.get("/articles/results.csv").content.decode("utf-8-sig")
    assert '\'=HYPERLINK(1),"\'@a,""b"' in text
