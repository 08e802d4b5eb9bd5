"""The settings of sign-in through a provider: what cannot work is told when the program starts."""

import pytest

from rag.settings import Settings
from ui.access.oidc.config import OidcConfig
from ui.access.oidc.errors import OidcSettingsError

GOOD = {
    "oidc_issuer": "https://sso.example.org/realms/oa",
    "oidc_client_id": "wence",
    "users": "users.json",
    "base_url": "https://wence.example.org/",
}


def config(**changes):
    return OidcConfig.of(Settings(_env_file=None, **{**GOOD, **changes}))


def test_without_an_issuer_there_is_no_provider():
    assert OidcConfig.of(Settings(_env_file=None)) is None


def test_the_callback_is_under_the_base_url():
    assert config().callback == "https://wence.example.org/login/oidc/callback"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"oidc_issuer": "http://sso.example.org"}, "WENCE_OIDC_ISSUER"),
        ({"oidc_issuer": "sso.example.org"}, "WENCE_OIDC_ISSUER"),
        ({"oidc_issuer": "https://a:b@sso.example.org"}, "WENCE_OIDC_ISSUER"),
        ({"oidc_issuer": "https://sso.example.org/?tenant=1"}, "WENCE_OIDC_ISSUER"),
        ({"oidc_issuer": "https://sso.example.org:x"}, "WENCE_OIDC_ISSUER"),
        ({"oidc_issuer": "https://[::1"}, "WENCE_OIDC_ISSUER"),
        ({"oidc_issuer": ""}, "WENCE_OIDC_ISSUER"),
        ({"oidc_client_id": ""}, "WENCE_OIDC_CLIENT_ID"),
        ({"users": None}, "WENCE_USERS"),
        ({"base_url": ""}, "WENCE_BASE_URL"),
        ({"base_url": "wence.example.org"}, "WENCE_BASE_URL"),
        ({"oidc_client_secret_file": "/nosuch/file"}, "WENCE_OIDC_CLIENT_SECRET_FILE"),
    ],
)
def test_settings_that_cannot_work_are_named_in_one_sentence(changes, named):
    with pytest.raises(OidcSettingsError) as caught:
        config(**changes)
    assert named in str(caught.value) and str(caught.value).count("。") == 1


def test_the_secret_may_be_in_a_file_and_is_not_shown(tmp_path):
    file = tmp_path / "secret"
    file.write_text(" \n")
    with pytest.raises(OidcSettingsError, match="是空的"):
        config(oidc_client_secret_file=file)
    file.write_text("quite secret\n")
    read = config(oidc_client_secret_file=file)
    assert read.client_secret == "quite secret" and "quite" not in repr(read)
    with pytest.raises(OidcSettingsError, match="只设一个"):
        config(oidc_client_secret_file=file, oidc_client_secret="x")


def test_openid_is_always_among_the_scopes():
    assert config(oidc_scopes="profile groups").scopes == "openid profile groups"
    assert config().scopes == "openid profile"


@pytest.mark.parametrize(
    ("url", "remote", "local"),
    [
        ("https://keys.example.org/jwks", True, True),
        ("http://127.0.0.1:8080/jwks", False, True),
        ("http://localhost/jwks", False, True),
        ("http://keys.example.org/jwks", False, False),
        ("https://user@keys.example.org/", False, False),
        ("https://keys.example.org/ x", False, False),
        ("file:///etc/passwd", False, False),
        ("https:///jwks", False, False),
        ("", False, False),
    ],
)
def test_only_https_is_trusted_and_this_machine_only_from_itself(url, remote, local):
    assert config().trusts(url) == remote
    assert config(oidc_issuer="http://127.0.0.1:8080").trusts(url) == local
