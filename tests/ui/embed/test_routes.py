"""The routes of the embedded chat: off by default, framed by listed websites, limits, sign-in."""

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from tests.serving import opened, scripts
from ui.access.accounts import Accounts
from ui.app import create_app
from ui.embed.origins import OriginError
from ui.embed.quota import EVERYBODY

QUESTION = {"question": "到2025年社区医院达到多少家？"}
SITE = "https://oa.example.org"
PASSWORD = "湖滨路一号 lake"


def app_with(pipeline, **settings):
    return create_app(pipeline, Settings(_env_file=None, **settings))


@pytest.fixture(scope="module")
def client(pipeline):
    with opened(app_with(pipeline, embed_origins=f"{SITE}, http://10.0.0.5:8080")) as client:
        yield client


@pytest.fixture(scope="module")
def plain(pipeline):
    with opened(app_with(pipeline)) as client:
        yield client


def ancestors(response):
    [found] = [p for p in response.headers["content-security-policy"].split("; ") if "frame-" in p]
    return found.removeprefix("frame-ancestors ")


def test_nothing_of_it_is_there_unless_websites_are_listed(plain):
    for path in ("/embed", "/embed.js"):
        assert plain.get(path, headers={"accept": "text/html"}).status_code == 404
    asked = plain.post("/embed/ask", json=QUESTION)
    assert (asked.status_code, asked.json()) == (404, {"error": "没有这个接口。"})


def test_something_that_is_no_origin_keeps_the_service_from_starting(pipeline):
    with pytest.raises(OriginError):
        app_with(pipeline, embed_origins="*")


def test_listed_websites_may_frame_this_page_and_no_other(client):
    page = client.get("/embed")
    assert page.status_code == 200
    assert ancestors(page) == f"{SITE} http://10.0.0.5:8080"
    for path in ("/", "/articles", "/articles/2022-03-14/1", "/nosuch", "/docs", "/healthz"):
        assert ancestors(client.get(path)) == "'self'", path


def test_other_websites_may_load_the_script_and_nothing_may_be_written_across(client):
    script = client.get("/embed.js", headers={"sec-fetch-site": "cross-site"})
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    asked = client.post(
        "/embed/ask", json=QUESTION, headers={"sec-fetch-site": "cross-site", "origin": SITE}
    )
    assert asked.status_code == 403 and set(asked.json()) == {"error"}


def test_a_question_is_answered_in_events(client):
    response = client.post("/embed/ask", json=QUESTION, headers={"sec-fetch-site": "same-origin"})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert "event: answer\ndata: " in response.text and "120家" in response.text


@pytest.mark.parametrize("body", [{}, {"question": 1}, {"question": "x", "turns": [{}]}, [1]])
def test_an_invalid_question_is_refused_in_json(client, body):
    response = client.post("/embed/ask", json=body)
    assert response.status_code == 400 and set(response.json()) == {"error"}


def test_the_page_is_as_the_website_wants_it(client):
    page = client.get("/embed?theme=dark&language=en&q=<b>甲&issue=2022-03-14&region=东").text
    assert '<html lang="zh-CN" data-theme="dark" data-english>' in page
    assert "&lt;b&gt;甲</textarea>" in page and "2022-03-14 期、东" in page
    translated = "Please sign in to Wence first"
    assert translated in scripts(client, page)
    assert "theme=dark" in page and "language=zh" in page  # the switch keeps the rest
    plain = client.get("/embed?theme=<script>").text
    assert '<html lang="zh-CN">' in plain and translated not in scripts(client, plain)
    assert "疫苗冷链记录保存几年？" in plain and "疫苗冷链" not in page  # examples may lie outside


def test_wrong_filters_are_told_in_the_page_itself(client):
    page = client.get("/embed?since=gestern")
    assert page.status_code == 200 and ancestors(page).startswith(SITE)
    assert "筛选条件有误" in page.text and "<textarea" not in page.text


def test_its_limits_are_its_own(pipeline):
    app = app_with(pipeline, embed_origins=SITE, embed_rate_limit=2, rate_limit=3)
    client = TestClient(app)
    codes = [client.post("/embed/ask", json=QUESTION).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    refused = client.post("/embed/ask", json=QUESTION)
    assert 0 < int(refused.headers["retry-after"]) <= 60 and "频繁" in refused.json()["error"]
    asked = [client.post("/api/ask", json=QUESTION).status_code for _ in range(4)]
    assert asked == [200, 200, 200, 429]


def test_many_visitors_use_up_their_own_limit_and_not_the_others(pipeline):
    app = app_with(pipeline, embed_origins=SITE, embed_rate_limit=1, rate_limit=3)
    visitors = [TestClient(app, client=(f"10.0.0.{n}", 1)) for n in range(EVERYBODY + 1)]
    codes = [visitor.post("/embed/ask", json=QUESTION).status_code for visitor in visitors]
    assert codes == [200] * EVERYBODY + [429]
    assert visitors[-1].post("/api/ask", json=QUESTION).status_code == 200


@pytest.fixture(scope="module")
def guarded(pipeline, tmp_path_factory):
    accounts = Accounts(tmp_path_factory.mktemp("accounts") / "users.json")
    accounts.add_user("reader", PASSWORD)
    with opened(app_with(pipeline, embed_origins=SITE, users=accounts.path)) as client:
        yield client


def test_with_sign_in_whoever_has_not_signed_in_learns_nothing(guarded):
    page = guarded.get("/embed", headers={"accept": "text/html"})
    assert page.status_code == 200 and ancestors(page) == SITE
    assert "请先登录问策" in page.text and "<textarea" not in page.text
    assert "社区医院" not in page.text and "疫苗" not in page.text
    assert guarded.post("/embed/ask", json=QUESTION).status_code == 401
    assert guarded.get("/embed.js").status_code == 200


def test_with_sign_in_people_ask_under_their_own_names(guarded):
    guarded.post("/login", data={"name": "reader", "password": PASSWORD})
    page = guarded.get("/embed").text
    assert "<textarea" in page and 'data-visitor="reader"' in page
    assert guarded.post("/embed/ask", json=QUESTION).status_code == 200
    guarded.cookies.clear()
