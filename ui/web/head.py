"""Add scripts and styles to the head of Gradio's pages, and the header of ours to their top.

Gradio itself would add them only after its own script has started: too late for the colours,
scripts in no fixed order, and the same header for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.assets.compression import coding, encoders

END = b"</head>"
APP = b"<gradio-app"
ENCODERS = encoders(brotli_quality=5)  # in milliseconds, as each page is made anew


class Head:
    """Middleware that adds `html()`, asked for at each request, to the head of the pages in `tops`.

    The body of each begins with what its function returns for the request at hand; `changed` is
    applied to what Gradio sent.
    """

    def __init__(
        self,
        app: ASGIApp,
        html: Callable[[], str],
        tops: Mapping[str, Callable[[], str]],
        changed: Callable[[str], str] = lambda page: page,
    ) -> None:
        self._app, self._html, self._tops = app, html, tops
        self._change = changed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; hold the response back until it is complete."""
        top = self._tops.get(scope["path"].rstrip("/")) if scope["type"] == "http" else None
        if top is None:
            await self._app(scope, receive, send)
            return
        headers = [(name, v) for name, v in scope["headers"] if name != b"accept-encoding"]
        wanted = coding(Headers(scope=scope).get("accept-encoding", ""), ENCODERS)
        held: list[Message] = []
        html = self._html().encode()

        async def hold(message: Message) -> None:
            held.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                for changed in self._changed(held, html, top().encode(), wanted):
                    await send(changed)

        await self._app({**scope, "headers": headers}, receive, hold)

    def _changed(self, held: list[Message], html: bytes, top: bytes, wanted: str) -> list[Message]:
        start = next(message for message in held if message["type"] == "http.response.start")
        body = b"".join(message.get("body", b"") for message in held)
        found = MutableHeaders(raw=start["headers"])
        found["cache-control"] = "no-store"  # the next person must not get this one's page
        if found.get("content-type", "").startswith("text/html"):
            new = self._change(body.decode()).encode()
            body = new.replace(END, html + END, 1).replace(APP, top + APP, 1)
            found.add_vary_header("Accept-Encoding")
            if wanted and body:
                body = ENCODERS[wanted](body)
                found["content-encoding"] = wanted
        if "content-length" in found:
            found["content-length"] = str(len(body))
        return [start, {"type": "http.response.body", "body": body}]
