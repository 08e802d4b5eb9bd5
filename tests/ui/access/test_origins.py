import pytest
from fastapi.testclient import TestClient
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from rag.settings import Settings
from ui.access.origins import LOOPBACK, KnownHosts
from ui.app import create_app
from ui.server import known_hosts
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


def guarded(addresses=False):
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    hosts = [*LOOPBACK, "Wence.example"]
    return TestClient(KnownHosts(app, ErrorResponses(Templates()), hosts, addresses))


def status(client, host, path="/api/articles"):
    return client.get(path, headers={"host": host}).status_code


KNOWN = ["127.0.0.1:7860", "localhost", "[::1]:80", "wence.example", "WENCE.example.:443"]
ADDRESSES = ["192.168.1.9", "10.0.0.1:7860", "[fd00::1]:7860", "[fe80::1]"]
UNKNOWN = [
    *("evil.example", "localhost.evil.example", "wence.example.evil.example", "[::1", "", "::1"),
    *("evil.example@127.0.0.1", "evil.example#127.0.0.1", "127.0.0.1.evil.example", "127.0.0.1:x"),
    *("wence.example:80:80", "127.1", "0x7f.0.0.1", "2130706433", "wence.example\u00a0"),
]


@pytest.mark.parametrize("host", KNOWN)
def test_known_host_names_pass(host):
    assert status(guarded(), host) == status(guarded(addresses=True), host) == 204


@pytest.mark.parametrize("host", ADDRESSES)
def test_addresses_pass_where_others_can_connect(host):
    assert status(guarded(), host) == 400
    assert status(guarded(addresses=True), host) == 204


@pytest.mark.parametrize("host", UNKNOWN)
def test_unknown_host_names_are_refused(host):
    host = host.encode()
    assert status(guarded(), host) == status(guarded(addresses=True), host) == 400


@pytest.mark.parametrize(("host", "passes"), [("wence.example", True), ("evil.example", False)])
def test_a_proxy_may_name_known_hosts_alone(host, passes):
    async def app(scope, receive, send):
        told = Headers(scope=scope).get("x-forwarded-host", "")
        await PlainTextResponse(told)(scope, receive, send)

    client = TestClient(KnownHosts(app, ErrorResponses(Templates()), ["wence.example"]))
    headers = {"host": "wence.example", "x-forwarded-host": host}
    assert client.get("/", headers=headers).text == (host if passes else "")


def test_health_probes_pass_under_any_name():
    assert [status(guarded(), "pod-7", path) for path in ("/healthz", "/readyz")] == [204, 204]
    assert status(guarded(), "pod-7", "/healthz/x") == 400


@pytest.mark.parametrize(
    ("settings", "known"),
    [
        ({}, [*LOOPBACK]),
        ({"base_url": "https://wence.example/x"}, [*LOOPBACK, "wence.example"]),
        ({"host": "0.0.0.0"}, []),
        ({"host": "0.0.0.0", "hosts": "a, b "}, [*LOOPBACK, "a", "b"]),
        ({"host": "::", "base_url": "http://[fd00::1]:80"}, [*LOOPBACK, "fd00::1"]),
    ],
)
def test_names_are_known_where_an_address_is_configured(settings, known):
    assert known_hosts(Settings(_env_file=None, **settings)) == known


def test_a_name_that_was_asked_for_is_repeated_nowhere(pipeline):
    evil = {"host": "evil.example", "x-forwarded-host": "evil.example"}
    app = create_app(pipeline, Settings(_env_file=None, host="0.0.0.0"))
    client = TestClient(app, follow_redirects=False)
    for path in (
        "/articles",
        "/articles/results.csv",
        "/login",
        "/admin",
        "/api/openapi.json",
        "/x",
    ):
        answer = client.get(path, headers=evil)
        assert "evil.example" not in f"{answer.text} {answer.headers}", path
    for host in ("10.0.0.1:7860", "localhost"):
        table = client.get("/articles/results.csv", headers={"host": host}).text
        assert f"http://{host}/articles/" in table
