import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from index.model import Passage
from rag.settings import Settings
from ui.answer_view import answer_html, body_html, question_html
from ui.app import create_app
from ui.article_view import article_html
from ui.highlight import highlighted

DANGEROUS = re.compile(
    r"<(script(?! src=\"/site/)|img|svg|form(?! class=\"search)|iframe)\b|href=\"javascript:", re.I
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
    assert "<h1>社区医院三年行动方案</h1>" in html
    assert "基层卫生" in html and "东江市卫生健康委 · 2022-03-14 · 第 8 页" in html
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
    html = client.get("/articles").text
    assert html.index("2022-03-14") < html.index("基层卫生") < html.index("社区医院三年行动方案")
    assert "<details><summary>提要</summary>" in html


def test_search_shows_snippets_and_facets(client):
    html = client.get("/articles", params={"q": "家庭医生签约率"}).text
    assert (
        "<mark>家庭</mark>" in html or "<mark>签约率</mark>" in html or "<mark>签约</mark>" in html
    )
    assert re.search(r'class="facets" aria-label="按栏目筛选"', html)
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
    assert "社区医院三年行动方案" in html and "东江市卫生健康委 · 2022-03-14 · 第 8 页" in html
    assert "更多相关文章（1）" in html
    assert "\n" not in html


def test_answer_text_is_light_markdown(pipeline):
    citations = pipeline.ask("到2025年社区医院达到多少家？").citations
    html = body_html("**目标**：\n- 甲[1]\n- 乙[7]\n\n1. 子\n2. 丑", citations)
    assert html.startswith("<p><strong>目标</strong>：</p><ul><li>甲<a ")
    assert '<li>乙[7]</li></ul><ol start="1"><li>子</li><li>丑</li></ol>' in html


def test_hostile_answer_and_question_stay_text(pipeline):
    answer = pipeline.ask("疫苗冷链记录保存几年")
    hostile = replace(
        answer,
        text="<script>x</script>![a](http://evil.example) **<img src=x onerror=y>** [1]",
        standalone_question="<svg onload=x>",
        note="<iframe>",
        suggestions=("<form>",),
    )
    assert not DANGEROUS.search(answer_html(answer))
    assert not DANGEROUS.search(answer_html(hostile))
    assert question_html("<script>\nx") == ('<div class="question">&lt;script&gt;<br>x</div>')


def test_highlight_escapes_and_ignores_case():
    assert highlighted("<b>DRG付费</b>", ["drg"]) == "&lt;b&gt;<mark>DRG</mark>付费&lt;/b&gt;"
    assert highlighted("<b>", []) == "&lt;b&gt;"
