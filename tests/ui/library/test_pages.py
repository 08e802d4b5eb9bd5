import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from index.model import Article, Passage
from rag.blocks import AnswerBlock, Span
from rag.filters import Filters
from rag.settings import Settings
from tests.conftest import FakePipeline, community_article
from ui.app import create_app
from ui.chat.answer_view import answer_html, body_html, question_html
from ui.library.article_view import article_html
from ui.library.facets import facets
from ui.library.highlight import excerpt, highlighted

DANGEROUS = re.compile(
    r"<(script(?! src=\"/site/)|img|svg|form(?! class=\"(search|ask))|iframe)\b|href=\"javascript:",
    re.I,
)


@pytest.fixture
def client(pipeline):
    return TestClient(create_app(pipeline, Settings()))


def passage(article, k, start, end):
    return Passage(article.issue, article.n, k, start, end, article.text[start:end])


def plain(html):
    return re.sub(r"<[^>]+>", "", html)


def test_article_page_shows_structure(client):
    html = client.get("/articles/2022-03-14/1").text
    assert '<h1 lang="zh-CN">社区医院三年行动方案</h1>' in html
    assert "基层卫生" in html and "东江市卫生健康委 · 2022-03-14 · 第 8 页" in plain(html)
    assert re.search(r'<h2 id="h0">.*一、总体目标', html)
    assert html.count('scope="col"') == 3
    assert '<li class="l1"><a href="#h0">一、总体目标</a></li>' in html


def test_table_has_a_cell_for_every_column(pipeline):
    article = pipeline.store.article("2022-03-14/1")
    html = article_html(article, [], None)
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    assert [len(re.findall("<t[hd]", row)) for row in rows] == [3, 3, 3]
    assert rows[2] == "<td>西山区</td><td>35</td><td></td>"


def test_no_text_is_lost_or_doubled_by_marking(pipeline):
    article = pipeline.store.article("2022-03-14/1")
    passages = [passage(article, 1, 0, 50), passage(article, 2, 40, 90)]
    html = plain(article_html(article, passages, (10, 20)))
    assert "".join(html.split()) == "".join(article.text.split())


def test_passage_over_several_blocks_marks_each_piece_and_has_one_id(pipeline):
    article = pipeline.store.article("2022-03-14/1")
    start, end = article.text.index("达到120家"), article.text.index("由市卫生")
    html = article_html(article, [passage(article, 4, start, end)], None)
    pieces = re.findall(r'<span class="p4"(?: id="p4")?>(.*?)</span>', html)
    assert "".join(pieces) == article.text[start:end].replace("\n", "")
    assert html.count('id="p4"') == 1


def test_quote_range_is_marked(client):
    html = client.get("/articles/2022-03-14/1?q=7-12").text
    assert '<mark class="quote">到2025</mark>' in html


@pytest.mark.parametrize("q", ["9-3", "0-99999999", "x", "1-2-3", "-5"])
def test_useless_quote_range_is_ignored(client, q):
    response = client.get("/articles/2022-03-14/1", params={"q": q})
    assert response.status_code == 200
    assert "<mark" not in response.text


def test_lines_outside_blocks_become_paragraphs(pipeline):
    article = replace(pipeline.store.article("2022-03-14/1"), blocks=())
    assert article_html(article, [], None).count('<p class="paragraph">') == 9


def test_neighbours_are_linked(client):
    assert 'rel="next" href="/articles/2022-03-14/2"' in client.get("/articles/2022-03-14/1").text
    assert 'rel="prev" href="/articles/2022-03-14/1"' in client.get("/articles/2022-03-14/2").text


def test_index_lists_issues_sections_articles(client):
    html = client.get("/articles").text.partition('<section class="issue"')[2]
    assert html.index("2022-03-14") < html.index("基层卫生") < html.index("社区医院三年行动方案")
    assert "<details><summary>提要</summary>" in html


@pytest.mark.parametrize("found", ["section=基层卫生", "source=东江市卫生健康委", "until=2022"])
def test_index_lists_what_meets_the_conditions(client, found):
    html = client.get(f"/articles?issue=2022-03-14&{found}").text
    assert "社区医院三年行动方案" in html
    assert 'href="/?issue=2022-03-14&amp;' in html  # to ask within them
    assert "没有符合这些条件的文章" in client.get(f"/articles?issue=2021-01-04&{found}").text


def test_wrong_condition_is_a_chinese_400(client):
    response = client.get("/articles?since=gestern")
    assert response.status_code == 400
    assert "日期应写成 2022-01-24" in response.text


def test_facets_take_and_leave_a_value(client):
    html = client.get("/articles?section=基层卫生&q=签约").text
    on = re.search(r'<a class="on" aria-current="true" href="([^"]*)"><span[^>]*>基层卫生', html)
    assert on[1] == "/articles?q=%E7%AD%BE%E7%BA%A6"
    assert 'href="/articles?q=%E7%AD%BE%E7%BA%A6&amp;section=%E5%9F%BA%E5%B1%82' in html


def test_facets_count_what_the_other_conditions_leave(pipeline):
    articles = list(pipeline.store.articles())
    found = {f.label: f.options for f in facets(articles, Filters(sections=("基层卫生",)))}
    first, _ = found["栏目"]
    assert (first.value, first.count, first.on) == ("基层卫生", 1, True)
    assert "来源" not in found  # only one is left


def test_choices_of_the_chat_are_escaped_and_counted(client):
    html = client.get("/articles/filters").text
    assert re.search(r'name="sections" value="基层卫生">.*<small>1</small>', html)
    assert not DANGEROUS.search(html.replace('<form aria-label="筛选范围">', ""))


