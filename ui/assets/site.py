"""The scripts and styles at `/site`, one by one and as bundles that browsers keep for good."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from ui.assets.compression import coding, encoders

TAG = re.compile(
    r'<link rel="stylesheet" href="/site/(?P<style>[\w-]+)\.css"(?: media="(?P<media>\w+)")?>\n?'
    r'|<script src="/site/(?P<script>[\w-]+)\.js"(?P<later> defer)?></script>\n?'
)
FORMS = {
    "style": '<link rel="stylesheet" href="{}">\n',
    "script": '<script src="{}"></script>\n',
    "later": '<script src="{}" defer></script>\n',
}
TYPES = {"css": "text/css", "js": "text/javascript"}
FOREVER = "public, max-age=31536000, immutable"
ENCODERS = encoders(brotli_quality=9)  # a third of a second for 750 KB; 11 takes seconds


class Site:
    """The files of a folder; and bundles, whose addresses hold the hash of their content."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._files = folder, StaticFiles(directory=folder)
        self._bundles: dict[str, bytes] = {}
        self._bundled: dict[str, dict[str, str]] = {}
        self._encoded = cache(lambda name, wanted: ENCODERS[wanted](self._bundles[name]))

    def add(self, text: str, suffix: str) -> str:
        """Keep a bundle ("css" or "js"); return its address."""
        data = text.encode()
        name = f"bundle-{sha256(data).hexdigest()[:16]}.{suffix}"
        self._bundles[name] = data
        self._encoded(name, next(iter(ENCODERS)))  # now, lest the first reader wait for it
        return f"/site/{name}"

    def bundled(self, html: str) -> str:
        """Return HTML whose head loads one file in place of all styles, and likewise of scripts.

        Scripts that wait for the page (`defer`) are a file of their own; within a file the order
        is that of the tags.
        """
        head, end, rest = html.partition("</head>")
        tags = "".join(tag[0] for tag in TAG.finditer(head))
        if tags not in self._bundled:
            self._bundled[tags] = self._join(tags)
        left = dict(self._bundled[tags])
        # each at the place of its first tag: scripts read what stands before them in the page
        return TAG.sub(lambda tag: left.pop(_kind(tag), ""), head) + end + rest

    def _join(self, tags: str) -> dict[str, str]:
        """Return the tag of the bundle of each kind."""
        parts: dict[str, list[str]] = defaultdict(list)
        for tag in TAG.finditer(tags):
            parts[_kind(tag)].append(self._part(tag))
        return {
            kind: FORMS[kind].format(self.add("\n".join(texts), "css" if kind == "style" else "js"))
            for kind, texts in parts.items()
        }

    def _part(self, tag: re.Match[str]) -> str:
        if tag["style"]:
            style = self._text(f"{tag['style']}.css")
            return f"@media {tag['media']} {{\n{style}}}" if tag["media"] else style
        # a comment at the end of a file must not swallow the next one
        return self._text(f"{tag['script']}.js") + "\n;"

    def _text(self, name: str) -> str:
        return (self._folder / name).read_text(encoding="utf-8")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a bundle, or else a file."""
        name = scope["path"].rpartition("/")[2]
        if name in self._bundles and scope.get("method") in ("GET", "HEAD"):
            await self._bundle(name, Headers(scope=scope))(scope, receive, send)
        else:
            await self._files(scope, receive, send)

    def _bundle(self, name: str, headers: Headers) -> Response:
        wanted = coding(headers.get("accept-encoding", ""), ENCODERS)
        body = self._encoded(name, wanted) if wanted else self._bundles[name]
        response = Response(body, media_type=TYPES[name.rpartition(".")[2]])
        response.headers["Cache-Control"], response.headers["Vary"] = FOREVER, "Accept-Encoding"
        if wanted:
            response.headers["Content-Encoding"] = wanted
        return response


def _kind(tag: re.Match[str]) -> str:
    return "style" if tag["style"] else "later" if tag["later"] else "script"
