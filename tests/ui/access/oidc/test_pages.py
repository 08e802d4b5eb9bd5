"""Sign-in through a provider, from the login page to the way out."""

import json
import logging
import time
from dataclasses import asdict

import httpx2
import jwt
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.settings import Settings
from tests.oidc_provider import CLIENT, SECRET, ec_key, providing, public, rsa_key
from ui.access.accounts import AccountError, Accounts
from ui.access.caller import caller
from ui.access.oidc.members import Members
from ui.access.oidc.pages import COOKIE as BEGUN
from ui.access.oidc.pages import oidc_pages, unrecorded
from ui.access.oidc.sign_on import SignOn
from ui.access.oidc.tokens import LOGOUT
from ui.access.password import password_page
from ui.access.sign_in import COOKIE, SignIn, login_pages
from ui.app import create_app
from ui.web.errors import ErrorResponses
from ui.web.templating import Templates

PASSWORD = "湖滨路一号 lake"
CALLBACK = "/login/oidc/callback"


@pytest.fixture(scope="module")
def server():
    with providing() as server:
        yield server


@pytest.fixture(autouse=True)
def as_usual(server, monkeypatch):
    server.reset()
    monkeypatch.setattr("ui.access.limits.Buckets.take", lambda self, who: 0)
    monkeypatch.setattr("ui.access.oidc.provider.DESCRIPTION_S", 0)


def settings(server, path, **more):
    made = {
        "users": path,
        "base_url": "http://testserver",
        "oidc_issuer": server.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_admin_group": "wence-admins",
        **more,
    }
    return Settings(_env_file=None, **made)


@pytest.fixture(scope="module")
def app(pipeline, server, tmp_path_factory):
    """The whole application, with the provider and no local users."""
    path = tmp_path_factory.mktemp("users") / "users.json"
    return create_app(pipeline, settings(server, path))


@pytest.fixture(scope="module")
def templates():
    return Templates(caller)


@pytest.fixture
def make(server, templates, tmp_path):
    """Make a small application, which is quickly made: it tells who is in."""

    def make(users=(), record=unrecorded, **more):
        path = tmp_path / "users.json"
        known = [{"name": name, "password": "a hash"} for name in users]
        path.write_text(json.dumps({"secret": "s", "users": known}), encoding="utf-8")
        sign_on, accounts = SignOn.of(settings(server, path, **more)), Accounts(path)
        app, errors = FastAPI(), ErrorResponses(templates)
        app.include_router(login_pages(accounts, templates, sign_on=sign_on))
        app.include_router(password_page(accounts, templates))
        app.include_router(oidc_pages(sign_on, accounts, templates, record))
        app.get("/api/articles")(lambda: asdict(caller()))
        errors.handle_in(app)
        app.add_middleware(SignIn, errors=errors, accounts=accounts, members=sign_on.members)
        return TestClient(app, follow_redirects=False)

    return make


@pytest.fixture
def any_password(monkeypatch):
    monkeypatch.setattr(Accounts, "with_password", lambda self, name, password: self.user(name))


@pytest.fixture
def client(app):
    return TestClient(app, follow_redirects=False)


def begin(client, server, next="/"):
    """Go to the provider and agree there; return what comes back with the browser."""
    response = client.get("/login/oidc", params={"next": next})
    assert response.status_code == 303, response.text
    assert response.headers["location"].startswith(f"{server.issuer}/authorize?")
    return server.agree(response.headers["location"])


def sign_in(client, server, next="/"):
    return client.get(CALLBACK, params=begin(client, server, next))


def test_a_person_of_the_provider_comes_in_and_goes_on_to_the_page_they_wanted(client, server):
    page = client.get("/articles?q=签约率", headers={"accept": "text/html"}).headers["location"]
    login = client.get(page)
    assert "用单位账号登录" in login.text and 'type="password"' not in login.text
    assert sign_in(client, server, "/articles?q=签约率").headers["location"] == (
        "/articles?q=%E7%AD%BE%E7%BA%A6%E7%8E%87"
    )
    shown = client.get("/articles")
    assert shown.status_code == 200
    assert 'lang="zh-CN">李娜<' in shown.text and "/password" not in shown.text
    assert client.get("/admin/users").status_code == 403
    refused = client.post("/password", data={"current": "x", "new": PASSWORD, "again": PASSWORD})
    assert refused.status_code == 403 and "单位账号" in refused.text


