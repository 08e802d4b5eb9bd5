"""An OpenAI-compatible server on a loopback port that misbehaves on demand."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from select import select
from socket import MSG_PEEK
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.pipeline import Pipeline

KEY = "sk-quite-secret-0123456789"

Reply = Callable[["Handler"], None]


class Server(ThreadingHTTPServer):
    """A server that gives `replies` in turn, then repeats the last one.

    `requests` holds the bodies received, `keys` their authorization headers.
    """

    daemon_threads = True

    def __init__(self, *replies: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies = list(replies)
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.first_token_at = 0.0
        self.closing = Event()
        self.hung_up = Event()  # the client went away

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, address: Any) -> None:
        self.hung_up.set()


class Handler(BaseHTTPRequestHandler):
    """The handler of one request; replies are functions of it."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append(json.loads(body))
        self.server.keys.append(self.headers.get("Authorization", ""))
        replies = self.server.replies
        (replies.pop(0) if len(replies) > 1 else replies[0])(self)
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        pass

    def open_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()

    def wait(self) -> None:
        """Wait until the client disconnects or the server closes."""
        while not self.server.closing.wait(0.02):
            if select([self.connection], [], [], 0)[0] and not self.connection.recv(1, MSG_PEEK):
                self.server.hung_up.set()
                return

    def send_event(self, data: str) -> None:
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()

    def send_token(self, text: str, finish: str | None = None) -> None:
        delta = {"role": "assistant", "content": text}
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self.server.first_token_at = self.server.first_token_at or time.monotonic()
        self.send_event(
            json.dumps({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
                        "choices": [choice]}, ensure_ascii=False)
        )  # fmt: skip


def written_by(server: Server, pipeline: Pipeline, **settings: Any) -> Pipeline:
    """Return the pipeline with this server as its language model."""
    model = {"llm_base_url": server.url, "llm_model": "m", "llm_api_key": KEY, **settings}
    known = type(pipeline.settings)(**{**pipeline.settings.model_dump(), **model}, _env_file=None)
    return type(pipeline)(pipeline.store, pipeline.embedder, known)


@contextmanager
def serving(*replies: Reply) -> Iterator[Server]:
    server = Server(*replies)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()


def says(text: str, size: int = 4, pause: float = 0.0, finish: str = "stop") -> Reply:
    """Stream a text in pieces of `size` characters."""

    def reply(handler: Handler) -> None:
        handler.open_stream()
        for i in range(0, len(text), size):
            handler.send_token(text[i : i + size])
            time.sleep(pause)
        handler.send_token("", finish)
        handler.send_event("[DONE]")

    return reply


def streams(body: str) -> Reply:
    """Send a stream's body unchanged."""

    def reply(handler: Handler) -> None:
        handler.open_stream()
        handler.wfile.write(body.encode())

    return reply


def refuses(status: int, body: str) -> Reply:
    """Answer with an error's status and body, unchanged."""

    def reply(handler: Handler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body.encode())))
        handler.end_headers()
        handler.wfile.write(body.encode())

    return reply


def fails(status: int, message: str = "broken", headers: dict[str, str] | None = None) -> Reply:
    """Answer with an error that repeats the key, as some real servers do."""

    def reply(handler: Handler) -> None:
        text = f"{message} {handler.headers.get('Authorization')}"
        body = json.dumps({"error": {"message": text, "code": status}}).encode()
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def hangs(handler: Handler) -> None:
    """Accept the request and never answer."""
    handler.wait()


def stalls(handler: Handler) -> None:
    """Start an answer, then send nothing more."""
    handler.open_stream()
    handler.send_token("全市")
    handler.wait()


def cuts(handler: Handler) -> None:
    """End the stream in the middle of an answer."""
    handler.open_stream()
    handler.send_token("全市社区医院")


def drops(handler: Handler) -> None:
    """Announce more bytes than are sent, then close the connection."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Content-Length", "9999")
    handler.end_headers()
    handler.send_token("全市社区医院")


def babbles(handler: Handler) -> None:
    """Send something that is not JSON."""
    handler.open_stream()
    handler.send_event("{这不是 JSON")


def surprises(handler: Handler) -> None:
    """Send JSON of another shape."""
    handler.open_stream()
    handler.send_event('{"choices": "无"}')
    handler.send_event("[DONE]")


def serves_a_page(handler: Handler) -> None:
    """Answer with the login page of a proxy."""
    body = "<html>请登录</html>".encode()
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def never_ends(handler: Handler) -> None:
    """Send text without end, quickly."""
    handler.open_stream()
    while not handler.server.closing.is_set():
        handler.send_token("社区医院" * 50)


def drips(handler: Handler) -> None:
    """Send text without end, one character at a time."""
    handler.open_stream()
    while not handler.server.closing.is_set():
        handler.send_token("的")
        time.sleep(0.05)
