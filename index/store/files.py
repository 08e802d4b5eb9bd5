"""Atomic writes, fsync and checksums for the store's files."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from index.errors import StoreDamaged

REPAIR = "请运行 wence index --repair 修复。"
_CHECKSUM = "checksum"

FileTable = dict[str, dict[str, Any]]
"""Of each file, by its path in the folder: `size` in bytes and `sha256`."""


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def describe(folder: Path) -> FileTable:
    """Return size and SHA-256 of every file in a folder."""
    return {
        file.relative_to(folder).as_posix(): {"size": file.stat().st_size, "sha256": sha256(file)}
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def altered_files(folder: Path, files: FileTable, hashed: Callable[[str, int], bool]) -> list[Path]:
    """Return the files that are missing or differ from their entry in the table.

    Sizes are always compared; hashes only where `hashed(name, size)` is true, since hashing
    takes a second for each 0.3 to 2 GB.
    """
    return [
        folder / name
        for name, expected in files.items()
        if not _matches(folder / name, expected, partial(hashed, name))
    ]


def _matches(file: Path, expected: dict[str, Any], hashed: Callable[[int], bool]) -> bool:
    try:
        size = file.stat().st_size
        return size == expected["size"] and (not hashed(size) or sha256(file) == expected["sha256"])
    except (OSError, KeyError, TypeError):
        return False


def write_text(file: Path, text: str) -> None:
    """Write a file atomically: after a crash it has either its old or its new content."""
    temporary = file.with_name(f".{file.name}")
    with temporary.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    rename(temporary, file)


def write_json(file: Path, value: Any) -> None:
    """Write JSON atomically; in ASCII, since names of files may hold any bytes."""
    write_text(file, json.dumps(value, indent=1))


def read_json(file: Path) -> Any:
    """Read a JSON file.

    Raises:
        StoreDamaged: the file is missing or holds no JSON.
    """
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise StoreDamaged(f"索引文件 {file} 无法读取，{REPAIR}") from error


def write_sealed(file: Path, values: dict[str, Any]) -> None:
    """Write a JSON object atomically, with a checksum of it as its last entry."""
    write_text(file, _sealed(values))


def read_sealed(file: Path) -> dict[str, Any]:
    """Read a JSON object without its checksum; one that has none is of an older version.

    Raises:
        StoreDamaged: the file is missing, holds no JSON object, or differs from what was written.
    """
    values = read_json(file)
    if not isinstance(values, dict):
        raise StoreDamaged(f"索引文件 {file} 无法读取，{REPAIR}")
    if values.pop(_CHECKSUM, None) is not None and file.read_bytes() != _sealed(values).encode():
        raise StoreDamaged(f"索引文件 {file} 与写入时不同，{REPAIR}")
    return values


def _sealed(values: dict[str, Any]) -> str:
    checksum = hashlib.sha256(json.dumps(values).encode()).hexdigest()
    return json.dumps({**values, _CHECKSUM: checksum}, indent=1)


def rename(path: Path, to: Path) -> None:
    """Rename atomically and flush the folder, so that the new name survives a crash."""
    path.replace(to)
    _sync(to.parent)


def sync(folder: Path) -> None:
    """Flush everything in a folder to the disk, before anything points to it."""
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def size(folder: Path) -> int:
    """Return the bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def printable(text: str) -> str:
    """Replace what cannot be printed by `?`.

    A file's name in another encoding than the system's contains surrogates, which cannot.
    """
    return text.encode(errors="replace").decode()
