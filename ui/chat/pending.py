"""What one caller may leave pending in Gradio's queue, and how long nobody may read an answer.

Gradio has one queue for all, and keeps the messages of a session until its page reads them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from ui.access.caller import Caller

if TYPE_CHECKING:
    from gradio.queueing import Event, Queue
    from gradio.server_messages import EventMessage

EVENTS = 24  # of a caller that wait or run; the others' run beside them
UNREAD_S = 60.0
TOO_MANY = "您还有许多问题没有答完，请等它们答完再问。"


class Pending:
    """Limits for a queue of Gradio's, whose methods it replaces."""

    def __init__(self, queue: Queue, clock: Callable[[], float] = monotonic) -> None:
        self._queue, self._clock = queue, clock
        self._push, self._send = queue.push, queue.send_message
        self._unread = dict[str, float]()  # session: since when
        queue.push = self.push  # type: ignore[method-assign]
        queue.send_message = self.send  # type: ignore[method-assign]

    async def push(self, body: Any, request: Any, username: str | None) -> Any:
        """Queue an event, unless its caller has too many."""
        asked = self._queue.event_ids_to_events.values()
        if sum(_key(event.request) == _key(request) for event in asked) >= EVENTS:
            return False, TOO_MANY, "queue_full"
        asyncio.get_running_loop().call_later(UNREAD_S + 1, self.forget)
        return await self._push(body, request, username)

    def send(self, event: Event, event_message: EventMessage) -> None:
        """Keep a message for a session's page, unless the session was forgotten."""
        messages = self._queue.pending_messages_per_session.get(event.session_hash)
        if messages is None:
            return
        if messages.empty():
            self._unread[event.session_hash] = self._clock()
        self._send(event, event_message)

    def forget(self) -> None:
        """Drop the messages and events of sessions whose page has read nothing for long."""
        held = self._queue.pending_messages_per_session
        for session, since in list(self._unread.items()):
            messages = held.get(session)
            if messages is None or messages.empty():
                del self._unread[session]
            elif self._clock() - since >= UNREAD_S:
                del self._unread[session], held[session]
                self._queue.pending_event_ids_session.pop(session, None)
                for event in self._queue.event_ids_to_events.values():
                    event.alive = event.alive and event.session_hash != session


def _key(request: Any) -> str:
    caller = getattr(request.state, "caller", None)
    return (caller if isinstance(caller, Caller) else Caller()).key
