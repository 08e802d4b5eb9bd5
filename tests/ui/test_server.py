import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx2
import pytest
import uvicorn

from index.errors import WenceError
from tests.paths import ROOT
from ui.server import OPEN_FILES, Loading, Server, has_display, listen, raise_open_files

SERVE = """
import sys, time
from tests.conftest import FakePipeline, community_article
from rag.opening import OpeningPipeline
from rag.settings import Settings
from ui.server import serve

class Slow(FakePipeline):
    def ask(self, question, *args, **more):
        sys.stdout.write("asked\\n")  # in one piece, as another thread may write too
        sys.stdout.flush()
        time.sleep(float(question))
        return super().ask(question, *args, **more)

settings = Settings(_env_file=None, port=0, host=sys.argv[1], llm_timeout=2)
slow = Slow([community_article()])
serve(OpeningPipeline(slow.store, lambda: slow), settings)
"""


@contextmanager
def serving(host, stderr=""):
    """Run a server whose answers take as many seconds as the question says.

    Gives the process and its address; it prints a line for each question that it begins.
    """
    environment = {k: v for k, v in os.environ.items() if "DISPLAY" not in k}
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, host],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    ) as server:
        try:
            said = server.stdout.readline()
            port = re.fullmatch(rf"问策：http://{re.escape(host)}:(\d+)\n", said)[1]
            yield server, f"http://127.0.0.1:{port}"
            assert server.wait(20) == 0
            assert re.fullmatch(stderr, server.stderr.read())
        finally:
            server.kill()  # one that failed would be waited for without end


def test_a_taken_port_raises_one_sentence():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WenceError, match=f"127.0.0.1:{port} .*--port"):
            listen("127.0.0.1", port)


def test_responses_are_sent_without_delay():
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        taken, _ = listening.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize("host", ["nowhere.invalid", "256.1.1.1"])
def test_an_invalid_host_raises_one_sentence(host):
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
def test_a_display_is_detected(monkeypatch, platform, variable, shown):
    monkeypatch.setattr(sys, "platform", platform)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, ":0")
    assert has_display() == shown


def test_the_server_answers_once_it_prints_its_address_and_stops_quietly():
    with serving("127.0.0.1") as (server, address):
        assert httpx2.get(f"{address}/healthz").json() == {"status": "ok"}
        # a website whose name resolves to this machine is refused
        assert httpx2.get(address, headers={"host": "evil.example"}).status_code == 400
        server.send_signal(signal.SIGINT)


NOT_READY = """
from index.errors import ModelError
from tests.conftest import FakePipeline, community_article
from rag.opening import OpeningPipeline
from rag.settings import Settings
from ui.server import serve

def fail():
    input()  # until the test has looked
    raise ModelError("no model")

fake = FakePipeline([community_article()])
try:
    serve(OpeningPipeline(fake.store, fail), Settings(_env_file=None, port=0))
except ModelError as error:
    print(error)
"""


def test_a_server_is_alive_but_not_ready_until_its_models_are_loaded_and_ends_if_they_are_not():
    with subprocess.Popen(
        [sys.executable, "-c", NOT_READY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if "DISPLAY" not in k},
    ) as server:
        try:
            address = server.stdout.readline().removeprefix("问策：").strip()
            assert httpx2.get(f"{address}/healthz").status_code == 200
            ready = httpx2.get(f"{address}/readyz")
            assert (ready.status_code, ready.json()) == (503, {"error": "模型还没有打开。"})
            assert httpx2.get(f"{address}/api/articles").status_code == 200
            assert server.communicate("\n", timeout=20) == ("no model\n", None)
        finally:
            server.kill()


def test_a_stopped_server_finishes_its_answers_within_a_time_limit():
    said = r"注意：0\.0\.0\.0 .*WENCE_USERS.*\n[\s\S]*Cancel 1 running task[\s\S]*"
    with serving("0.0.0.0", said) as (server, address), ThreadPoolExecutor() as pool:

        def ask(seconds):
            body = {"question": str(seconds)}
            return httpx2.post(f"{address}/api/ask", json=body, timeout=30).status_code

        asking = [pool.submit(ask, seconds) for seconds in (1, 6)]
        assert [server.stdout.readline() for _ in asking] == ["asked\n"] * 2
        server.send_signal(signal.SIGTERM)
        assert asking[0].result() == 200
        assert asking[1].exception() or asking[1].result() == 500


def test_what_goes_on_asking_is_ended_before_the_answers_are_waited_for(monkeypatch):
    order = []

    async def stop(self, sockets=None):
        order.append("stopped")

    monkeypatch.setattr(uvicorn.Server, "shutdown", stop)
    server = Server(
        uvicorn.Config(None),
        Loading([]),
        running=lambda: order.append("waited") or 0,
        patience=1,
        end=lambda: order.append("ended"),
    )
    server.servers = []
    asyncio.run(server.shutdown())
    assert order == ["ended", "waited", "stopped"]


def test_as_many_files_may_be_open_as_the_system_allows(monkeypatch):
    resource = pytest.importorskip("resource")
    set_to = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1024, 1_000_000))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: set_to.append(limits))
    raise_open_files()
    assert set_to == [(OPEN_FILES, 1_000_000)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1024, 2048))
    raise_open_files()
    assert set_to[1:] == [(2048, 2048)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: (OPEN_FILES * 2, OPEN_FILES * 2))
    raise_open_files()
    assert len(set_to) == 2
