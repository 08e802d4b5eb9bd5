"""Requests to a provider: what is read, what is refused, how long is waited."""

import asyncio
import gzip
import json
import socket

import pytest

from tests.oidc_provider import CLIENT, SECRET, ec_key, providing, public
from ui.access.oidc import fetching
from ui.access.oidc.config import OidcConfig
from ui.access.oidc.errors import (
    OidcError,
    ProviderRefused,
    ProviderUnreachable,
    SignInExpired,
    TokenRefused,
)
from ui.access.oidc.pending import Pending
from ui.access.oidc.provider import MAX_HINT, Provider


@pytest.fixture(scope="module")
def server():
    with providing() as server:
        yield server


@pytest.fixture
def provider(server):
    server.reset()
    return Provider(OidcConfig(server.issuer, CLIENT, "https://wence.example.org", SECRET))


def identify(provider, server):
    """Sign in and return the person."""

    async def flow():
        pending = Pending()
        code = server.agree(await provider.sign_in_page(pending))["code"]
        return await provider.identify(code, pending)

    return asyncio.run(flow())


def test_what_the_id_token_lacks_is_read_from_the_userinfo(provider, server):
    person = identify(provider, server)
    assert person.groups == {"policy", "staff"} and "/realms/oa/userinfo" not in server.asked
    server.changes = {"groups": None}
    server.userinfo["groups"] = ["law"]
    server.userinfo["preferred_username"] = "another"
    person = identify(provider, server)
    assert person.groups == {"law"} and person.name == "李娜"


def test_the_userinfo_of_another_person_is_refused(provider, server):
    server.changes, server.userinfo = {"groups": None}, {"sub": "another", "groups": ["admins"]}
    with pytest.raises(TokenRefused) as caught:
        identify(provider, server)
    assert "another person" in caught.value.reason


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((400, {"error": "invalid_grant"}), SignInExpired),
        ((401, {"error": "invalid_client"}), ProviderRefused),
        ((500, {"error": "server_error"}), ProviderUnreachable),
        ((200, {}), TokenRefused),
        ((200, {"id_token": ["x"]}), TokenRefused),
        ((200, {"id_token": "x.y.z"}), TokenRefused),
        ((200, {"id_token": "é"}), TokenRefused),
        ((200, []), ProviderUnreachable),
        ((200, b"<html>"), ProviderUnreachable),
        ((200, b"[" * 100_000), ProviderUnreachable),
        ((200, b" " * (fetching.MAX_BYTES + 1)), ProviderUnreachable),
        ((302, {}), ProviderUnreachable),
    ],
)
def test_an_answer_other_than_tokens_is_an_error_of_its_kind(provider, server, answer, kind):
    server.answers = {"token": answer}
    with pytest.raises(OidcError) as caught:
        identify(provider, server)
    assert type(caught.value) is kind


@pytest.mark.parametrize("place", ["openid-configuration", "keys", "userinfo"])
@pytest.mark.parametrize("answer", [(302, {}), (404, {}), (200, b"{"), (200, b"\xff")])
def test_documents_that_are_redirected_missing_or_broken_let_nobody_in(
    provider, server, place, answer
):
    server.changes, server.answers = {"groups": None}, {place: answer}
    with pytest.raises(ProviderUnreachable):
        identify(provider, server)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"userinfo_endpoint": "http://169.254.169.254/"},
        {"end_session_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    ],
)
def test_a_description_that_cannot_be_trusted_lets_nobody_in(provider, server, changes):
    server.description_changes = changes
    with pytest.raises(ProviderUnreachable):
        identify(provider, server)


@pytest.mark.parametrize(
    "keys",
    [
        None,
        [],
        ["x", 3, None],
        [{"kty": "RSA", "kid": "first"}],
        [{"kty": "RSA", "kid": "first", "n": "AQAB", "e": "AQAB"}],
        [{"kty": "RSA", "kid": "first", "n": 5, "e": []}],
        [{"kty": "oct", "kid": "first", "k": "c2VjcmV0"}],
        [public(ec_key(), "first", "ES256")],
    ],
)
def test_keys_that_do_not_fit_let_nobody_in(provider, server, keys):
    server.keys = keys
    with pytest.raises(OidcError):
        identify(provider, server)


def test_a_curve_that_is_not_that_of_the_algorithm_is_refused(provider, server):
    key = {**public(ec_key(), "first", "ES256"), "crv": "P-384"}
    server.key, server.algorithm, server.keys = ec_key(), "ES256", [key]
    with pytest.raises(TokenRefused):
        identify(provider, server)


def test_a_token_without_a_kid_is_signed_with_the_only_key(provider, server):
    server.kid = None
    assert identify(provider, server).name == "李娜"
    server.keys.append({**server.keys[0], "kid": "second"})
    with pytest.raises(TokenRefused):
        identify(provider, server)


def test_a_secret_goes_in_the_form_where_the_provider_wants_it_there(provider, server):
    server.description_changes = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert identify(provider, server).name == "李娜"


def test_the_description_is_not_asked_for_each_time(provider, server):
    identify(provider, server)
    identify(provider, server)
    asked = [path.rpartition("/")[2] for path in server.asked]
    assert asked.count("openid-configuration") == 1 and asked.count("keys") == 2


def test_a_token_too_long_for_an_address_is_left_out_of_it(provider, server):
    short, long = (asyncio.run(provider.sign_out_page("x" * n)) for n in (9, MAX_HINT + 1))
    assert "id_token_hint=xxxxxxxxx" in short
    assert "id_token_hint" not in long and "client_id=wence" in long


def test_a_provider_that_says_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(fetching, "DEADLINE_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ProviderUnreachable):
        asyncio.run(fetching.fetch(f"http://127.0.0.1:{silent.getsockname()[1]}/"))


def test_what_is_compressed_is_not_unpacked(provider, server, monkeypatch):
    body = gzip.compress(json.dumps(server.description).encode())
    server.answers = {"openid-configuration": (200, body)}
    with pytest.raises(ProviderUnreachable):
        identify(provider, server)
