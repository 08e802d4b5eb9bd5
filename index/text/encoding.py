"""Bytes → text: UTF-8, UTF-16 and GB18030 (GBK, GB2312) told apart."""

from __future__ import annotations

import codecs

from index.errors import DocumentError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKS = "，。、；：？！“”‘’（）《》【】—…·％～"


def decode(raw: bytes) -> str:
    """Text with one kind of line end; UTF-16 without its mark only where it reads as Chinese.

    Raises:
        DocumentError: empty, binary, or of another encoding.
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
    """The text if it reads as Chinese: these encodings make something of nearly any bytes."""
    if not text or "\0" in text:
        return None
    foreign = sum(ord(c) > 127 for c in text)
    common = sum("\u4e00" <= c <= "\u9fa5" or c in _MARKS for c in text)
    return text if foreign and common / foreign > 0.8 else None
