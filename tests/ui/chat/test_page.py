"""The events of the chat page."""

import asyncio

import pytest

from index.errors import QuestionError
from rag.settings import Settings
from tests.serving import opened
from ui.app import create_app
from ui.web.templating import Templates


def test_opening_the_chat_sends_a_single_event(pipeline):
    with opened(create_app(pipeline, Settings())) as client:
        config = client.get("/config").json()
    on_load = [
        dependency
        for dependency in config["dependencies"]
        for _, event in dependency["targets"]
        if event == "load"
    ]
    assert len(on_load) == 1  # of two sent at once, Gradio may lose the second


def test_an_event_cannot_have_files_fetched(pipeline, monkeypatch):
    from gradio import processing_utils

    from ui.chat.page import chat

    fetched = []

    async def fetch(url, **more):
        fetched.append(url)
        return "/tmp/fetched"

    monkeypatch.setattr(processing_utils, "async_ssrf_protected_download", fetch)
    file = {"path": "https://files.example/large", "meta": {"_type": "gradio.FileData"}}
    blocks = chat(pipeline, Templates(), lambda snapshot: "", alike=True)
    for block in blocks.blocks.values():
        with pytest.raises(QuestionError):
            asyncio.run(processing_utils.async_move_files_to_cache({"turns": [file]}, block))
    assert not fetched
