"""The reading room over HTTP: lists, filters, search, articles, hostile texts."""

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from index.model import Article, Relation
from rag.settings import Settings
from tests.conftest import FakeArticleStore, FakePipeline, community_article
from tests.ui.markup import DANGEROUS, plain
from ui.app import create_app


@pytest.fixture(scope="module")
def client(pipeline):
    return TestClient(create_app(pipeline, Settings()))


def test_article_page_shows_structure(client):
    html = client.get("/articles/2022-03-14/1").text
    assert '<h1 lang="zh-CN">社区医院三年行动方案</h1>' in html
    assert "基层卫生" in html and "东江市卫生健康委 · 2022-03-14 · 第 8 页" in plain(html)
    assert re.search(r'<h2 id="h0">.*一、总体目标', html)
    assert html.count('scope="col"') == 3
    assert '<li class="l1"><a href="#h0">一、总体目标</a></li>' in html


def test_the_quote_range_is_marked(client):
    html = client.get("/articles/2022-03-14/1?q=7-12").text
    assert '<mark class="quote">到2025</mark>' in html


@pytest.mark.parametrize("q", ["9-3", "0-99999999", "x", "1-2-3", "-5"])
def test_an_invalid_quote_range_is_ignored(client, q):
    response = client.get("/articles/2022-03-14/1", params={"q": q})
    assert response.status_code == 200
    assert "<mark" not in response.text


def test_neighbours_are_linked(client):
    assert 'rel="next" href="/articles/2022-03-14/2"' in client.get("/articles/2022-03-14/1").text
    assert 'rel="prev" href="/articles/2022-03-14/1"' in client.get("/articles/2022-03-14/2").text


def test_index_lists_issues_sections_articles(client):
    html = client.get("/articles").text.partition('<section class="issue"')[2]
    assert html.index("2022-03-14") < html.index("基层卫生") < html.index("社区医院三年行动方案")
    assert "<details><summary>提要</summary>" in html


@pytest.mark.parametrize("found", ["section=基层卫生", "source=东江市卫生健康委", "until=2022"])
def test_index_lists_the_articles_that_the_filters_allow(client, found):
    html = client.get(f"/articles?issue=2022-03-14&{found}").text
    assert "社区医院三年行动方案" in html
    assert 'href="/?issue=2022-03-14&amp;' in html  # to ask within them
    assert "没有符合这些条件的文章" in client.get(f"/articles?issue=2021-01-04&{found}").text


def test_an_invalid_filter_gets_a_chinese_400(client):
    response = client.get("/articles?since=gestern")
    assert response.status_code == 400
    assert "日期应写成 2022-01-24" in response.text


def test_facets_add_and_remove_a_value(client):
    html = client.get("/articles?section=基层卫生&q=签约").text
    on = re.search(r'<a class="on" aria-current="true" href="([^"]*)"><span[^>]*>基层卫生', html)
    assert on[1] == "/articles?q=%E7%AD%BE%E7%BA%A6"
    assert 'href="/articles?q=%E7%AD%BE%E7%BA%A6&amp;section=%E5%9F%BA%E5%B1%82' in html


def test_filter_choices_of_the_chat_are_escaped_and_counted(client):
    html = client.get("/articles/filters").text
    assert re.search(r'name="sections" value="基层卫生">.*<small>1</small>', html)
    assert not DANGEROUS.search(html.replace('<form aria-label="筛选范围">', ""))


def test_index_lists_only_the_newest_issues_if_there_are_too_many(monkeypatch):
    monkeypatch.setattr("ui.library.listing.LISTED", 1)
    later, earlier = community_article(), replace(community_article(), issue="2021-01-04")
    client = TestClient(create_app(FakePipeline([earlier, later]), Settings()))
    html = client.get("/articles").text
    assert "更早的 1 篇没有列出" in html
    assert 'href="/articles/2022-03-14/1"' in html
    assert 'href="/articles/2021-01-04/1"' not in html
    assert 'href="/articles/2021-01-04/1"' in client.get("/articles?issue=2021-01-04").text


def test_search_shows_snippets_and_facets(client):
    html = client.get("/articles", params={"q": "家庭医生签约率"}).text
    assert (
        "<mark>家庭</mark>" in html or "<mark>签约率</mark>" in html or "<mark>签约</mark>" in html
    )
    narrowed = client.get("/articles", params={"q": "家庭医生签约率", "section": "没有的栏目"}).text
    assert "没有找到相关的段落" in narrowed


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("疫苗冷链", "有 1 篇文章写到“疫苗冷链”。"),
        ("量子计算", "没有文章写到“量子计算”"),
        ("疫苗冷链记录保存几年？", None),
    ],
)
def test_search_tells_how_many_articles_hold_the_word(client, query, said):
    html = re.sub(r"</?(?:span|a)\b[^>]*>", "", client.get("/articles", params={"q": query}).text)
    assert said in html if said else "篇文章写到" not in html and "没有文章写到" not in html


