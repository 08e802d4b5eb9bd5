import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from index.errors import WenceError
from ui.server import has_display, listen

SERVE = """
from tests.conftest import FakePipeline, community_article
from rag.settings import Settings
from ui.server import serve
serve(FakePipeline([community_article()]), Settings(port=0))
"""


def test_taken_port_is_one_sentence():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WenceError, match=f"127.0.0.1:{port} .*--port"):
            listen("127.0.0.1", port)


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
    environment = {k: v for k, v in os.environ.items() if "DISPLAY" not in k}
    with subprocess.Popen(
        [sys.executable, "-c", SERVE],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[1],
    ) as server:
        address = re.fullmatch(r"问策：(http://127\.0\.0\.1:\d+)\n", server.stdout.readline())[1]
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as response:
            assert response.status == 200
        server.send_signal(signal.SIGINT)
        assert server.wait(10) == 0
        assert server.stderr.read() == ""
