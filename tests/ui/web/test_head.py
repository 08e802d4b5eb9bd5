from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.testclient import TestClient

from ui.web.head import Head

PAGE = "<html><head><title>x</title></head><body></head><gradio-app></gradio-app></body></html>"


def client():
    app = FastAPI()
    app.get("/")(lambda: HTMLResponse(PAGE))
    app.get("/other")(lambda: HTMLResponse(PAGE))
    app.get("/plain")(lambda: PlainTextResponse("x"))
    tops = {"": lambda: "<nav>", "/plain": lambda: ""}
    app.add_middleware(Head, html=lambda: "<link>", tops=tops)
    return TestClient(app)


def test_html_is_added_once_to_the_head_and_the_top_of_the_body():
    response = client().get("/")
    with_head = PAGE.replace("</head>", "<link></head>", 1)
    assert response.text == with_head.replace("<gradio-app", "<nav><gradio-app")
    assert response.headers["content-length"] == str(len(response.text))


def test_a_page_with_a_head_of_its_own_is_not_kept_for_the_next_person():
    assert client().get("/").headers["cache-control"] == "no-store"
    assert "cache-control" not in client().get("/other").headers


def test_other_paths_and_other_content_types_are_unchanged():
    assert client().get("/other").text == PAGE
    assert client().get("/plain").text == "x"