@pytest.mark.parametrize(
    "path",
    ["/articles", "/articles?q=<script>疫苗", "/articles/2022-03-14/2", "/articles/2022-03-14/1"],
)
def test_hostile_text_stays_text(client, path):
    html = client.get(path).text
    assert not DANGEROUS.search(html)


def test_pages_load_nothing_from_other_hosts(client):
    response = client.get("/articles/2022-03-14/1")
    assert response.headers["content-security-policy"].startswith("default-src 'self'")
    assert "unsafe" not in response.headers["content-security-policy"]
    assert not re.search(r'(src|href)="(https?:)?//', response.text)
    assert not re.search(r"<script>|<[^>]*\s(on\w+|style)=", response.text)


@pytest.mark.parametrize("path", ["/articles/2022-03-14/99", "/articles/x/1", "/articles/x/eins"])
def test_a_missing_article_gets_a_chinese_404(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "没有这篇文章" in response.text


DOCUMENT = Article(
    "通知",
    1,
    "关于药品追溯的通知",
    "正文。",
    source="官网",
    url="https://example.org/1",
    date="2030-05-01",
    issuer="东江市医保局",
    number="东医保〔2030〕5号",
    region="东江省",
    status="已废止",
)


def test_a_documents_metadata_is_shown_if_known(client):
    page = TestClient(create_app(FakePipeline([DOCUMENT]), Settings())).get("/articles/通知/1").text
    text = plain(page)
    assert "东江市医保局 · 2030-05-01 · 已废止" in text
    for fact in ("来源官网", "文号东医保〔2030〕5号", "地区东江省"):
        assert fact in text
    assert '<a href="https://example.org/1" rel="noopener noreferrer">查看原文网页</a>' in page
    other = client.get("/articles/2022-03-14/2").text
    assert "文号" not in other and "查看原文网页" not in other


def test_an_article_links_to_related_ones_and_offers_a_question_about_itself(client):
    html = client.get("/articles/2022-03-14/1").text
    assert re.search(
        r'<h2 id="near">相关文章</h2>\s*<ul><li><a href="/articles/2022-03-14/2"', html
    )
    assert '<input type="hidden" name="article" value="2022-03-14/1">' in html
    embedded = client.get("/articles/2022-03-14/1?embed=1").text
    assert "相关文章" not in embedded and 'class="ask"' not in embedded


def test_an_article_printed_again_links_to_its_other_printings(client, pipeline, monkeypatch):
    printings = {"2022-03-14/1": ["2021-11-01/7"]}
    monkeypatch.setattr(pipeline.store, "also_in", lambda article_id: printings.get(article_id, []))
    link = '<a class="printing" href="/articles/2021-11-01/7" lang="zh-CN">2021-11-01</a>'
    assert link in client.get("/articles/2022-03-14/1?embed=1").text
    assert "也刊于" not in client.get("/articles/2022-03-14/2").text


def test_a_document_without_a_date_shows_none(client):
    undated = replace(DOCUMENT, date="")
    page = TestClient(create_app(FakePipeline([undated]), Settings())).get("/articles/通知/1").text
    assert '<span class="date">' not in page
    assert "东江市医保局 ·" in plain(page)


# Validity


class RelatedStore(FakeArticleStore):
    """A store in which the second article repeals the first."""

    def relations_of(self, article_id):
        repeals = Relation("repeals", "新办法/1", "旧办法/1", "2023-07-01", "新办法/1", 0, 5)
        return [repeals] if article_id in ("新办法/1", "旧办法/1") else []


@pytest.fixture(scope="module")
def valid_client():
    old = Article("旧办法", 1, "旧的门诊办法", "门诊限额为4000元。", date="2018-06-20")
    new = Article("新办法", 1, "新的门诊办法", "旧办法废止。门诊限额为6000元。", date="2023-06-20")
    system = FakePipeline([old, new])
    system.store = RelatedStore([old, new], system.embedder)
    return TestClient(create_app(system, Settings()))


def test_a_repealed_article_has_a_badge_that_links_to_the_sentence_that_says_so(valid_client):
    badge = '<a href="/articles/新办法/1?q=0-5" title="自2023-07-01起，被《新的门诊办法》废止">'
    badge += "已废止（2023-07-01 起，见《新的门诊办法》）</a>"
    assert badge in valid_client.get("/articles/旧办法/1").text
    assert badge in valid_client.get("/articles").text
    assert "已废止" not in valid_client.get("/articles/新办法/1").text
    marked = valid_client.get("/articles/新办法/1?q=0-5").text
    assert '<mark class="quote">旧办法废止</mark>' in marked


def test_the_list_is_limited_to_what_is_in_force_on_a_day(valid_client):
    now = valid_client.get("/articles?in_force=true").text
    assert "旧的门诊办法" not in now and "新的门诊办法" in now
    then = valid_client.get("/articles?in_force=true&as_of=2020-01-01").text
    assert "旧的门诊办法" in then and "新的门诊办法</a>" not in then
    assert valid_client.get("/articles?in_force=perhaps").status_code == 400


def test_the_chat_offers_the_filters_on_validity(valid_client):
    html = valid_client.get("/articles/filters").text
    assert 'name="in_force" value="true"' in html and 'type="date" name="as_of"' in html


# The compact list


def test_the_compact_list_has_a_row_an_article_the_newest_first_in_pages(client, monkeypatch):
    html = client.get("/articles?view=compact").text
    assert plain(html).count("2022-03-14 ") >= 2 and "共 2 篇" in plain(html)
    assert "<details><summary>提要" not in html and not DANGEROUS.search(html)
    monkeypatch.setattr("ui.library.listing.ROWS", 1)
    second = client.get("/articles?view=compact&page=2").text
    assert second.count('<span class="date">') == 1 and "第 2 页，共 2 页" in second
    assert 'rel="prev" href="?view=compact&amp;page=1"' in second


def test_the_compact_list_keeps_filters_and_shows_badges(valid_client):
    html = valid_client.get("/articles?view=compact&in_force=true").text
    assert "新的门诊办法" in html and "旧的门诊办法</a>" not in html
    everything = valid_client.get("/articles?view=compact").text
    assert "已废止（2023-07-01 起，见《新的门诊办法》）" in everything
    assert "view=compact&amp;issue=" in everything  # the facets stay in the list


# The group of what was uploaded


@pytest.fixture(scope="module")
def own_client():
    """A library of one issue, and of four uploads, three of them in folders."""
    files = ("甲.md", "医保/第2号.md", "医保/第10号.md", "医保/天津/丁.md")
    own = [
        replace(community_article(), issue=f"x{n}", title=f"自己的{n}", file=f"我的文章/{file}")
        for n, file in enumerate(files)
    ]
    return TestClient(create_app(FakePipeline([*own, community_article()]), Settings()))


def test_uploads_are_one_group_by_folder_below_the_issues(own_client):
    html = own_client.get("/articles").text
    issue, own = html.index('id="i1"'), html.index('id="own"')
    assert issue < own and 'id="i2"' not in html and "<small>4 篇</small>" in html
    order = ["自己的0", ">医保</h3>", "自己的1", "自己的2", ">医保/天津</h3>", "自己的3"]
    places = [html.index(words, own) for words in order]
    assert places == sorted(places)


def test_a_folder_limits_the_list_and_the_questions(own_client):
    html = own_client.get("/articles?folder=我的文章/医保").text
    assert "自己的0" not in html and "自己的1" in html and "自己的3" in html
    assert "社区医院三年行动方案" not in html
    assert 'href="/?folder=%E6%88%91%E7%9A%84%E6%96%87%E7%AB%A0%2F%E5%8C%BB%E4%BF%9D"' in html


def test_of_many_uploads_the_first_are_listed_with_a_link_to_all(own_client, monkeypatch):
    monkeypatch.setattr("ui.library.listing.OWN_LISTED", 2)
    html = own_client.get("/articles").text
    assert "另有 2 篇没有列出" in html and "自己的2" not in html
    address = re.search(r'看<a href="(/articles[?]view=compact&amp;folder=[^"]*)"', html)[1]
    rows = own_client.get(address.replace("&amp;", "&")).text
    assert rows.count('<span class="date">') == 4


def test_the_chat_offers_the_group_and_its_folders(own_client):
    html = own_client.get("/articles/filters").text
    assert html.index("<legend>我的文章</legend>") < html.index("<legend>日期</legend>")
    assert re.search(r'value="我的文章"><span>全部</span> <small>4', html)
    assert re.search(
        r'value="我的文章/医保/天津"><span lang="zh-CN">医保/天津</span> <small>1', html
    )
