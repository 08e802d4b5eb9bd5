"""Serving the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn

from ui.app import create_app

if TYPE_CHECKING:
    from rag.pipeline import Pipeline
    from rag.settings import Settings


def serve(pipeline: Pipeline, settings: Settings) -> None:
    """Serve until interrupted."""
    app = create_app(pipeline, settings)
    print(f"问策：http://{settings.host}:{settings.port}", flush=True)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        timeout_graceful_shutdown=3,  # open chats hold their event stream
    )
