"""The text of a file as it was read, before and after indexing."""

from dataclasses import replace

import pytest

from index.errors import DocumentError
from tests.conftest import community_article, hostile_article
from tests.ui.markup import DANGEROUS, plain
from tests.ui.uploads.requests import index, send
from ui.uploads import preview as room
from ui.uploads.preview import preview

ROWS = "标题,正文,日期\n甲办法,甲地有三家医院。,2031-01-02\n乙办法,乙地有五家医院。,2031-03-04\n"


def text(client, name, **query):
    return plain(client.get(f"/upload/{name}/text", params=query).text)


def test_each_article_of_a_file_is_shown_before_and_after_indexing(client):
    send(client, "rows.csv", ROWS)
    for added in (False, True):
        if added:
            index(client, {"name": "rows.csv"})
        first, second = text(client, "rows.csv"), text(client, "rows.csv", n=2)
        assert "第 1 篇，共 2 篇" in first
        assert "甲地有三家医院。" in first and "2031-01-02" in first
        assert "乙地有五家医院。" in second and "甲地有三家医院。" not in second
        assert text(client, "rows.csv", n=99) == second


def test_a_file_that_is_not_there_has_no_text(unchanged_client):
    for name in ("own.md", "first.md"):
        assert unchanged_client.get(f"/upload/{name}/text").status_code == 404


def test_what_was_read_is_escaped(client):
    hostile = (
        "# <img src=x onerror=window.hacked=1>\n\n<script>window.hacked=2</script>三家医院。\n"
    )
    send(client, "own.md", hostile)
    assert not DANGEROUS.search(client.get("/upload/own.md/text").text)


def test_facts_headings_and_tables_are_shown():
    found = preview("a.md", [hostile_article(), community_article()], 2)
    assert (found.n, found.title, found.left) == (2, "社区医院三年行动方案", 0)
    assert ("来源", "东江市卫生健康委") in found.facts
    assert "<h2" in found.body and "<th" in found.body


def test_of_a_long_article_the_start_is_shown(monkeypatch):
    monkeypatch.setattr(room, "MOST", 10)
    long = replace(community_article(), text="字" * 25, blocks=())
    found = preview("a.md", [long], 1)
    assert (plain(str(found.body)), found.left) == ("字" * 10, 15)


def test_a_file_without_articles_has_no_text():
    with pytest.raises(DocumentError, match="不在索引里"):
        preview("a.md", [], 1)
