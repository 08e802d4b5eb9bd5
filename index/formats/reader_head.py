"""Split off the head that a reader of web pages writes above its text: `Title:`, `URL Source:`."""

from __future__ import annotations

import re

from index.metadata.fields import Metadata, named

_KEYS = {
    "title": "title",
    "url source": "url",
    "url": "url",
    "source": "url",
    "published time": "published",
    "published": "published",
    "author": "author",
}
_LINE = re.compile(r"(?P<key>[A-Za-z][A-Za-z ]{2,20}):[ \t]{0,4}(?P<value>.*)")
_START = re.compile(r"(?:Markdown|Text|Page)? ?Content:[ \t]*", re.I)
_SITE = re.compile(r"\s?(?:[_|｜]|(?<![-—–])[-—–]++)\s?(?P<site>[^_|｜—–-]{2,30})$")
_OF_SITE = re.compile(r"(?:网|网站|门户|政府|委员会|局|厅|部|署|平台|频道|公众号|新闻|健康报)$")
MAX_LINES = 12  # most lines of such a head


def split_reader_head(text: str) -> tuple[Metadata, str]:
    """Return the metadata of the head, and the text below it; nothing and all without a head."""
    lines = text.lstrip("\ufeff\n\r ").split("\n")
    given: dict[str, str] = {}
    for at, line in enumerate(lines[:MAX_LINES]):
        line = line.strip()
        if _START.fullmatch(line):
            return _known(given), "\n".join(lines[at + 1 :])
        match = _LINE.fullmatch(line)
        if line and match is None:
            break
        if match and (name := _KEYS.get(match["key"].lower())):
            given[name] = match["value"]
    return {}, text


def _known(given: dict[str, str]) -> Metadata:
    if (site := _SITE.search(given.get("title", ""))) and _OF_SITE.search(site["site"]):
        given["title"] = given["title"][: site.start()]
    return named(given)
