"""The scripts and styles at `/site`, one by one and as bundles that browsers keep for good."""

from __future__ import annotations

import re
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
TYPES = {"css": "text/css", "js": "text/javascript"}
FOREVER = "public, max-age=31536000, immutable"
ENCODERS = encoders(brotli_quality=9)  # a third of a second for 750 KB; 11 takes seconds


class Site:
    """The files of a folder; and bundles, whose addresses hold the hash of their content."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._files = folder, StaticFiles(directory=folder)
        self._bundles: dict[str, bytes] = {}
        self._bundled: dict[str, str] = {}
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
        new = self._bundled[tags]
        first = TAG.search(head)
        start = first.start() if first else len(head)
        return head[:start] + new + TAG.sub("", head[start:]) + end + rest

    def _join(self, tags: str) -> str:
        parts: dict[str, list[str]] = {"style": [], "script": [], "later": []}
        for tag in TAG.finditer(tags):
            if tag["style"]:
                style = self._text(f"{tag['style']}.css")
                parts["style"].append(
                    f"@media {tag['media']} {{\n{style}}}" if tag["media"] else style
                )
            else:
                # a comment at the end of a file must not swallow the next one
                script = self._text(f"{tag['script']}.js") + "\n;"
                parts["later" if tag["later"] else "script"].append(script)
        forms = {
            "style": ("css", '<link rel="stylesheet" href="{}">\n'),
            "script": ("js", '<script src="{}"></script>\n'),
            "later": ("js", '<script src="{}" defer></script>\n'),
        }
        return "".join(
            form.format(self.add("\n".join(parts[kind]), suffix))
            for kind, (suffix, form) in forms.items()
            if parts[kind]
        )

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
