"""Serving the application."""

from __future__ import annotations

import os
import socket
import sys
import webbrowser
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

import uvicorn

from index.errors import WenceError
from ui.app import create_app

if TYPE_CHECKING:
    from rag.pipeline import Pipeline
    from rag.settings import Settings


def serve(pipeline: Pipeline, settings: Settings) -> None:
    """Serve until interrupted; opens the browser where there is a display.

    Raises WenceError when the address cannot be listened on.
    """
    app = create_app(pipeline, settings)
    config = uvicorn.Config(
        app,
        log_level="warning",
        timeout_graceful_shutdown=3,  # open chats hold their event stream
    )
    with listen(settings.host, settings.port) as listening, suppress(KeyboardInterrupt):
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        address = f"http://{host}:{listening.getsockname()[1]}"
        print(f"问策：{address}", flush=True)
        if has_display():
            # some browsers run in the foreground
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        uvicorn.Server(config).run([listening])


def listen(host: str, port: int) -> socket.socket:
    """Listen on an address. Raises WenceError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise WenceError(
            f"不能在 {host}:{port} 上提供服务：端口已被占用，或者地址不对；可用 --port 换一个端口。"
        ) from error


def has_display() -> bool:
    """Whether a browser window can be shown."""
    displays = map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY"))
    return sys.platform in ("darwin", "win32") or any(displays)
