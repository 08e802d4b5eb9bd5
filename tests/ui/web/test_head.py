from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.testclient import TestClient

from ui.web.head import Head

PAGE = "<html><head><title>x</title></head><body></head><gradio-app></gradio-app></body></html>"


def client(changed=str):
    app = FastAPI()
    app.get("/")(lambda: HTMLResponse(PAGE))
    app.get("/other")(lambda: HTMLResponse(PAGE))
    app.get("/plain")(lambda: PlainTextResponse("x"))
    tops = {"": lambda: "<nav>", "/plain": lambda: ""}
    app.add_middleware(Head, html=lambda: "<link>", tops=tops, changed=changed)
    return TestClient(app)


def test_html_is_added_once_to_the_head_and_the_top_of_the_body():
    response = client().get("/", headers={"accept-encoding": "identity"})
    with_head = PAGE.replace("</head>", "<link></head>", 1)
    assert response.text == with_head.replace("<gradio-app", "<nav><gradio-app")
    assert response.headers["content-length"] == str(len(response.text))


def test_a_page_with_a_head_of_its_own_is_not_kept_for_the_next_person():
    assert client().get("/").headers["cache-control"] == "no-store"
    assert "cache-control" not in client().get("/other").headers


def test_other_paths_and_other_content_types_are_unchanged():
    assert client().get("/other").text == PAGE
    assert client().get("/plain").text == "x"


def test_what_gradio_sent_is_changed_first_and_only_in_pages():
    def changed(page):
        return page.replace("x", "y")

    assert "<title>y</title><link></head>" in client(changed).get("/").text
    assert client(changed).get("/plain").text == "x"


def test_a_page_is_sent_compressed():
    response = client().get("/", headers={"accept-encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert int(response.headers["content-length"]) < len(response.text)
    assert response.headers["vary"] == "Accept-Encoding"
