"""Clipped passages: found in their articles, and exported with notes and sources."""

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from tests.conftest import FakePipeline, community_article
from ui.app import create_app
from ui.export.checking import Places
from ui.export.clips import ClipGiven, PlaceGiven, book, find, occurrence

ARTICLE = community_article()
STORE = FakePipeline([ARTICLE]).store
WORDS = ARTICLE.text[:20].strip()


@pytest.fixture(scope="module")
def client():
    return TestClient(create_app(FakePipeline([ARTICLE]), Settings(_env_file=None)))


def place(**fields):
    return {"issue": ARTICLE.issue, "article_n": ARTICLE.n, **fields}


def clip(quote=WORDS, **fields):
    return place(quote=quote, start=0, end=len(quote), **fields)


def test_words_are_found_whatever_the_spaces_nearest_to_where_they_stood():
    text = "甲乙，\n甲 乙\t丙。甲乙"
    assert occurrence(text, "甲乙", 0) == (0, 2)
    assert occurrence(text, "甲 乙 ｜ 丙", 0) == (4, 9)
    assert occurrence(text, "甲乙", 11) == (10, 12)
    assert occurrence(text, "丁", 0) is None
    assert occurrence(text, " \n", 0) is None


def test_what_is_clipped_is_the_source_s_own_text():
    moved = find(PlaceGiven(**place(quote=WORDS, start=900, end=901)), STORE)
    assert moved.to_json()["quote"] == WORDS
    assert (moved.start, moved.end) == (0, len(WORDS))
    assert moved.to_json()["url"].startswith(f"/articles/{ARTICLE.id}?q=0-{len(WORDS)}")
    assert find(PlaceGiven(**place(quote="没有这句话")), STORE) is None
    assert find(PlaceGiven(issue="x", article_n=1, quote=WORDS), STORE) is None
    whole = find(PlaceGiven(**place(start=2, end=9)), STORE)
    assert whole.to_json()["quote"] == ARTICLE.text[2:9]


def test_a_book_has_each_quote_its_note_and_its_source_once():
    clips = [ClipGiven(**clip(note="核对日期")), ClipGiven(**clip("改过的话"))]
    section = book("摘录本", clips, Places(STORE, "")).sections[0]
    assert [block.words for block in section.blocks] == [
        " ".join(WORDS.split()),
        "笔记：核对日期",
    ]
    assert [quote.n for source in section.sources for quote in source.quotes] == [1]
    assert section.notes == ["有 1 条摘录与现在收录的原文对不上，没有导出。"]


@pytest.mark.parametrize("form", ["txt", "md", "html"])
def test_an_export_holds_a_quote_once(client, form):
    reply = client.post("/api/clips/export", json={"format": form, "clips": [clip(note="记下")]})
    assert reply.status_code == 200
    text = reply.text
    assert text.count(" ".join(WORDS.split())) == 1
    assert "笔记：记下" in text and ARTICLE.title in text and f"q=0-{len(WORDS)}" in text


def test_a_word_file_is_made_and_named(client):
    reply = client.post("/api/clips/export", json={"format": "docx", "clips": [clip()]})
    assert reply.content.startswith(b"PK")
    assert "%E6%91%98%E5%BD%95%E6%9C%AC.docx" in reply.headers["content-disposition"]


def test_places_are_found_through_the_interface(client):
    wanted = {"places": [place(quote=WORDS), place(quote="没有")]}
    found = client.post("/api/clips/find", json=wanted).json()["found"]
    assert found[0]["title"] == ARTICLE.title and found[1] is None


@pytest.mark.parametrize("wrong", [{}, {"places": []}, {"places": [place(quote="字" * 5001)]}])
def test_malformed_requests_are_refused(client, wrong):
    assert client.post("/api/clips/find", json=wrong).status_code == 400


def test_the_page_opens(client):
    assert "摘录本" in client.get("/clips").text
