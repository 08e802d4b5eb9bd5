"""Serve the web application with uvicorn."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import uvicorn

from index.errors import WenceError
from ui.access.connections import GuardedProtocol
from ui.access.origins import LOOPBACK, KnownHosts
from ui.app import create_app, is_local
from ui.monitoring.logs import set_up_logs

if TYPE_CHECKING:
    from rag.opening import OpeningPipeline
    from rag.settings import Settings


OPEN_TO_ALL = "注意：{host} 不只是本机，又没有设置 WENCE_USERS，能连到这里的人都可以使用。"
SWITCH_S = 0.001  # for which a thread may compute while the event loop waits for its turn
OPEN_FILES = 16_384
SHUTDOWN_S = 3  # for requests that stay open, such as the chat's event stream


def serve(pipeline: OpeningPipeline, settings: Settings) -> None:
    """Serve until interrupted or terminated; open the browser if there is a display.

    Models and the chat are loaded when the server answers already.

    Raises:
        WenceError: the address cannot be listened on, or a model cannot be loaded.
    """
    set_up_logs(settings)
    app = create_app(pipeline, settings, lambda: pipeline.ready)
    if settings.host not in LOOPBACK and not settings.users:
        print(OPEN_TO_ALL.format(host=settings.host), file=sys.stderr)
    if hosts := known_hosts(settings):
        addresses = not is_local(settings)
        app.add_middleware(KnownHosts, errors=app.state.errors, hosts=hosts, addresses=addresses)
    raise_open_files()
    sys.setswitchinterval(SWITCH_S)
    config = uvicorn.Config(
        app, log_config=None, timeout_graceful_shutdown=SHUTDOWN_S, http=GuardedProtocol
    )
    loading = Loading([pipeline.open, app.state.chat.load])
    state = app.state
    server = Server(
        config, loading, lambda: state.pipeline.running, settings.llm_timeout, state.evaluating.stop
    )
    # uvicorn raises the signal again when it has stopped; being told to stop is not a failure
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with listen(settings.host, settings.port) as listening, suppress(KeyboardInterrupt):
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        address = f"http://{host}:{listening.getsockname()[1]}"
        print(f"问策：{address}", flush=True)
        if has_display():
            # some browsers run in the foreground
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        server.run([listening])
    if loading.error:
        raise loading.error


def known_hosts(settings: Settings) -> list[str]:
    """Return the names under which this server may be asked; none where any may be.

    Where others can connect and no address is configured, nobody can tell its names.
    """
    named = [urlsplit(settings.base_url).hostname or "", *settings.hosts.split(",")]
    hosts = [host.strip() for host in named if host.strip()]
    return [*LOOPBACK, *hosts] if hosts or is_local(settings) else []


class Loading(Thread):
    """Loads what takes seconds, one part after another; `error` is what ended that early."""

    def __init__(self, parts: Sequence[Callable[[], None]]) -> None:
        super().__init__(daemon=True)
        self._parts = parts
        self.error: Exception | None = None

    def run(self) -> None:
        """Load all parts."""
        try:
            for load in self._parts:
                load()
        except Exception as error:
            self.error = error
        # libraries and dictionaries stay until the program ends: collecting garbage among them
        # would delay every answer by half a second now and then
        gc.freeze()


class Server(uvicorn.Server):
    """A server that loads the rest once it answers, and lets answers finish before it stops.

    It waits for answers at most `patience` seconds, and stops if loading fails. `end` is called
    first of all, to end what would go on asking.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        loading: Loading,
        running: Callable[[], int],
        patience: float,
        end: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._loading, self._running, self._patience = loading, running, patience
        self._end = end

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to answer, then to load."""
        await super().startup(sockets)
        self._loading.start()

    async def on_tick(self, counter: int) -> bool:
        """Return whether to stop."""
        return bool(self._loading.error) or await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept no new connections, wait for the answers, then stop."""
        self._end()
        for server in self.servers:
            server.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                while self._running() and not self.force_exit:
                    await asyncio.sleep(0.1)
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """Listen on an address; raises WenceError if that fails."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
        # without TCP_NODELAY a small response waits 40 ms for the client's delayed acknowledgement
        # of the headers; asyncio sets it only for sockets created with the protocol's number
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        raise WenceError(
            f"不能在 {host}:{port} 上提供服务：端口已被占用，或者地址不对；可用 --port 换一个端口。"
        ) from error


def raise_open_files() -> None:
    """Let this process have as many files and connections open as it may, up to `OPEN_FILES`."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # not on Windows

        least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(OPEN_FILES, most)
        if least != resource.RLIM_INFINITY and least < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def has_display() -> bool:
    """Return whether a browser window can be shown."""
    displays = map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY"))
    return sys.platform in ("darwin", "win32") or any(displays)
