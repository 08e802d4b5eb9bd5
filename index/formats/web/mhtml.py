"""Read a saved page (MHTML): the page itself, among the files it was saved with."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage

from index.errors import DocumentError
from index.formats.web.webpage import decode_page, read_webpage
from index.layout.draft import Draft
from index.metadata.fields import named
from index.text.encoding import decode

MAX_PARTS = 5_000  # most files of a saved page


def read_mhtml(data: bytes) -> Draft:
    """Return the draft of the page that was saved, with its address.

    Raises:
        DocumentError: the file holds no page, or the page no text.
    """
    message, pages = _opened(data)
    drafts = [draft for page in pages[:10] if (draft := _draft(page))]
    if not drafts:
        raise DocumentError("文件是空的")
    main, *frames = drafts
    if not _length(main):  # a frameset: its text is in the largest frame
        main = max(frames, key=_length, default=main)
    address = message["Snapshot-Content-Location"] or pages[0]["Content-Location"]
    return replace(main, metadata={**named({"url": str(address or "")}), **main.metadata})


def saved_pages(data: bytes) -> list[str]:
    """Return the source of the first pages that have any, the one named as the start first.

    Raises:
        DocumentError: the file holds no page.
    """
    _, pages = _opened(data)
    return [text for page in pages[:10] if (text := _text(page))]


def _opened(data: bytes) -> tuple[EmailMessage, list[EmailMessage]]:
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        pages = _pages(message)
    except (RecursionError, ValueError, LookupError) as error:
        raise DocumentError("网页存档（MHTML）已损坏，无法读取") from error
    if not pages:
        raise DocumentError("网页存档（MHTML）里没有网页")
    return message, pages


def _pages(message: EmailMessage) -> list[EmailMessage]:
    """Return the parts that are pages, the one named as the start first."""
    parts = []
    for part in message.walk():
        parts.append(part)
        if len(parts) > MAX_PARTS:
            raise ValueError(len(parts))
    start = str(message.get_param("start") or "")
    pages = [
        part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    return sorted(pages, key=lambda page: not start or page["Content-ID"] != start)


def _text(page: EmailMessage) -> str:
    raw = page.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw.strip():
        return ""
    return _by_header(page, raw) or decode_page(raw) or decode(raw)


def _draft(page: EmailMessage) -> Draft | None:
    text = _text(page)
    if not text:
        return None
    try:
        return read_webpage(text)
    except DocumentError:  # a frame without text
        return None


def _by_header(page: EmailMessage, raw: bytes) -> str | None:
    """Decode a page by the charset of its header; None if that is missing or wrong."""
    name = (page.get_content_charset() or "").lower()
    try:
        return raw.decode("gb18030" if name.startswith("gb") else name) if name else None
    except (LookupError, UnicodeDecodeError):
        return None


def _length(draft: Draft) -> int:
    return sum(len(part.text) for part in draft.parts)
