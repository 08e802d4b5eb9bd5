"""Find the files of a folder: those that can be read, and those that a person must be told of.

Hidden files, lock files of office programs and corrections beside a document are neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from index.errors import DocumentError
from index.loading.registry import KINDS

ARCHIVE = ".zip"
SUFFIXES = (*KINDS, ARCHIVE)
MAX_TOLD = 20  # files named in warnings; of more the number is told
_LEFT_BY_SYSTEMS = {"__MACOSX", "Thumbs.db", "desktop.ini"}
_PACKED_OTHERWISE = (".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz")
_SOUND = (".mp3", ".m4a", ".wav", ".mp4", ".mov", ".avi", ".mkv", ".wmv", ".flv")
_PICTURES = (".gif", ".heic", ".svg")


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that was left out, and why; `path` goes on inside an archive."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.reason}：{self.path}（已跳过）"


def find_files(path: Path) -> list[Path]:
    """Return the file itself, or all files of a folder, of any kind, that are not hidden.

    Raises:
        DocumentError: the path does not exist, or the folder holds no file that can be read.
    """
    if not path.exists():
        raise DocumentError(f"找不到文件或文件夹：{path}")
    if path.is_file():
        return [path]
    files = sorted(
        file
        for file in path.rglob("*")
        if file.is_file() and not is_hidden(file.relative_to(path).parts)
    )
    if not any(is_known(file) for file in files):
        raise DocumentError(f"文件夹里没有可读的文件（{'、'.join(SUFFIXES)}）：{path}")
    return files


def is_hidden(parts: Sequence[str]) -> bool:
    """Return whether the parts of a path lead to what no person put there to be read."""
    return (
        any(part.startswith(".") or part in _LEFT_BY_SYSTEMS for part in parts)
        or parts[-1].startswith("~$")
        or parts[-1].lower().endswith(".meta.json")
    )


def is_known(file: PurePath) -> bool:
    """Return whether a file is of a kind that can be read."""
    return file.suffix.lower() in SUFFIXES


def check_kind(suffix: str) -> None:
    """Raise DocumentError if files with this suffix cannot be read; the message says why."""
    kind = suffix.lower()
    if kind in SUFFIXES:
        return
    if kind in _PACKED_OTHERWISE:
        raise DocumentError("不支持的压缩格式，请解压，或改存为 .zip")
    if kind in _SOUND:
        raise DocumentError("不支持的文件类型：音频和视频没有文字")
    if kind in _PICTURES:
        raise DocumentError("不支持的图片格式，请另存为 .png 或 .jpg")
    if not kind:
        raise DocumentError("不支持的文件类型：没有后缀")
    raise DocumentError(f"不支持的文件类型：{kind}")


def check_place(file: Path, path: Path) -> None:
    """Raise DocumentError if a file found in a folder lies outside it, behind a link.

    A file that the user named itself may be a link.
    """
    if file != path and not file.resolve().is_relative_to(path.resolve()):
        raise DocumentError("链接指向文件夹之外")


def told(unread: Iterable[Unread]) -> list[str]:
    """Return a sentence for each of the first files left out, and one for the number of others."""
    lines = [str(one) for one in unread]
    if len(lines) > MAX_TOLD:
        lines[MAX_TOLD:] = [f"另有 {len(lines) - MAX_TOLD} 个文件没有读，见 wence index --status"]
    return lines


def shown_name(file: Path, path: Path) -> str:
    """Return a file's name relative to the given folder."""
    return printable(file.name if file == path else file.relative_to(path).as_posix())


def printable(text: str) -> str:
    """Replace surrogates, which stand in names of another encoding and cannot be stored."""
    return text.encode(errors="replace").decode()