def test_the_cookies_are_for_this_browser_and_host_alone(client, server):
    begun = client.get("/login/oidc").headers["set-cookie"]
    assert "HttpOnly" in begun and "Path=/login/oidc;" in begun and "SameSite=lax" in begun
    session = sign_in(client, server).headers.get_list("set-cookie")
    assert any(c.startswith(f"{COOKIE}=") and "HttpOnly" in c for c in session)
    assert any(c.startswith(f'{BEGUN}="";') for c in session)  # not needed any longer


@pytest.mark.parametrize("page", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_signing_in_does_not_redirect_to_other_websites(client, server, page):
    assert sign_in(client, server, page).headers["location"] == "/"


def test_groups_and_role_come_from_the_claims(make, server):
    client = make()
    sign_in(client, server)
    who = client.get("/api/articles").json()
    assert (who["name"], who["role"]) == ("oidc:李娜", "reader")
    assert sorted(who["groups"]) == ["policy", "staff"]
    server.person["groups"] = ["wence-admins"]
    sign_in(client, server)
    assert client.get("/api/articles").json()["role"] == "administrator"


@pytest.mark.parametrize(("groups", "status"), [(["policy"], 303), (["guests"], 403), (None, 403)])
def test_only_people_of_the_groups_allowed_come_in(make, server, groups, status):
    client = make(oidc_allowed_groups="law, policy")
    server.person["groups"] = groups
    response = sign_in(client, server)
    assert response.status_code == status
    assert client.get("/api/articles").status_code == (200 if status == 303 else 401)
    assert status == 303 or "没有使用问策的权限" in response.text


def test_who_signed_in_is_told_and_that_somebody_could_not(make, server):
    noted = []
    client = make(record=lambda action, user: noted.append((action, user)))
    sign_in(client, server)
    client.get(CALLBACK, params={**begin(client, server), "code": "", "error": "access_denied"})
    assert noted == [("sign-in", "oidc:李娜"), ("sign-in-failed", "")]


def test_a_person_of_the_provider_is_never_the_local_user_of_the_same_name(
    make, server, any_password
):
    client = make(users=["李娜"])
    sign_in(client, server)
    assert client.get("/password").status_code == 403
    assert client.post("/login", data={"name": "oidc:李娜"}).status_code == 401


def test_local_users_sign_in_as_before(make, any_password):
    client = make(users=["wang"])
    login = client.get("/login").text
    assert "用单位账号登录" in login and 'type="password"' in login
    assert client.post("/login", data={"name": "wang", "password": PASSWORD}).status_code == 303
    assert client.get("/password").status_code == 200
    assert client.post("/logout").headers["location"] == "/login"
    assert client.get("/api/articles").status_code == 401


def refused(client, server, caplog, reason, status, **back):
    """Sign in; check that nobody gets in, what the page says and what the log says."""
    with caplog.at_level(logging.WARNING):
        response = client.get(CALLBACK, params={**begin(client, server), **back})
    assert response.status_code == status
    assert 'role="alert"' in response.text and COOKIE not in response.cookies
    assert client.get("/api/articles").status_code == 401
    assert reason in caplog.text


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"iss": "https://evil.example"}, "InvalidIssuerError"),
        ({"aud": "another"}, "InvalidAudienceError"),
        ({"aud": [CLIENT, "another"]}, "azp"),
        ({"azp": "another"}, "azp"),
        ({"exp": 1_000_000_000}, "ExpiredSignatureError"),
        ({"exp": None}, "MissingRequiredClaimError"),
        ({"nbf": time.time() + 3600}, "ImmatureSignatureError"),
        ({"iat": time.time() + 3600}, "ImmatureSignatureError"),
        ({"sub": None}, "MissingRequiredClaimError"),
        ({"sub": ""}, "no usable sub"),
        ({"sub": "\ud800"}, "no usable sub"),
        ({"sub": "x" * 256}, "no usable sub"),
        ({"nonce": "\ud800"}, "nonce"),
        ({"sid": ["s"]}, "no usable sid"),
        ({"sub": 7}, "InvalidSubjectError"),
    ],
)
def test_a_token_with_wrong_claims_lets_nobody_in(client, server, caplog, changes, reason):
    server.changes = changes
    refused(client, server, caplog, reason, 401)


