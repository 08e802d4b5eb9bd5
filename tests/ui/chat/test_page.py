"""The events of the chat page."""

from fastapi.testclient import TestClient

from rag.settings import Settings
from ui.app import create_app


def test_opening_the_chat_sends_a_single_event(pipeline):
    config = TestClient(create_app(pipeline, Settings())).get("/config").json()
    on_load = [
        dependency
        for dependency in config["dependencies"]
        for _, event in dependency["targets"]
        if event == "load"
    ]
    assert len(on_load) == 1  # of two sent at once, Gradio may lose the second
