import os
import re
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import sleep

import httpx2
import pytest

from index.errors import WenceError
from tests.paths import ROOT
from ui.server import has_display, listen

SERVE = """
import sys, time
from tests.conftest import FakePipeline, community_article
from rag.settings import Settings
from ui.server import serve

class Slow(FakePipeline):
    def ask(self, question, *args, **more):
        time.sleep(float(question))
        return super().ask(question, *args, **more)

settings = Settings(_env_file=None, port=0, host=sys.argv[1], llm_timeout=3)
serve(Slow([community_article()]), settings)
"""


@contextmanager
def serving(host, stderr=""):
    """Run a server whose answers take as many seconds as asked; gives it and its address."""
    environment = {k: v for k, v in os.environ.items() if "DISPLAY" not in k}
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, host],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    ) as server:
        said = server.stdout.readline()
        port = re.fullmatch(rf"问策：http://{re.escape(host)}:(\d+)\n", said)[1]
        yield server, f"http://127.0.0.1:{port}"
        assert server.wait(20) == 0
        assert re.fullmatch(stderr, server.stderr.read())


def test_taken_port_is_one_sentence():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WenceError, match=f"127.0.0.1:{port} .*--port"):
            listen("127.0.0.1", port)


def test_a_response_is_sent_at_once():
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        taken, _ = listening.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize("host", ["nowhere.invalid", "256.1.1.1"])
def test_wrong_host_is_one_sentence(host):
    with pytest.raises(WenceError, match=host):
        listen(host, 0)


@pytest.mark.parametrize(
    ("platform", "variable", "shown"),
    [
        ("linux", None, False),
        ("linux", "DISPLAY", True),
        ("linux", "WAYLAND_DISPLAY", True),
        ("darwin", None, True),
        ("win32", None, True),
    ],
)
def test_browser_is_opened_where_there_is_a_display(monkeypatch, platform, variable, shown):
    monkeypatch.setattr(sys, "platform", platform)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, ":0")
    assert has_display() == shown


def test_serves_at_once_when_it_says_so_and_stops_quietly():
    with serving("127.0.0.1") as (server, address):
        assert httpx2.get(f"{address}/healthz").json() == {"status": "ok"}
        # a website whose name leads to this machine gets nothing
        assert httpx2.get(address, headers={"host": "evil.example"}).status_code == 400
        server.send_signal(signal.SIGINT)


def test_a_stopped_service_finishes_its_answers_within_a_bound():
    said = r"注意：0\.0\.0\.0 .*WENCE_USERS.*\n[\s\S]*Cancel 1 running task[\s\S]*"
    with serving("0.0.0.0", said) as (server, address), ThreadPoolExecutor() as pool:

        def ask(seconds):
            body = {"question": str(seconds)}
            return httpx2.post(f"{address}/api/ask", json=body, timeout=30).status_code

        asking = [pool.submit(ask, seconds) for seconds in (2, 9)]
        sleep(1)
        server.send_signal(signal.SIGTERM)
        assert asking[0].result() == 200
        assert asking[1].exception() or asking[1].result() == 500
