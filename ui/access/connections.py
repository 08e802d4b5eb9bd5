"""Connections that may stay open: time limits for what arrives and what is read, and how many.

uvicorn ends a connection that is idle after a response, and no other: not one whose request never
comes or never ends, nor one whose client reads nothing. Behind a proxy, which waits for whole
requests, all of this is the proxy's work; connections of proxies are only limited in all.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from ui.access.caller import network
from ui.access.origins import LOOPBACK

TOTAL, EACH = 1000, 200  # open connections, in all and of one address
HEAD_S = 10.0  # for a request's head
BODY_S, BODY_RATE = 20.0, 1000  # a look at the body that arrives; least bytes a second
UNREAD_S = 60.0  # for a client to read what has been sent
READ_BYTES = 16_384  # that are parsed at once; the event loop can do nothing else meanwhile
SMALL_CHUNK, SMALL_CHUNKS = 16, 1000  # bytes; chunks of a body that may be as small
LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"

log = logging.getLogger("wence.connections")


class _Connection(h11.Connection):
    """A parser that refuses a body cut into very many very small chunks."""

    _small = 0

    def next_event(self) -> Any:
        event = super().next_event()
        if isinstance(event, h11.Request):
            self._small = 0
        if isinstance(event, h11.Data) and len(event.data) < SMALL_CHUNK:
            self._small += 1
            if self._small > SMALL_CHUNKS:
                raise h11.RemoteProtocolError("too many small chunks")
        return event


class GuardedProtocol(H11Protocol):
    """A connection that is ended where its client is too slow, or where there are too many."""

    head_s, body_s, unread_s = HEAD_S, BODY_S, UNREAD_S
    total, each = TOTAL, EACH

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.conn = _Connection(h11.SERVER, self.config.h11_max_incomplete_event_size or 16_384)
        self.address, self.opened = "", self.loop.time()
        self._awaited, self._arrived = "", 0
        self._arriving: asyncio.TimerHandle | None = None
        self._reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Take a connection, or end one: an idle one of whoever has most, else this one."""
        transport.max_size = READ_BYTES
        super().connection_made(transport)
        self.address = network(self.client[0]) if self.client else ""
        if self._too_many():
            log.warning("too many connections", extra={"fields": {"address": self.address}})
            (self._oldest_idle() or self).end()
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Read what arrived, and expect what comes next."""
        self._arrived += len(data)
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Expect the next request."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing more."""
        for timer in (self._arriving, self._reading):
            if timer:
                timer.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Expect the client to read."""
        super().pause_writing()
        self._reading = self.loop.call_later(self.unread_s, self.end)

    def resume_writing(self) -> None:
        """Go on: the client reads."""
        super().resume_writing()
        if self._reading:
            self._reading.cancel()

    @property
    def idle(self) -> bool:
        """Whether no request is being received or answered."""
        return self._awaited == "head"

    def end(self) -> None:
        """End the connection at once, whatever is still to be sent."""
        self.connections.discard(self)
        self.transport.abort()

    def _watch(self) -> None:
        """Set the time limit for what the client has to send now."""
        awaited = {h11.IDLE: "head", h11.SEND_BODY: "body"}.get(self.conn.their_state, "")
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE, h11.SEND_BODY):
            awaited = ""
        if awaited == self._awaited or self.transport.is_closing():
            return
        self._awaited, self._arrived = awaited, 0
        if self._arriving:
            self._arriving.cancel()
        if awaited:
            seconds, late = (
                (self.head_s, self._head_late) if awaited == "head" else (self.body_s, self._look)
            )
            self._arriving = self.loop.call_later(seconds, late)

    def _head_late(self) -> None:
        self.transport.write(LATE)
        self.transport.close()

    def _look(self) -> None:
        """End a connection whose body arrives too slowly, unless we are the slow ones."""
        if self._arrived < self.body_s * BODY_RATE and not self.flow.read_paused:
            self.end()
        else:
            self._arrived = 0
            self._arriving = self.loop.call_later(self.body_s, self._look)

    def _too_many(self) -> bool:
        own = sum(one.address == self.address for one in self._others()) + 1
        return len(self.connections) > self.total or (own > self.each and not self._is_proxy())

    def _is_proxy(self) -> bool:
        allowed = self.config.forwarded_allow_ips or ""
        proxies = allowed.split(",") if isinstance(allowed, str) else allowed
        address = self.client[0] if self.client else ""
        return address in LOOPBACK or address in proxies or "*" in proxies

    def _oldest_idle(self) -> GuardedProtocol | None:
        """Return the oldest idle connection of the address that has most of them."""
        idle = [one for one in self._others() if one.idle]
        if not idle:
            return None
        [(most, _)] = Counter(one.address for one in idle).most_common(1)
        address = self.address if len(self.connections) <= self.total else most
        own = [one for one in idle if one.address == address]
        return min(own, key=lambda one: one.opened, default=None)

    def _others(self) -> list[GuardedProtocol]:
        return [
            one for one in self.connections if isinstance(one, GuardedProtocol) and one is not self
        ]
