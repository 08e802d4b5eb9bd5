"""Add scripts and styles to the head of Gradio's pages, and the header of ours to their top.

Gradio itself would add them only after its own script has started: too late for the colours,
scripts in no fixed order, and the same header for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

END = b"</head>"
APP = b"<gradio-app"


class Head:
    """Middleware that adds `html()`, asked for at each request, to the head of the pages in `tops`.

    The body of each begins with what its function returns for the request at hand.
    """

    def __init__(
        self, app: ASGIApp, html: Callable[[], str], tops: Mapping[str, Callable[[], str]]
    ) -> None:
        self._app, self._html, self._tops = app, html, tops

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; hold the response back until it is complete."""
        top = self._tops.get(scope["path"].rstrip("/")) if scope["type"] == "http" else None
        if top is None:
            await self._app(scope, receive, send)
            return
        headers = [(name, v) for name, v in scope["headers"] if name != b"accept-encoding"]
        held: list[Message] = []
        html = self._html().encode()

        async def hold(message: Message) -> None:
            held.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                for changed in self._changed(held, html, top().encode()):
                    await send(changed)

        await self._app({**scope, "headers": headers}, receive, hold)

    def _changed(self, held: list[Message], html: bytes, top: bytes) -> list[Message]:
        start = next(message for message in held if message["type"] == "http.response.start")
        body = b"".join(message.get("body", b"") for message in held)
        new = body.replace(END, html + END, 1).replace(APP, top + APP, 1)
        found = MutableHeaders(raw=start["headers"])
        found["cache-control"] = "no-store"  # the next person must not get this one's page
        if "content-length" in found:
            found["content-length"] = str(len(new))
        return [start, {"type": "http.response.body", "body": new}]