def test_clocks_may_differ_a_little(client, server):
    server.changes = {"exp": int(time.time()) - 30, "iat": int(time.time()) + 30}
    assert sign_in(client, server).status_code == 303


def test_a_token_without_a_signature_lets_nobody_in(client, server, caplog):
    server.key, server.algorithm = None, "none"
    refused(client, server, caplog, "the algorithm 'none'", 401)


def test_the_public_key_is_no_secret_to_sign_with(client, server, caplog):
    server.key, server.algorithm = server.keys[0]["n"].encode(), "HS256"
    refused(client, server, caplog, "the algorithm 'HS256'", 401)


def test_a_token_signed_with_another_key_lets_nobody_in(client, server, caplog):
    server.key = rsa_key(1)
    refused(client, server, caplog, "InvalidSignatureError", 401)


def test_a_new_key_is_known_as_soon_as_the_provider_shows_it(client, server, caplog):
    assert sign_in(client, server).status_code == 303
    client.post("/logout")
    server.key, server.algorithm, server.kid = ec_key(), "ES256", "second"
    refused(client, server, caplog, "0 keys for the kid 'second'", 401)
    server.keys.append(public(ec_key(), "second", "ES256"))
    assert sign_in(client, server).status_code == 303


def test_an_answer_that_another_browser_asked_for_lets_nobody_in(app, client, server, caplog):
    back = begin(TestClient(app, follow_redirects=False), server)
    refused(client, server, caplog, "another state", 400, state=back["state"])
    refused(client, server, caplog, "another state", 400, state="状态")
    assert TestClient(app).get(CALLBACK, params=back).status_code == 400


def test_an_answer_serves_once(client, server):
    back = begin(client, server)
    begun = client.cookies[BEGUN]
    assert client.get(CALLBACK, params=back).status_code == 303
    assert client.get(CALLBACK, params=back).headers["location"] == "/"  # gone back, and still in
    client.cookies.clear()
    again = client.get(CALLBACK, params=back, headers={"cookie": f"{BEGUN}={begun}"})
    assert again.status_code == 400 and COOKIE not in again.cookies


def test_a_code_serves_once(client, server, caplog):
    used = begin(client, server)
    client.get(CALLBACK, params=used)
    client.cookies.clear()
    refused(client, server, caplog, "invalid_grant", 400, code=used["code"])


def test_a_sign_in_that_took_too_long_is_begun_again(client, server, caplog, monkeypatch):
    monkeypatch.setattr("ui.access.oidc.pending.PENDING_S", -1)
    refused(client, server, caplog, "SignatureExpired", 400)


def test_a_refusal_of_the_provider_is_told(client, server, caplog):
    refused(client, server, caplog, "access_denied", 403, code="", error="access_denied")


def test_an_answer_in_the_name_of_another_provider_lets_nobody_in(client, server, caplog):
    refused(client, server, caplog, "another issuer", 401, iss="https://evil.example")
    server.description_changes = {"authorization_response_iss_parameter_supported": True}
    refused(client, server, caplog, "another issuer", 401)
    back = begin(client, server)
    assert client.get(CALLBACK, params={**back, "iss": server.issuer}).status_code == 303


def test_a_provider_that_is_down_is_told_and_the_rest_goes_on(make, server, any_password):
    client = make(users=["wang"])
    back = begin(client, server)
    server.is_down = True
    for response in (client.get("/login/oidc"), client.get(CALLBACK, params=back)):
        assert response.status_code == 503
        assert "没有正常应答" in response.text and 'type="password"' in response.text
    assert client.post("/login", data={"name": "wang", "password": PASSWORD}).status_code == 303


