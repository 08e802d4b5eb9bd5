"""Sign-in: who gets in, and that every route asks."""

import re

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Match, Mount

from rag.settings import Settings
from tests.serving import opened
from ui.access.accounts import AccountError, Accounts
from ui.access.limits import FREE_FAILURES
from ui.access.sign_in import (
    ADMINISTRATORS,
    COOKIE,
    NO_SIGN_IN,
    OPEN,
    SESSION_S,
    TRIES_A_MINUTE,
)
from ui.app import create_app

PASSWORD = "湖滨路一号 lake"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")


@pytest.fixture(scope="module")
def accounts(tmp_path_factory):
    made = Accounts(tmp_path_factory.mktemp("accounts") / "users.json")
    made.add_user("林知秋", PASSWORD, "administrator")
    made.add_user("reader", PASSWORD)
    return made


@pytest.fixture(scope="module")
def app(pipeline, accounts):
    app = create_app(pipeline, Settings(_env_file=None, users=accounts.path))
    with opened(app):
        yield app


@pytest.fixture
def client(app):
    return TestClient(app, follow_redirects=False)


def sign_in(client, name="reader", password=PASSWORD, **fields):
    return client.post("/login", data={"name": name, "password": password, **fields})


@pytest.fixture(autouse=True)
def every_try_counts_alone(monkeypatch):
    monkeypatch.setattr("ui.access.limits.Buckets.take", lambda self, who: 0)


def paths(routes, prefix=""):
    """Every path of an application, its mounted ones included, with example parameters."""
    for route in routes:
        if isinstance(route, Mount):
            yield prefix + route.path + "/x"
            yield from paths(route.routes, prefix + route.path)
        elif hasattr(route, "original_router"):
            yield from paths(route.original_router.routes, prefix)
        else:
            yield prefix + re.sub(r"\{\w+(:\w+)?\}", "1", route.path)


def test_the_list_of_routes_is_complete(app):
    found = set(paths(app.routes))
    assert {
        "/api/ask",
        "/v1/chat/completions",
        "/mcp",
        "/metrics",
        "/docs",
        "/articles/1/1",
    } <= found
    assert {
        "/config",
        "/gradio_api/queue/join",
        "/gradio_api/upload",
        "/gradio_api/file=1",
    } <= found
    assert len(found) > 60
    for path in found:  # each has a route, so refusing it means something
        scope = {"type": "http", "path": path, "method": "GET", "headers": []}
        assert any(route.matches(scope)[0] is not Match.NONE for route in app.routes), path


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_no_route_answers_without_sign_in(app, client, accept):
    tried = 0
    for path in sorted(set(paths(app.routes))):
        if OPEN.fullmatch(path):
            continue
        for method in METHODS:
            response = client.request(method, path, headers={"accept": accept})
            if response.status_code == 303:
                assert response.headers["location"].startswith("/login?next=/")
                assert (method, accept) == ("GET", "text/html")
                assert not path.startswith(("/api/", "/v1/", "/mcp", "/gradio_api/"))
            else:
                assert response.status_code == 401, (method, path)
                assert response.headers["www-authenticate"] == "Bearer"
                assert method == "HEAD" or set(response.json()) == {"error"}, (method, path)
            tried += 1
    assert tried > 400


def test_websockets_are_refused_too(client):
    with pytest.raises(Exception) as refused, client.websocket_connect("/queue/join"):
        pass
    assert getattr(refused.value, "code", None) == 1008


def test_open_paths_reveal_nothing_of_the_corpus(client):
    for path in ("/healthz", "/readyz", "/login", "/site/theme.css"):
        response = client.get(path)
        assert response.status_code == 200
        assert "社区医院" not in response.text


@pytest.mark.parametrize(
    "path", ["/site/../api/articles", "/healthz/../config", "//config", "/login/", "/API/articles"]
)
def test_no_spelling_of_a_path_gets_around_sign_in(client, path):
    assert client.get(path).status_code in (303, 307, 401, 404)
    assert client.post(path).status_code in (401, 404, 405)


