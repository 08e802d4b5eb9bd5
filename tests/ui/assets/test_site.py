import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ui.assets.site import Site
from ui.chat.page import HEAD
from ui.web.templating import HERE

STYLES = '<link rel="stylesheet" href="/site/a.css">\n<link rel="stylesheet" href="/site/p.css" media="print">\n'
SCRIPTS = '<script src="/site/a.js"></script>\n<script src="/site/c.js" defer></script>\n<script src="/site/b.js"></script>\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.css").write_text("a { color: red }")
    (tmp_path / "p.css").write_text("@page { margin: 0 }")
    (tmp_path / "a.js").write_text("a() // 一")
    (tmp_path / "b.js").write_text("(b)()")
    (tmp_path / "c.js").write_text("c()")
    return tmp_path


def client(site):
    app = FastAPI()
    app.mount("/site", site)
    return TestClient(app)


def loaded(site, html):
    """Return what each file that a page loads holds."""
    return [client(site).get(found).text for found in re.findall(r'(?:src|href)="([^"]+)"', html)]


def test_a_page_loads_one_file_of_each_kind_in_the_order_of_its_tags(folder):
    site = Site(folder)
    html = site.bundled(f"<head>{STYLES}<meta>{SCRIPTS}</head><p>")
    assert html.count("<script") == 2 and html.count("<link") == 1
    assert re.sub("bundle-[0-9a-f]{16}", "X", html).replace("\n", "") == (
        '<head><link rel="stylesheet" href="/site/X.css"><meta>'  # which scripts after it may read
        '<script src="/site/X.js"></script><script src="/site/X.js" defer></script></head><p>'
    )
    style, now, later = loaded(site, html)
    assert style == "a { color: red }\n@media print {\n@page { margin: 0 }}"
    assert now == "a() // 一\n;\n(b)()\n;" and later == "c()\n;"


def test_the_text_of_a_page_is_left_alone(folder):
    page = f"<head></head>{SCRIPTS}"
    assert Site(folder).bundled(page) == page


def test_a_changed_file_has_another_address(folder):
    before = Site(folder).bundled(SCRIPTS)
    (folder / "a.js").write_text("other()")
    assert Site(folder).bundled(SCRIPTS) != before


@pytest.mark.parametrize(
    "accepted", ["br", "gzip", "gzip, deflate, br;q=1.0", "identity", "gzip;q=0"]
)
def test_a_bundle_is_sent_as_the_browser_accepts_it_and_kept_for_good(folder, accepted):
    site = Site(folder)
    address = site.add("é" * 500, "js")
    response = client(site).get(address, headers={"accept-encoding": accepted})
    assert response.text == "é" * 500
    wanted = "br" if "br" in accepted else "gzip" if accepted == "gzip" else None
    assert response.headers.get("content-encoding") == wanted
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"


def test_single_files_are_served_and_unknown_bundles_are_not(folder):
    site = client(Site(folder))
    assert site.get("/site/b.js").text == "(b)()"
    assert site.get("/site/bundle-0123456789abcdef.js").status_code == 404
    assert site.post("/site/b.js").status_code == 405


TEMPLATES = [one.read_text(encoding="utf-8") for one in sorted(HERE.glob("templates/*.html"))]


@pytest.mark.parametrize("page", [HEAD, *(text for text in TEMPLATES if "/site/" in text)])
def test_the_bundles_of_a_page_hold_every_file_that_it_names(page):
    site = Site(HERE / "static")
    joined = "\n".join(loaded(site, site.bundled(page).partition("<body")[0]))
    names = re.findall(r'(?:src|href)="/site/([\w-]+\.(?:js|css))"', page)
    for name in names:
        assert (HERE / "static" / name).read_text(encoding="utf-8").strip() in joined, name
