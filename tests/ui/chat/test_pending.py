from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from gradio.queueing import Queue
from gradio.utils import LRUCache

from rag.settings import Settings
from tests.serving import opened
from ui.access.caller import Caller
from ui.app import create_app
from ui.chat import pending
from ui.chat.pending import EVENTS, UNREAD_S, Pending


def request(name: str) -> Any:
    return SimpleNamespace(state=SimpleNamespace(caller=Caller(name)))


class SmallQueue:
    """As much of Gradio's queue as the limits touch; events are never done."""

    def __init__(self) -> None:
        self.event_ids_to_events: dict[str, Any] = {}
        self.pending_messages_per_session = LRUCache[str, asyncio.Queue[str]](2000)
        self.pending_event_ids_session: dict[str, set[str]] = {}

    async def push(self, body: Any, request: Any, username: str | None) -> Any:
        event = SimpleNamespace(session_hash=body, request=request, alive=True)
        self.event_ids_to_events[str(len(self.event_ids_to_events))] = event
        self.pending_messages_per_session[body] = asyncio.Queue()
        self.pending_event_ids_session[body] = {"id"}
        return True, event, "success"

    def send_message(self, event: Any, event_message: Any) -> None:
        self.pending_messages_per_session[event.session_hash].put_nowait(event_message)


def test_one_caller_leaves_room_for_others() -> None:
    async def flood() -> None:
        limits = Pending(SmallQueue(), lambda: 0)  # type: ignore[arg-type]
        for n in range(EVENTS):
            assert (await limits.push(f"{n}", request("甲"), None))[0]
        assert (await limits.push("z", request("甲"), None))[2] == "queue_full"
        assert (await limits.push("z", request("乙"), None))[0]

    asyncio.run(flood())


def test_what_nobody_reads_is_dropped_and_what_somebody_reads_is_kept() -> None:
    async def leave() -> None:
        now = 0.0
        queue = SmallQueue()
        limits = Pending(queue, lambda: now)  # type: ignore[arg-type]
        events = [(await limits.push(name, request("甲"), None))[1] for name in ("left", "read")]
        for _ in range(4):
            for event in events:
                limits.send(event, "答案")  # type: ignore[arg-type]
            queue.pending_messages_per_session["read"].get_nowait()
            now += UNREAD_S / 3
            limits.forget()
        assert list(queue.pending_messages_per_session) == ["read"]
        assert list(queue.pending_event_ids_session) == ["read"]
        assert [event.alive for event in events] == [False, True]
        limits.send(events[0], "更多")  # type: ignore[arg-type]
        assert "left" not in queue.pending_messages_per_session

    asyncio.run(leave())


def test_gradios_queue_has_what_the_limits_need() -> None:
    queue = Queue(True, 1, 1, None, None)  # type: ignore[arg-type]
    Pending(queue).forget()
    assert queue.pending_messages_per_session == {} and queue.event_ids_to_events == {}
    assert queue.pending_event_ids_session == {}


def test_the_chat_refuses_a_caller_with_too_many_events(
    pipeline: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "EVENTS", 0)
    with opened(create_app(pipeline, Settings())) as client:
        asked = {"fn_index": 0, "data": [], "session_hash": "session"}
        refused = client.post("/gradio_api/queue/join", json=asked)
    assert refused.status_code == 503
    assert refused.json() == {"detail": pending.TOO_MANY}
