"""Sign-in through a provider, in the browser: its cookies, and its rules on redirects of forms."""

import socket

import pytest

from rag.settings import Settings
from tests.e2e.accessibility import violations
from tests.oidc_provider import CLIENT, SECRET, providing
from tests.serving import served
from ui.app import create_app

pytestmark = pytest.mark.browser


@pytest.fixture
def provider():
    with providing() as server:
        yield server


@pytest.fixture
def address(pipeline, provider, tmp_path):
    """The address of an application under another name than the provider's, as it is in life."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    base = f"http://localhost:{port}"
    settings = Settings(
        _env_file=None,
        users=tmp_path / "users.json",
        base_url=base,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
    )
    with served(create_app(pipeline, settings), port, chat=False):
        yield base


def test_a_person_comes_in_through_the_provider_and_leaves_there_too(page, address, provider):
    page.goto(f"{address}/articles")
    assert page.url == f"{address}/login?next=/articles"
    assert violations(page) == []
    page.click("text=用单位账号登录")
    page.wait_for_url(f"{address}/articles")
    page.click(".account summary")
    assert page.inner_text(".account summary") == "李娜"
    page.click(".sign-out")
    page.wait_for_url(f"{address}/login")
    assert any(path.startswith("/realms/oa/leave?") for path in provider.asked)
    page.click(".to-english")
    page.wait_for_selector("text=Sign in with your work account")
