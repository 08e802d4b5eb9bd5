import sys
import time

import pytest

from eval.bench import startup


def test_a_server_is_timed_until_it_answers_with_success(httpserver_503_then_200):
    began = time.perf_counter()
    took = startup.answered_s(httpserver_503_then_200, began)
    assert 0 < took < 60


def test_an_address_that_never_answers_is_an_error(monkeypatch):
    monkeypatch.setattr(startup, "PATIENCE_S", 0.1)
    with pytest.raises(TimeoutError):
        startup.answered_s("http://127.0.0.1:9/", time.perf_counter())


@pytest.fixture
def httpserver_503_then_200():
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    class Handler(BaseHTTPRequestHandler):
        asked = 0

        def do_GET(self):
            Handler.asked += 1
            self.send_response(503 if Handler.asked < 3 else 200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    assert Handler.asked == 3


def test_commands_run_with_this_python():
    assert startup.WENCE[0] == startup.TORCH[0] == sys.executable
