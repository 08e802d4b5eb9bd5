"""Folders of people's own within the group of uploads: made, renamed, deleted with their files."""

from __future__ import annotations

import shutil
from pathlib import Path

from index.errors import DocumentError, StoreError
from ui.uploads.places import files_in, safe_folder


def make(group: Path, name: str) -> str:
    """Make a folder; return its name.

    Raises:
        DocumentError: the name is empty or taken, or the folder has too many levels.
        StoreError: the disk refuses.
    """
    folder = _free(group, name)
    try:
        (group / folder).mkdir(parents=True)
    except OSError as error:
        raise StoreError(f"文件夹无法新建（{error.strerror}）。") from error
    return folder


def rename(group: Path, folder: str, name: str) -> str:
    """Give a folder another name, and what is in it with it; return the name.

    Raises:
        DocumentError: there is no such folder, or as `make`.
        StoreError: the disk refuses.
    """
    old, new = existing(group, folder), _free(group, name)
    if (group / new).is_relative_to(old):
        raise DocumentError("文件夹不能放进自己里面。")
    try:
        (group / new).parent.mkdir(parents=True, exist_ok=True)
        old.rename(group / new)
    except OSError as error:
        raise StoreError(f"文件夹无法改名（{error.strerror}）。") from error
    return new


def delete(group: Path, folder: str) -> None:
    """Delete a folder with all that is in it.

    Raises:
        DocumentError: there is no such folder.
    """
    shutil.rmtree(existing(group, folder), ignore_errors=True)


def existing(group: Path, folder: str) -> Path:
    """Return the path of a folder.

    Raises:
        DocumentError: there is no such folder.
    """
    path = group / folder
    if not folder or folder != safe_folder(folder) or not path.is_dir():
        raise DocumentError(f"没有这个文件夹：{folder}")
    return path


def holds_files(group: Path, folder: str) -> bool:
    """Whether builds read files in a folder."""
    return bool(files_in(existing(group, folder)))


def _free(group: Path, name: str) -> str:
    folder = safe_folder(name)
    if not folder:
        raise DocumentError("文件夹的名称不能为空。")
    if (group / folder).exists():
        raise DocumentError(f"已有这个文件夹：{folder}")
    return folder