def test_signing_in_leads_to_the_page_asked_for(client):
    asked = client.get("/articles/2022-03-14/1?q=1-2", headers={"accept": "text/html"})
    form = client.get(asked.headers["location"])
    assert 'value="/articles/2022-03-14/1?q=1-2"' in form.text
    response = sign_in(client, next="/articles/2022-03-14/1?q=1-2")
    assert (response.status_code, response.headers["location"]) == (
        303,
        "/articles/2022-03-14/1?q=1-2",
    )
    assert "社区医院" in client.get("/articles").text
    assert client.get("/config").status_code == 200


def test_the_cookie_is_limited_to_this_host_and_hidden_from_scripts(app, client):
    cookie = sign_in(client).headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and f"Max-Age={SESSION_S}" in cookie
    assert "Secure" not in cookie and "Domain" not in cookie
    encrypted = TestClient(app, base_url="https://testserver", follow_redirects=False)
    assert "Secure" in sign_in(encrypted).headers["set-cookie"]


@pytest.mark.parametrize(
    ("name", "password"), [("reader", "wrong password"), ("nobody", PASSWORD), ("", "")]
)
def test_a_wrong_password_gets_the_same_answer_as_a_wrong_name(client, name, password):
    response = sign_in(client, name, password)
    assert response.status_code == 401
    assert "用户名或密码不对。" in response.text
    assert "set-cookie" not in response.headers
    assert client.get("/api/articles").status_code == 401


def test_invalid_form_data_causes_no_server_error(client):
    for body in (b"", b"\xff\xfe", b"name=%00&password=%ff", b"next=//evil.example"):
        assert client.post("/login", content=body).status_code == 401


@pytest.mark.parametrize(
    "page", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/\t/e.x"]
)
def test_signing_in_does_not_redirect_to_other_websites(client, page):
    assert sign_in(client, next=page).headers["location"] == "/"


def test_a_typed_name_is_escaped(client):
    response = sign_in(client, '"><script>x</script>', "y")
    assert "<script>x" not in response.text


def test_attempts_to_sign_in_are_limited(client, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(Accounts, "with_password", lambda *args: None)  # hashing is slow
    codes = [sign_in(client, f"nobody{n}", "x").status_code for n in range(TRIES_A_MINUTE + 1)]
    assert codes == [401] * TRIES_A_MINUTE + [429]


def test_a_name_has_to_wait_after_failures_wherever_they_come_from(client, monkeypatch):
    monkeypatch.setattr(Accounts, "with_password", lambda *args: None)
    codes = [sign_in(client, "li", "x").status_code for _ in range(FREE_FAILURES + 2)]
    assert codes == [401] * (FREE_FAILURES + 1) + [429]
    assert sign_in(client, "wang", "x").status_code == 401


def test_signing_out_ends_the_session_wherever_its_cookie_is(client):
    cookies = [sign_in(client).cookies[COOKIE] for _ in range(2)]
    client.cookies.clear()
    here, elsewhere = ({"cookie": f"{COOKIE}={cookie}"} for cookie in cookies)
    assert client.post("/logout", headers=here).headers["location"] == "/login"
    assert client.get("/api/articles", headers=here).status_code == 401
    assert client.get("/api/articles", headers=elsewhere).status_code == 200


def test_a_session_ends_with_time_a_new_password_or_the_removed_user(client, accounts, monkeypatch):
    accounts.add_user("wang", PASSWORD)
    sign_in(client, "wang")
    cookie = client.cookies[COOKIE]
    assert client.get("/api/articles").status_code == 200
    accounts.add_user("wang", "another password")
    assert client.get("/api/articles").status_code == 401
    accounts.remove_user("wang")
    assert client.get("/api/articles").status_code == 401
    accounts.add_user("wang", PASSWORD)  # a new hash, with a salt of its own
    assert client.get("/api/articles", headers={"cookie": f"{COOKIE}={cookie}"}).status_code == 401
    sign_in(client, "wang")
    monkeypatch.setattr("ui.access.sign_in.SESSION_S", -1)
    assert client.get("/api/articles").status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "W10.x.y", "\xff"])
