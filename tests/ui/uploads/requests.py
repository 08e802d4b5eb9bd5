"""What the tests of uploads send to the application."""

import time

from fastapi.testclient import TestClient

HEADERS = {"X-Wence": "upload"}
FIRST = "# 海蓝市夜间门诊办法\n\n海蓝市共有41家社区医院开设夜间门诊，从每天18时开到22时。\n"
OWN = "# 云岭县送药上门试点\n\n云岭县为3260名行动不便的老人送药上门，每月两次。\n"
OTHER = "# 江原县体检车\n\n江原县的12辆体检车全年下乡486次。\n"


def client_of(app, address="127.0.0.1", base="http://127.0.0.1:7860"):
    """Return a client at this address, by default on this machine."""
    return TestClient(app, base_url=base, client=(address, 5000), raise_server_exceptions=False)


def send(client, name="own.md", text=OWN, headers=HEADERS, folder=""):
    """Upload a file."""
    files = {"files": (name, text.encode())}
    return client.post("/api/documents", files=files, data={"folder": folder}, headers=headers)


def index(client, *documents):
    """Add waiting files to the index and wait for the job; return what is listed then."""
    body = {"documents": list(documents)}
    response = client.post("/api/documents/index", json=body, headers=HEADERS)
    assert response.status_code == 200, response.text
    return finished(client)


def finished(client):
    """Wait for the job; return what is listed then."""
    until = time.monotonic() + 60
    while (state := client.get("/api/documents").json())["job"]["state"] == "running":
        assert time.monotonic() < until
        time.sleep(0.05)
    return state


def titles(settings):
    """Return the titles in the index."""
    from index.store.store import Store

    return sorted(article.title for article in Store.open_folder(settings.store).articles())
