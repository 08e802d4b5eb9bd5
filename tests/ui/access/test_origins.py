import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from ui.access.origins import LOOPBACK, KnownHosts
from ui.app import create_app
from ui.web.errors import ErrorResponses
from ui.web.templating import Templates


@pytest.fixture(scope="module")
def client(pipeline):
    settings = Settings(
        _env_file=None, cors_origins="https://portal.example, ", base_url="https://wence.example"
    )
    return TestClient(create_app(pipeline, settings))


def ask(client, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/api/ask", json={"question": "签约率是多少？"}, headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"origin": "http://testserver"},
        {"origin": "https://wence.example"},
        {"origin": "https://portal.example", "sec_fetch_site": "cross-site"},
    ],
)
def test_own_pages_programs_and_configured_origins_may_ask(client, headers):
    assert ask(client, **headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "http://[::1"},
    ],
)
def test_other_websites_may_not_ask(client, headers):
    response = ask(client, **headers)
    assert response.status_code == 403
    assert "其他网站" in response.json()["error"]


def test_cors_is_open_only_to_configured_origins(client):
    opened = ask(client, origin="https://portal.example").headers
    assert opened["access-control-allow-origin"] == "https://portal.example"
    assert "access-control-allow-credentials" not in opened
    for origin in ("https://evil.example", "null"):
        for path in ("/api/articles", "/config", "/articles"):
            headers = client.get(path, headers={"origin": origin}).headers
            assert "access-control-allow-origin" not in headers


def test_a_preflight_succeeds_only_for_configured_origins(client):
    def preflight(origin):
        wanted = {"origin": origin, "access-control-request-method": "POST"}
        return client.options("/api/ask", headers=wanted).status_code

    assert (preflight("https://portal.example"), preflight("https://evil.example")) == (200, 400)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:7860", 404),
        ("localhost", 404),
        ("[::1]:80", 404),
        ("wence.example", 404),
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("[::1", 400),
        ("", 400),
    ],
)
def test_unknown_host_names_are_refused(host, status):
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    client = TestClient(KnownHosts(app, ErrorResponses(Templates()), [*LOOPBACK, "wence.example"]))
    response = client.get("/api/articles", headers={"host": host})
    assert response.status_code == status