def test_a_record_of_sign_ins_that_cannot_be_used_lets_nobody_in(client, server, monkeypatch):
    sign_in(client, server)

    def broken(self, who):
        raise AccountError("登录记录无法读写，请管理员看服务的日志。")

    monkeypatch.setattr(Members, "user", broken)
    assert client.get("/api/articles").status_code == 401
    monkeypatch.setattr(Members, "enter", broken)
    failed = sign_in(client, server)
    assert failed.status_code == 503 and "登录记录无法读写" in failed.text


def test_a_wrong_secret_is_told(make, server, caplog):
    client = make(oidc_client_secret="guess")
    refused(client, server, caplog, "invalid_client", 503)


def test_an_unknown_host_begins_where_the_answer_comes_back_to(app, server):
    elsewhere = TestClient(app, base_url="http://10.0.0.5:7860", follow_redirects=False)
    sent = elsewhere.get("/login/oidc", params={"next": "/s?a=1"})
    there = "/login/oidc?next=%2Fs%3Fa%3D1&moved=1"
    assert sent.headers["location"] == f"http://testserver{there}"
    assert BEGUN not in sent.cookies
    hidden = elsewhere.get(there)  # a proxy that does not pass the host on: no circle
    assert hidden.headers["location"].startswith(f"{server.issuer}/authorize?")


def test_signing_out_ends_the_session_here_and_leads_to_the_providers_page(client, server):
    sign_in(client, server)
    headers = {"cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
    left = client.post("/logout")
    assert left.status_code == 200 and "正在退出单位账号" in left.text
    page = httpx2.URL(left.text.partition("0; url=")[2].partition('"')[0].replace("&amp;", "&"))
    assert str(page).startswith(f"{server.issuer}/leave?")
    assert page.params["post_logout_redirect_uri"] == "http://testserver/login"
    hint = jwt.decode(page.params["id_token_hint"], options={"verify_signature": False})
    assert hint["sub"] == server.person["sub"]
    client.cookies.clear()
    assert client.get("/api/articles", headers=headers).status_code == 401


@pytest.mark.parametrize("is_down", [False, True])
def test_signing_out_stays_here_where_the_provider_has_no_page_for_it(client, server, is_down):
    server.description_changes, server.is_down = {"end_session_endpoint": ""}, False
    sign_in(client, server)
    server.is_down = is_down
    assert client.post("/logout").headers["location"] == "/login"
    assert client.get("/api/articles").status_code == 401


def logout_token(server, **changes):
    now = int(time.time())
    claims = {"iss": server.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "jti": "1"}
    claims |= {"sub": server.person["sub"], "sid": "session-1", "events": {LOGOUT: {}}, **changes}
    return server.signed({name: value for name, value in claims.items() if value is not None})


def leave(client, token):
    return client.post("/login/oidc/backchannel", data={"logout_token": token})


@pytest.mark.parametrize("changes", [{}, {"sid": None}, {"sub": None, "exp": None}])
def test_who_signs_out_with_the_provider_is_out_here(client, server, changes):
    sign_in(client, server)
    told = leave(TestClient(client.app), logout_token(server, **changes))
    assert told.status_code == 200 and told.headers["cache-control"] == "no-store"
    assert client.get("/api/articles").status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"events": {}},
        {"nonce": "n"},
        {"sub": None, "sid": ""},
        {"aud": "another"},
        {"sub": None, "sid": None},
        {"sub": "\ud800"},
        {"exp": 1_000_000_000},
        {"iat": 1_000_000_000, "exp": None},
        {"sid": "session-2"},
    ],
)
def test_a_logout_token_that_does_not_hold_ends_no_session(client, server, changes):
    sign_in(client, server)
    status = 200 if changes == {"sid": "session-2"} else 400
    assert leave(TestClient(client.app), logout_token(server, **changes)).status_code == status
    assert client.get("/api/articles").status_code == 200


def test_an_id_token_ends_no_session(client, server):
    sign_in(client, server)
    assert leave(TestClient(client.app), server.token("n")).status_code == 400
    assert client.get("/api/articles").status_code == 200


def test_nobody_makes_a_key_for_a_person_of_the_provider(client, server):
    server.person["groups"] = ["wence-admins"]
    sign_in(client, server)
    made = client.post("/admin/users/keys", data={"name": "oidc:李娜"})
    assert made.status_code == 400 and "没有用户" in made.text
