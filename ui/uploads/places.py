"""Where uploaded files lie: beside the store, in one group with folders of people's own.

Files wait in a hidden folder until a person has checked what was read in them. Builds read the
files of the group, with the corrections beside each. No two files have the same name, in
whatever folders they lie, so that a name is enough to tell a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from index.errors import DocumentError
from index.loading.finding import find_files, is_hidden, is_known
from index.metadata.fields import sidecar
from ui.library.own import OWN

WAITING = ".waiting"  # hidden, so that a build does not read it
MAX_STEM_BYTES = 150
MAX_LEVELS = 6
_FORBIDDEN = re.compile(r"[<>:\"|?*]")


def uploads_folder(store_dir: Path) -> Path:
    """Return the folder of the files uploaded to a store; it need not exist."""
    return store_dir.absolute().with_name(f"{store_dir.absolute().name}-uploads")


def with_uploads(paths: Sequence[Path], store_dir: Path) -> list[Path]:
    """Return the paths with the folder of uploads last, if that holds any file."""
    folder = uploads_folder(store_dir)
    others = [path for path in paths if path.absolute() != folder]
    return [*others, folder] if files_in(folder) else others


def files_in(folder: Path) -> list[Path]:
    """Return the files of a folder that builds read; none if there is no folder."""
    with suppress(DocumentError):
        return [file for file in find_files(folder) if is_known(file)]
    return []


def adopt_older(store_dir: Path) -> None:
    """Move the files that were uploaded before there was a group into it."""
    folder = uploads_folder(store_dir)
    group = folder / OWN
    for file in files_in(folder):
        target = group / file.relative_to(folder)
        if not file.is_relative_to(group) and not target.exists():
            with suppress(OSError):  # builds read it where it is, too
                move(file, target)


def move(file: Path, target: Path) -> None:
    """Move a file with the corrections beside it; the folder is made."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if sidecar(file).exists():
        sidecar(file).replace(sidecar(target))
    file.replace(target)


def delete(file: Path) -> None:
    """Delete a file and the corrections beside it."""
    file.unlink(missing_ok=True)
    sidecar(file).unlink(missing_ok=True)


def folders_in(group: Path) -> list[str]:
    """Return the folders of a group, `医保` and `医保/天津`, in order."""
    found = (path.relative_to(group) for path in group.rglob("*") if path.is_dir())
    return sorted(path.as_posix() for path in found if not is_hidden(path.parts))


def folder_in(group: Path, file: Path) -> str:
    """Return the folder within the group that a file lies in; "" where it is in none."""
    if not file.is_relative_to(group):
        return ""
    inside = file.parent.relative_to(group).as_posix()
    return "" if inside == "." else inside


def safe_name(name: str) -> str:
    """Turn any name that was sent into that of a visible file, valid on every system."""
    stem, dot, suffix = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    stem = _safe(stem if dot else suffix)
    return f"{stem or 'document'}.{suffix}" if dot else stem or "document"


def safe_folder(name: str) -> str:
    """Turn any path that was sent into that of a visible folder in the group; "" for none.

    Raises:
        DocumentError: it has too many levels.
    """
    parts = list(_safe_parts(name))
    if len(parts) > MAX_LEVELS:
        raise DocumentError(f"文件夹最多 {MAX_LEVELS} 层。")
    return "/".join(parts)


def _safe_parts(name: str) -> Iterator[str]:
    for part in name.replace("\\", "/").split("/"):
        safe = _safe(part)
        if safe and not is_hidden((safe, "")):
            yield safe


def _safe(name: str) -> str:
    name = _FORBIDDEN.sub("-", name)
    name = "".join(c for c in name if c.isprintable()).strip(" .~$")
    return name.encode(errors="ignore")[:MAX_STEM_BYTES].decode(errors="ignore").strip(" .")
