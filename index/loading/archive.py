"""Unpack zip archives in memory: each member is a document of its own.

An archive from outside may be a bomb, lead out of its folder or claim any size. Nothing is
written to disk, names are only ever shown, and all sizes are capped while unpacking.
"""

from __future__ import annotations

import io
import lzma
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from index.errors import DocumentError
from index.loading.finding import ARCHIVE, Unread, check_kind, is_hidden, printable

MAX_MEMBERS = 2_000
MAX_MEMBER = 50_000_000  # bytes of one unpacked member
MAX_UNPACKED = 1_000_000_000  # bytes of all members together
MAX_DEPTH = 2  # archives within archives
_MAX_DIRECTORY = 4_000_000  # bytes of the list of members
_END, _END_SIZE, _LARGE = b"PK\x05\x06", 22, b"PK\x06\x07"
_BROKEN = (BadZipFile, RuntimeError, ValueError, EOFError, OSError, zlib.error, lzma.LZMAError)
_UTF8, _ENCRYPTED = 0x800, 0x1  # flags of a member


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive; `path` is relative to the archive, and safe to show."""

    path: PurePosixPath
    data: bytes


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked of an archive and the archives in it."""

    members: int
    unpacked: int


def unpack(data: bytes) -> Iterator[Member | Unread]:
    """Yield the members of an archive, in order of path, or why one cannot be unpacked.

    Hidden members are passed over. Archives in the archive are unpacked, too.

    Raises:
        DocumentError: the archive is damaged, or has too many members.
    """
    yield from _unpack(data, PurePosixPath(), _Budget(MAX_MEMBERS, MAX_UNPACKED), 1)


def _unpack(
    data: bytes, folder: PurePosixPath, budget: _Budget, depth: int
) -> Iterator[Member | Unread]:
    if depth > MAX_DEPTH:
        raise DocumentError("压缩包套了太多层，请解压后再放入")
    with _open(data) as archive:
        found = {_path(info): info for info in archive.infolist() if not info.is_dir()}
        for inside, info in sorted(found.items()):
            path = folder / inside
            if not inside.parts or is_hidden(inside.parts):
                continue
            try:
                content = _content(archive, info, path, budget)
                if path.suffix.lower() == ARCHIVE:
                    yield from _unpack(content, path, budget, depth + 1)
                else:
                    yield Member(path, content)
            except DocumentError as error:
                yield Unread(str(path), str(error))


def _open(data: bytes) -> ZipFile:
    tail = data[-65_535 - _END_SIZE :]
    if _LARGE in tail or any(size > _MAX_DIRECTORY for size in _directory_sizes(tail)):
        raise DocumentError("压缩包里的文件太多，请分成几个")
    try:
        return ZipFile(io.BytesIO(data))
    except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DocumentError("压缩包已损坏，或不是 zip 格式，无法读取") from error


def _directory_sizes(tail: bytes) -> Iterator[int]:
    """Yield the size of the list of members at each place where it may be told."""
    at = tail.find(_END)
    while at >= 0:
        yield int.from_bytes(tail[at + 12 : at + 16], "little")
        at = tail.find(_END, at + 1)


def _content(archive: ZipFile, info: ZipInfo, path: PurePosixPath, budget: _Budget) -> bytes:
    """Return a member's bytes.

    Raises:
        DocumentError: it cannot be unpacked, or would not be read.
    """
    check_kind(path.suffix)
    if info.flag_bits & _ENCRYPTED:
        raise DocumentError("有密码，无法读取")
    if budget.members == 0:
        raise DocumentError(f"压缩包里的文件太多，只读前 {MAX_MEMBERS} 个")
    budget.members -= 1
    limit = min(MAX_MEMBER, budget.unpacked)
    try:
        with archive.open(info) as file:
            data = file.read(limit + 1)
    except NotImplementedError as error:
        raise DocumentError("压缩方法不支持，请用普通的 zip 压缩") from error
    except _BROKEN as error:
        raise DocumentError("在压缩包里已损坏，无法读取") from error
    budget.unpacked -= min(len(data), limit)
    if len(data) > limit:
        raise DocumentError("解压后太大，请解压后拆分")
    return data


def _path(info: ZipInfo) -> PurePosixPath:
    """Return a member's path without anything that leads out of the archive."""
    name = "".join(c if c.isprintable() else "-" for c in printable(_name(info)))
    parts = name.replace("\\", "/").split("/")
    return PurePosixPath(*(part for part in parts if part.strip(" .")))


def _name(info: ZipInfo) -> str:
    """Decode a member's name: without a mark for UTF-8 it is read as cp437, and mostly is GBK."""
    name = info.orig_filename.split("\0")[0]
    if info.flag_bits & _UTF8:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return name
