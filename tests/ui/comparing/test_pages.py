"""The page of two documents side by side, and the one on which they are chosen."""

import re

PAIR = "/compare?a=gzf-2018/1&b=gzf-2023/1"


def test_clauses_stand_side_by_side_each_with_its_link(client):
    page = client.get(PAIR).text
    assert "同一文件的两个版本" in page
    assert "承租人拖欠租金满6个月的，<del>可以</del>收回住房" in page
    assert "承租人拖欠租金满6个月的，<ins>应当</ins>收回住房" in page
    links = re.findall(r'href="(/articles/gzf-20\d\d/1\?q=\d+-\d+#p\d+)"', page)
    assert {link.split("/")[2] for link in links} == {"gzf-2018", "gzf-2023"}
    for link in links[:3]:
        assert client.get(link).status_code == 200
    assert "−10 个百分点" in page and "<b>60%</b>" in page


def test_rows_say_what_they_are_without_scripts(client):
    page = client.get(PAIR).text
    assert len(re.findall('<article class="row', page)) == 17
    assert '<span class="chip removed">删去</span>' in page
    assert "没有这一条" in page


def test_two_documents_are_not_called_versions(client):
    page = client.get("/compare?a=ty-east/1&b=ty-west/1").text
    assert 'data-first="changed"' in page and 'data-first=""' in client.get(PAIR).text
    assert "两篇都写到" in page and "没有找到相近的一条" in page and "新增" not in page


def test_the_second_article_is_suggested_and_the_earlier_one_stands_first(client):
    page = client.get("/compare?a=gzf-2023/1").text
    assert "可以比较的文章" in page
    assert "/compare?a=gzf-2018%2F1&amp;b=gzf-2023%2F1" in page


def test_articles_are_found_by_title(client):
    page = client.get("/compare?find=公租房").text
    assert "/compare?a=gzf-2018%2F1" in page and "/compare?a=gzf-2023%2F1" in page
    page = client.get("/compare?a=gzf-2018/1&find=公租房").text
    assert page.count("b=gzf-2023%2F1") >= 1 and "b=gzf-2018%2F1" not in page
    assert client.get("/compare").status_code == 200


def test_the_article_page_leads_to_comparing(client):
    assert 'href="/compare?a=gzf-2018%2F1">与另一篇比较' in client.get("/articles/gzf-2018/1").text


def test_nothing_of_an_article_is_markup(client):
    page = client.get("/compare?a=2022-03-14/2&b=gzf-2018/1").text
    assert "<script>window.hacked" not in page and "<img src=x" not in page


def test_unknown_articles_and_one_with_itself_are_refused(client):
    assert client.get("/compare?a=none/1").status_code == 404
    assert client.get("/compare?a=gzf-2018/1&b=none/1").status_code == 404
    assert client.get("/compare?a=gzf-2018/1&b=gzf-2018/1").status_code == 400
