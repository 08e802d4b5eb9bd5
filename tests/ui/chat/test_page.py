"""The events of the chat page."""

from rag.settings import Settings
from tests.serving import opened
from ui.app import create_app


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
