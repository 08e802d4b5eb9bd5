"""The routes that export: formats, file names, refusals, limits."""

from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document
from fastapi.testclient import TestClient

from rag.settings import Settings
from tests.ui.export.conftest import given
from ui.app import create_app
from ui.export.request import MAX_CITATIONS, MAX_PIECES

ARTICLE = "/api/articles/2022-03-14/1/export"


@pytest.fixture(scope="module")
def client(pipeline):
    return TestClient(create_app(pipeline, Settings(_env_file=None)))


def name_of(response):
    return unquote(response.headers["content-disposition"].rpartition("''")[2])


@pytest.mark.parametrize("format", ["docx", "md", "txt", "html"])
def test_a_conversation_is_a_file_named_after_its_first_question(client, format):
    response = client.post("/api/export", json=given() | {"format": format})
    assert response.status_code == 200
    assert response.headers["content-disposition"].startswith("attachment;")
    assert name_of(response) == f"社区医院达到多少家？.{format}"


def test_an_answer_of_the_interface_can_be_sent_back(client):
    answer = client.post("/api/ask", json={"question": "到2025年社区医院达到多少家？"}).json()
    response = client.post("/api/export", json={"format": "txt", "turns": [answer]})
    assert "「到2025年，全市社区医院达到120家" in response.text
    assert "http://testserver/articles/2022-03-14/1?q=7-40#p2" in response.text


def test_the_style_of_references_is_chosen(client):
    for style, words in (
        ("gbt7714", "东江市卫生健康委. 社区医院三年行动方案[Z]. 2022-03-14: 8."),
        ("official", "《社区医院三年行动方案》，东江市卫生健康委，2022年3月14日，第8页。"),
    ):
        asked = given() | {"format": "txt", "references": style}
        assert words in client.post("/api/export", json=asked).text


def test_an_article_is_exported_with_a_passage_marked(client):
    response = client.post(ARTICLE, json={"format": "md", "passages": [2]})
    assert "**到2025年，全市社区医院达到120家，家庭医生签约率达到75%。**[1]" in response.text
    word = client.post(ARTICLE, json={"format": "docx", "marks": [[7, 40]]})
    assert Document(BytesIO(word.content)).paragraphs[0].text == "社区医院三年行动方案"


@pytest.mark.parametrize(
    "title", ['..\\..\\a/b:c*?"<>|\r\nSet-Cookie: x', "\u202etxt.exe", "..", " "]
)
def test_a_file_name_holds_nothing_unsafe(client, title):
    response = client.post("/api/export", json=given(question=title) | {"format": "txt"})
    assert response.status_code == 200 and "set-cookie" not in response.headers
    stem = name_of(response).removesuffix(".txt")
    assert stem and not set(stem) & set('\\/:*?"<>|\r\n\u202e') and not stem.startswith(".")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/export", {"format": "exe", "turns": []}, 400),
        ("/api/export", {"format": "txt", "turns": []}, 400),
        ("/api/export", given(citations=[{"n": 1}]), 400),
        ("/api/export", given(question="\ud800"), 400),
        (ARTICLE, {"format": "txt", "marks": [[1]]}, 400),
        (ARTICLE, {"format": "txt", "marks": [[-1, 5]]}, 400),
        ("/api/articles/2022-03-14/99/export", {"format": "txt"}, 404),
    ],
)
def test_what_cannot_be_exported_is_refused_in_chinese(client, path, body, status):
    import json

    content = json.dumps(body).encode()
    response = client.post(path, content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == status and not response.json()["error"].isascii()


def test_a_request_for_too_much_is_refused(client):
    many = given()["turns"][0]["citations"][:1] * (MAX_CITATIONS + 1)
    ragged = {"rows": [[[]] * 200, *([[]] * 200)]}  # written with all rows as long as the first
    bodies = (
        given(citations=many),
        given(blocks=[{"text": "甲"}] * (MAX_PIECES + 1)),
        given(blocks=[ragged]),
    )
    for body in bodies:
        response = client.post("/api/export", json=body)
        assert (response.status_code, response.json()["error"]) == (400, "内容太多，请分几次导出。")


def test_an_answer_of_a_language_model_is_marked_as_such(client):
    text = client.post("/api/export", json=given(engine="llm") | {"format": "txt"}).text
    assert "以上答案由大模型撰写，逐句核对过出处。" in text


def test_an_article_too_long_for_word_is_offered_as_text(client, monkeypatch):
    monkeypatch.setattr("ui.export.routes.LARGEST_IN_WORD", 5)
    response = client.post(ARTICLE, json={"format": "docx"})
    assert response.status_code == 400 and "太长" in response.json()["error"]
    assert client.post(ARTICLE, json={"format": "txt"}).status_code == 200
