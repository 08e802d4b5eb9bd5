"""Open a file from outside as what it is shown as: pages, formatted text, or its bytes alone.

Runs in the reading process alone: see `index/originals/viewer.py`.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from index.errors import DocumentError
from index.originals.matching import Wanted
from index.originals.pages import PagedDocument, Pdf, Pictures

if TYPE_CHECKING:
    from index.originals.blocks import Block, Formatted

MAX_CHARS = 2_000_000  # of a formatted document
_WORD = (".docx", ".doc", ".wps", ".rtf", ".odt")
_MHTML = (".mht", ".mhtml")


class ShownDocument:
    """One document, and what can be asked of it; `member` is its path in an archive, or empty."""

    def __init__(self, data: bytes, suffix: str, member: str) -> None:
        self._data = _member(data, member) if member else data
        self._suffix = suffix

    def answer(self, command: dict[str, Any]) -> bytes:
        """Answer one command.

        Raises:
            DocumentError: the document cannot be shown so.
        """
        wanted = Wanted(**command.get("wanted", {"quote": ""}))
        match command["do"]:
            case "sizes":
                return json.dumps(self._pages.sizes()).encode()
            case "picture":
                return self._pages.picture(command["page"], command["width"])
            case "places":
                found = self._pages.places(wanted, command["first"], command["last"])
                return json.dumps(found).encode()
            case "formatted":
                shown = self._formatted(wanted, command["marks"])
                return shown.model_dump_json(exclude_defaults=True).encode()
        return self._data

    @cached_property
    def _pages(self) -> PagedDocument:
        return Pdf(self._data) if self._suffix == ".pdf" else Pictures(self._data)

    @cached_property
    def _blocks(self) -> list[Block]:
        data, kind = self._data, self._suffix
        if kind in _WORD:
            from index.formats.office.converted import convert, real_kind

            kind = real_kind(data, kind)
            if kind in _WORD and kind != ".docx":
                data, kind = convert(data, kind)
        return _blocks(data, kind)

    def _formatted(self, wanted: Wanted, marks: bool) -> Formatted:
        from index.originals.blocks import Formatted, mark

        marked = [block.model_copy(deep=True) for block in self._blocks]
        found = mark(marked, wanted)
        return Formatted(blocks=marked if marks else self._blocks, found=found)


def _blocks(data: bytes, kind: str) -> list[Block]:
    if kind == ".docx":
        from index.originals.word import word_blocks

        return _short(word_blocks(data))
    from index.formats.web.webpage import decode_page
    from index.originals.web import web_blocks
    from index.text.encoding import decode

    if kind in _MHTML:
        from index.formats.web.mhtml import saved_pages

        pages = [web_blocks(page) for page in saved_pages(data)]
        return _short(max(pages, key=lambda blocks: sum(len(b.text) for b in blocks), default=[]))
    if kind in (".html", ".htm"):
        return _short(web_blocks(decode_page(data) or decode(data)))
    raise DocumentError("这种文件不能在这里显示")


def _short(blocks: list[Block]) -> list[Block]:
    """Return the blocks; those of a document of absurd length up to `MAX_CHARS`."""
    left = MAX_CHARS
    for n, block in enumerate(blocks):
        left -= len(block.text)
        if left < 0:
            return blocks[:n]
    return blocks


def _member(data: bytes, path: str) -> bytes:
    """Return the bytes of a document in an archive."""
    from index.loading.archive import Member, unpack

    for member in unpack(data):
        if isinstance(member, Member) and str(member.path) == path:
            return member.data
    raise DocumentError("压缩包里没有这份文件")