def test_a_forged_cookie_lets_nobody_in(client, cookie):
    headers = {"cookie": f"{COOKIE}={cookie}".encode("latin-1")}
    assert client.get("/api/articles", headers=headers).status_code == 401


def test_a_cookie_signed_with_another_secret_lets_nobody_in(app, client, tmp_path):
    from ui.access.sign_in import Sessions

    others = Accounts(tmp_path / "users.json")
    others.add_user("reader", PASSWORD)
    cookie = Sessions(others).begin(others.user("reader"))
    headers = {"cookie": f"{COOKIE}={cookie}"}
    assert client.get("/api/articles", headers=headers).status_code == 401


def test_a_key_works_until_it_is_revoked(client, accounts):
    headers = {"authorization": f"Bearer {accounts.add_key('reader')}"}
    asked = {"question": "到2025年社区医院达到多少家？"}
    assert client.post("/api/ask", json=asked, headers=headers).status_code == 200
    assert client.get("/v1/models", headers=headers).status_code == 200
    accounts.revoke_key(accounts.keys[-1].id)
    refused = client.get("/v1/models", headers=headers)
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "invalid_api_key"


@pytest.mark.parametrize("value", ["Bearer", "Bearer x", "Basic cmVhZGVyOng=", "wence_x", "\xff"])
def test_invalid_credentials_let_nobody_in(client, value):
    headers = {"authorization": value.encode("latin-1")}
    assert client.get("/api/articles", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "path", ["/metrics", "/evaluation", "/api/evaluation/job", "/upload", "/api/documents/x"]
)
def test_readers_may_not_open_pages_for_administrators(client, path):
    assert ADMINISTRATORS.fullmatch(path)
    sign_in(client)
    assert client.get(path).status_code == 403
    sign_in(client, "林知秋")
    assert client.get(path).status_code in (200, 404, 405)


def test_an_application_does_not_start_with_an_empty_users_file(pipeline, tmp_path):
    with pytest.raises(AccountError):
        create_app(pipeline, Settings(_env_file=None, users=tmp_path / "users.json"))


def test_the_paths_of_a_provider_are_closed_where_there_is_none(client):
    assert client.get("/login/oidc").status_code == 401


def test_nothing_that_a_person_reads_is_kept_for_others(client):
    sign_in(client)
    for path in ("/articles", "/api/articles", "/articles/2022-03-14/1", "/api/search?q=医院"):
        assert client.get(path).headers["cache-control"].startswith("private")


@pytest.mark.parametrize("broken", ["", "{", '{"users": [{"name": "x"}]}'])
def test_a_users_file_that_breaks_later_is_told_and_the_rest_goes_on(app, accounts, broken):
    client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    sign_in(client)
    good = accounts.path.read_bytes()
    try:
        accounts.path.write_text(broken)
        told = client.get("/api/articles")
        assert (told.status_code, told.json()) == (503, {"error": NO_SIGN_IN})
        assert str(accounts.path) not in told.text
        assert NO_SIGN_IN in client.get("/").text and NO_SIGN_IN in client.get("/login").text
        assert sign_in(client).status_code == 503
        for path in ("/healthz", "/site/theme.css"):
            assert client.get(path).status_code == 200
    finally:
        accounts.path.write_bytes(good)
    assert client.get("/api/articles").status_code == 200


def test_what_is_laid_out_for_all_alike_tells_nothing_of_the_corpus(client, pipeline):
    sign_in(client)
    laid_out = client.get("/config").text
    assert "问一个政策问题" in laid_out
    assert not any(question in laid_out for question in pipeline.examples())
    assert "基层卫生" not in laid_out
