"""Originals over HTTP: the page, the images of its pages, the file; and what is refused."""

import re

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from tests.data.originals import COST, SPREAD, everything
from tests.ui.markup import plain
from ui.app import create_app

PDF, WORD, WEB, TEXT = (f"/articles/{name}/1" for name in ("办法", "签约", "答问", "短文"))


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory):
    return everything(tmp_path_factory.mktemp("originals"), pages=60)


@pytest.fixture(scope="module")
def client(pipeline):
    with TestClient(create_app(pipeline, Settings(_env_file=None))) as client:
        yield client


@pytest.fixture
def files(pipeline):
    """The folder of the files, which are as they were afterwards."""
    folder = pipeline.store.folder.parent
    kept = {file: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    yield folder
    for file, data in kept.items():
        file.write_bytes(data)


def place(pipeline, article, words):
    text = pipeline.store.article(article).text
    assert words in text
    return f"{text.index(words)}-{text.index(words) + len(words)}"


def shown(client, path, **query):
    return client.get(path, params={"view": "original", **query}).text


def test_the_page_opens_where_the_quote_is_with_a_box_on_its_words(client, pipeline):
    html = shown(client, PDF, q=place(pipeline, "办法/1", COST))
    figures = re.findall(r'<figure class="sheet" id="sheet-(\d+)".*?</figure>', html, re.S)
    assert figures[0] == "1" and 'data-at="1"' in html
    assert html.count('<svg class="places"') == 1
    assert f'aria-label="{COST}"' in html
    [x, y, width, _] = re.search(
        r'<rect x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"', html
    ).groups()
    assert 0.1 < float(x) < 0.25 and 0.15 < float(y) < 0.25 and float(width) > 0.5
    assert '<div class="prose"' not in html


def test_a_quote_over_two_pages_is_marked_on_both(client, pipeline):
    html = shown(client, PDF, q=place(pipeline, "办法/1", SPREAD))
    marked = re.findall(r'id="sheet-(\d+)"(?:(?!</figure>).)*<svg', html, re.S)
    assert marked == ["1", "2"]


def test_images_keep_their_room_and_are_loaded_when_needed(client):
    html = shown(client, PDF)
    images = re.findall(r"<img [^>]*>", html)
    assert len(images) == 40  # of sixty pages
    assert all('width="1000" height="1415"' in image for image in images)
    assert ['loading="lazy"' in image for image in images] == [False] + [True] * 39
    assert 'alt="原件第 1 页"' in images[0] and 'max="60"' in html
    later = shown(client, PDF, page=55)
    assert 'data-at="55"' in later and 'id="sheet-21"' in later and 'id="sheet-20"' not in later
    assert "&amp;page=20" in later
    assert 'data-at="60"' in shown(client, PDF, page=10**9)


def test_an_image_is_webp_kept_by_the_browser_and_told_unchanged(client):
    address = f"{PDF}/original/pages/1"
    image = client.get(address, params={"w": 1000})
    assert image.headers["content-type"] == "image/webp" and image.content[8:12] == b"WEBP"
    assert image.headers["cache-control"].startswith("private, max-age=")
    again = client.get(
        address, params={"w": 1000}, headers={"If-None-Match": image.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, params={"w": 2000}).headers["etag"] != image.headers["etag"]


@pytest.mark.parametrize("page", ["0", "61", "-1", "x", "1.webp"])
def test_pages_that_are_not_there_are_not_found(client, page):
    assert client.get(f"{PDF}/original/pages/{page}").status_code == 404


def test_no_path_leads_to_another_file(client):
    for path in ("pages/..%2f..%2f办法.pdf", "file/../../办法.pdf", "file?path=/etc/passwd"):
        assert b"root:" not in client.get(f"{WORD}/original/{path}").content
        assert not client.get(f"{WORD}/original/{path}").content.startswith(b"%PDF")


def test_a_huge_width_is_the_largest_that_there_is(client):
    sizes = [
        len(client.get(f"{PDF}/original/pages/1", params={"w": w}).content) for w in (2000, 10**9)
    ]
    assert sizes[0] == sizes[1]


def test_formatted_documents_are_our_own_html_with_the_quote_marked(client, pipeline):
    html = shown(client, WEB, q=place(pipeline, "答问/1", "达到320家，每家至少配备"))
    body = html.partition('<div class="prose formatted"')[2].partition("</article>")[0]
    assert '<mark class="quote">达到<b>320家</b>，每家至少配备</mark><u>两名全科医生</u>' in body
    assert "首页" not in body and "hacked" not in html and "<img" not in body
    word = shown(client, WORD, q=place(pipeline, "签约/1", "不超过两千人"))
    assert '<h2 class="heading">一、签约</h2>' in word
    assert '<mark class="quote"><b>不超过两千人</b></mark>' in word
    assert '<span class="number">1.</span> 老年人优先签约。' in word and "<td>75%</td>" in word


def test_the_text_is_shown_unless_the_original_is_asked_for_or_was_looked_at_last(client):
    assert '<div class="prose"' in client.get(PDF).text
    client.cookies.set("wence-view", "original")
    try:
        assert '<figure class="sheet"' in client.get(PDF).text
        assert '<div class="prose"' in client.get(PDF, params={"view": "text"}).text
        assert '<div class="prose"' in client.get(TEXT).text
    finally:
        client.cookies.clear()


def test_the_switch_keeps_the_quote_and_the_panel(client, pipeline):
    q = place(pipeline, "办法/1", COST)
    html = client.get(PDF, params={"q": q, "embed": "1"}).text
    assert (
        f'href="?view=original&amp;q={q}&amp;embed=1" data-view="original" target="_self">' in html
    )
    assert 'data-view="text" target="_self" aria-current="page"' in html


def test_a_text_has_no_switch_and_articles_from_no_file_have_nothing(client, pipeline, monkeypatch):
    html = client.get(TEXT).text
    assert 'class="view-switch"' not in html and f"{TEXT}/original/file" in html
    monkeypatch.setattr(pipeline.store, "folder", pipeline.store.folder / "none")
    assert "original-bar" not in client.get(PDF).text
    assert client.get(f"{PDF}/original/file").status_code == 404


def test_the_file_is_sent_to_be_saved_alone(client, files):
    response = client.get(f"{PDF}/original/file")
    assert response.content == (files / "办法.pdf").read_bytes()
    disposition = response.headers["content-disposition"]
    assert (
        disposition == "attachment; filename=\"wence.pdf\"; filename*=UTF-8''%E5%8A%9E%E6%B3%95.pdf"
    )
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"].startswith("sandbox")


def test_a_changed_file_is_told_and_the_text_shown(client, files):
    client.get(f"{PDF}/original/pages/1")
    (files / "办法.pdf").write_bytes((files / "办法.pdf").read_bytes() + b"\n")
    html = shown(client, PDF)
    assert "原件已变动，与索引里的不同" in html and '<div class="prose"' in html
    assert client.get(f"{PDF}/original/pages/1").status_code == 404
    refused = client.get(f"{PDF}/original/file")
    assert refused.status_code == 404 and "原件已变动" in plain(refused.text)


def test_a_file_that_is_gone_is_told_and_the_text_shown(client, files):
    (files / "签约.docx").unlink()
    html = shown(client, WORD)
    assert "原件不在这台机器上" in html and "下面是索引里的文本" in html
    assert "每名家庭医生签约居民" in html


def test_a_quote_that_the_original_lacks_is_told(client, pipeline, monkeypatch):
    article = pipeline.store.article("办法/1")
    monkeypatch.setattr(type(article), "page_at", lambda *_: 50)
    html = shown(client, PDF, q=place(pipeline, "办法/1", COST))
    assert "在原件上没有找到这段引文的位置" in html and 'data-at="50"' in html


def test_each_caller_may_have_so_many_pages_drawn_a_minute(pipeline):
    app = create_app(pipeline, Settings(_env_file=None, rate_limit=1))
    with TestClient(app) as client:
        pages = [client.get(f"{PDF}/original/pages/{n}") for n in (1, 2, 3, 1)]
        assert [page.status_code for page in pages] == [200, 200, 429, 200]  # sizes count as well
        assert int(pages[2].headers["retry-after"]) > 0


def test_unknown_articles_have_no_original(client):
    for path in ("pages/1", "file"):
        assert client.get(f"/articles/没有/1/original/{path}").status_code == 404
