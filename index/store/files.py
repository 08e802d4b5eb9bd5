"""Files that are whole or not there: sizes and hashes, the disk's word, swaps."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.errors import StoreDamaged

REPAIR = "请运行 wence index --repair 修复。"

Described = dict[str, dict[str, Any]]  # file → {"size", "sha256"}


def sha256(file: Path) -> str:
    """Of a file's content, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def describe(folder: Path) -> Described:
    """Size and SHA-256 of every file, by its path in the folder."""
    return {
        file.relative_to(folder).as_posix(): {"size": file.stat().st_size, "sha256": sha256(file)}
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def damaged(folder: Path, files: Described, hashed: Callable[[str, int], bool]) -> list[Path]:
    """Files that are missing or of another size; also of another hash, where `hashed` says so.

    `hashed` is given a file's name and size: hashing takes a second for each 0.3 to 2 GB.
    """
    return [
        folder / name
        for name, expected in files.items()
        if not _whole(folder / name, expected, hashed(name, expected["size"]))
    ]


def _whole(file: Path, expected: dict[str, Any], hashed: bool) -> bool:
    try:
        return file.stat().st_size == expected["size"] and (
            not hashed or sha256(file) == expected["sha256"]
        )
    except OSError:
        return False


def write_text(file: Path, text: str) -> None:
    """Have the disk hold the new content of a file, or still the old one."""
    beside = file.with_name(f".{file.name}")
    with beside.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    rename(beside, file)


def write_json(file: Path, value: Any) -> None:
    """Write JSON, as `write_text` does; ASCII, since file names may hold any bytes."""
    write_text(file, json.dumps(value, indent=1))


def read_json(file: Path) -> Any:
    """Read a JSON file.

    Raises:
        StoreDamaged: it is missing, or no JSON.
    """
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise StoreDamaged(f"索引文件 {file} 无法读取，{REPAIR}") from error


def rename(path: Path, to: Path) -> None:
    """Move in one step, which the disk holds afterwards."""
    path.replace(to)
    _sync(to.parent)


def sync(folder: Path) -> None:
    """Have the disk hold everything in a folder, before anything points there."""
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def size(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def printable(text: str) -> str:
    """A file's name in another encoding than the system's holds surrogates: `?` for each."""
    return text.encode(errors="replace").decode()