def test_index_lists_the_newest_issues_where_there_are_very_many(monkeypatch):
    monkeypatch.setattr("ui.library.pages.LISTED", 1)
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
    "path",
    ["/articles", "/articles?q=<script>疫苗", "/articles/2022-03-14/2", "/articles/2022-03-14/1"],
)
def test_hostile_text_stays_text(client, path):
    html = client.get(path).text
    assert not DANGEROUS.search(html)


def test_pages_allow_nothing_from_elsewhere(client):
    response = client.get("/articles/2022-03-14/1")
    assert response.headers["content-security-policy"].startswith("default-src 'self'")
    assert "unsafe" not in response.headers["content-security-policy"]
    assert not re.search(r'(src|href)="(https?:)?//', response.text)
    assert not re.search(r"<script>|<[^>]*\s(on\w+|style)=", response.text)


@pytest.mark.parametrize("path", ["/articles/2022-03-14/99", "/articles/x/1", "/articles/x/eins"])
def test_missing_article_is_a_chinese_404(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "没有这篇文章" in response.text


def test_answer_shows_marks_cards_and_related(pipeline):
    answer = pipeline.ask("到2025年社区医院达到多少家？")
    html = answer_html(answer)
    assert html.count('class="cite"') == 1
    assert 'href="/articles/2022-03-14/1?q=7-40#p2"' in html
    assert "社区医院三年行动方案" in html
    assert "东江市卫生健康委 · 2022-03-14 · 第 8 页" in plain(html)
    assert "更多相关文章（1）" in plain(html)
    assert "\n" not in html


def test_answer_text_is_light_markdown(pipeline):
    citations = pipeline.ask("到2025年社区医院达到多少家？").citations
    blocks = (
        AnswerBlock("text", (Span("目标", bold=True), Span("："))),
        AnswerBlock("item", (Span("甲", (1,)),)),
        AnswerBlock("item", (Span("乙", (7,)),)),
        AnswerBlock("item", (Span("子"),), number=1),
        AnswerBlock("item", (Span("丑"),), number=2),
    )
    html = body_html(blocks, citations)
    assert html.startswith("<p><strong>目标</strong>：</p><ul><li>甲<a ")
    assert '<li>乙[7]</li></ul><ol start="1"><li>子</li><li>丑</li></ol>' in html


def test_hostile_answer_and_question_stay_text(pipeline):
    answer = pipeline.ask("疫苗冷链记录保存几年")
    hostile = replace(
        answer,
        blocks=(
            AnswerBlock.paragraph("<script>x</script>![a](http://evil.example)"),
            AnswerBlock("heading", (Span("<img src=x onerror=y>", bold=True),)),
            AnswerBlock("item", (Span("<img src=x onerror=y>", (1,)),)),
        ),
        standalone_question="<svg onload=x>",
        note="<iframe>",
        suggestions=("<form>",),
    )
    assert not DANGEROUS.search(answer_html(answer))
    assert not DANGEROUS.search(answer_html(hostile))
    assert question_html("<script>\nx") == (
        '<div class="question" lang="zh-CN">&lt;script&gt;<br>x</div>'
    )


def test_highlight_escapes_and_ignores_case():
    assert highlighted("<b>DRG付费</b>", ["drg"]) == "&lt;b&gt;<mark>DRG</mark>付费&lt;/b&gt;"
    assert highlighted("<b>", []) == "&lt;b&gt;"


def test_excerpt_begins_with_the_sentence_of_the_first_word():
    text = "开头。" * 100 + "药价降了一成。后来。" + "结尾。" * 100
    assert excerpt(text, ["一成", "药价"], 20).startswith("…药价降了一成。")
    assert excerpt(text, ["一成"], 20).endswith("…")
    assert excerpt("开头。药价", ["药价"]) == "开头。药价"
    assert excerpt(text, [], 6) == "开头。开头。…"


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


def test_a_documents_facts_are_shown_where_they_are_known(client):
    page = TestClient(create_app(FakePipeline([DOCUMENT]), Settings())).get("/articles/通知/1").text
    text = plain(page)
    assert "东江市医保局 · 2030-05-01 · 已废止" in text
    for fact in ("来源官网", "文号东医保〔2030〕5号", "地区东江省"):
        assert fact in text
    assert '<a href="https://example.org/1" rel="noopener noreferrer">查看原文网页</a>' in page
    other = client.get("/articles/2022-03-14/2").text
    assert "文号" not in other and "查看原文网页" not in other


def test_article_leads_to_near_ones_and_to_a_question_about_itself(client):
    html = client.get("/articles/2022-03-14/1").text
    assert re.search(
        r'<h2 id="near">相关文章</h2>\s*<ul><li><a href="/articles/2022-03-14/2"', html
    )
    assert '<input type="hidden" name="article" value="2022-03-14/1">' in html
    embedded = client.get("/articles/2022-03-14/1?embed=1").text
    assert "相关文章" not in embedded and 'class="ask"' not in embedded


def test_an_article_printed_again_leads_to_its_other_printings(client, pipeline, monkeypatch):
    def also_in(article_id):
        return ["2021-11-01/7"] if article_id == "2022-03-14/1" else []

    monkeypatch.setattr(pipeline.store, "also_in", also_in)
    link = '<a class="printing" href="/articles/2021-11-01/7" lang="zh-CN">2021-11-01</a>'
    assert link in client.get("/articles/2022-03-14/1?embed=1").text
    assert "也刊于" not in client.get("/articles/2022-03-14/2").text
    answer = pipeline.ask("到2025年社区医院达到多少家？")
    assert link in answer_html(answer, None, also_in)
    assert "也刊于" not in answer_html(answer)
