"""Decode the bytes of Chinese text: UTF-8, UTF-16 or GB18030 (GBK, GB2312), recognised by trial."""

from __future__ import annotations

import codecs

from index.errors import DocumentError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PUNCTUATION = "，。、；：？！“”‘’（）《》【】—…·％～"


def decode(raw: bytes) -> str:
    """Decode text whose encoding is not known; line ends become line feeds.

    UTF-16 without a byte order mark is accepted only if the result looks like Chinese.

    Raises:
        DocumentError: the text is empty, binary, or in another encoding.
    """
    text = _decode(raw)
    if text is None:
        raise DocumentError("文件不是文本，或编码无法识别（支持 UTF-8、GBK、UTF-16）")
    if not text.strip():
        raise DocumentError("文件是空的")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(raw: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _try(raw, encoding)
    if b"\0" not in raw:
        if (text := _try(raw, "utf-8")) is not None:
            return text
        if (text := _chinese(_try(raw, "gb18030"))) is not None:
            return text
    return _chinese(_try(raw, "utf-16-le")) or _chinese(_try(raw, "utf-16-be"))


def _try(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _chinese(text: str | None) -> str | None:
    """Return the text if it looks like Chinese: GB18030 and UTF-16 decode nearly any bytes."""
    if not text or "\0" in text:
        return None
    foreign = sum(ord(c) > 127 for c in text)
    common = sum("\u4e00" <= c <= "\u9fa5" or c in _PUNCTUATION for c in text)
    return text if foreign and common / foreign > 0.8 else None
