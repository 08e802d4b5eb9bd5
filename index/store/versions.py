"""Versions of the index: written beside the live one, published by one rename, cleaned up.

A reader never sees an unfinished version, and a killed build leaves the old one intact.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import inf
from pathlib import Path

from index.errors import StoreBusy, StoreDamaged, StoreError, StoreMismatch, StoreMissing
from index.store.database import Database
from index.store.files import rename, sync, write_text
from index.store.manifest import (
    CURRENT,
    DATABASE,
    MANIFEST,
    PUBLISHED,
    SCHEMA,
    VERSIONS,
    Manifest,
    current_version,
    damaged_files,
)
from index.store.segments import remove_unused

_BUILDING = ".building"
_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EROFS: "文件系统只读",
    errno.EACCES: "没有写入权限",
    errno.EPERM: "没有写入权限",
    errno.ENOTDIR: "路径中有文件",
    errno.EEXIST: "路径是文件",
}


@dataclass(frozen=True, slots=True)
class PreviousVersion:
    """A version as the next build finds it, whatever its state.

    `damaged` are its files that are missing or altered; `database` is None where it is among
    them. `older_schema` is the folder again where the version has an older schema.
    """

    folder: Path | None = None
    manifest: Manifest | None = None
    database: Database | None = None
    older_schema: Path | None = None
    damaged: list[Path] = field(default_factory=list)

    @classmethod
    def live(cls, store_dir: Path, thorough: bool = False) -> PreviousVersion:
        """Inspect the live version; an empty store gives an empty result.

        Where the pointer to the live version is damaged, the newest version counts as live.
        `thorough` is as for `inspect`.
        """
        try:
            return cls.inspect(current_version(store_dir), thorough)
        except StoreMissing:
            return cls()
        except StoreDamaged:
            newest = next(iter(versions(store_dir)), None)
            found = cls.inspect(newest, thorough) if newest else cls()
            return replace(found, damaged=[store_dir / CURRENT, *found.damaged])

    @classmethod
    def inspect(cls, folder: Path, thorough: bool = False) -> PreviousVersion:
        """Inspect one version; `thorough` compares the token vectors with their hashes too.

        The version's own files are always compared, since the next one is made from them.
        """
        try:
            manifest = Manifest.read(folder, convertible=True)
        except StoreMismatch:
            return cls(folder, older_schema=folder)
        except StoreDamaged:
            return cls(folder, damaged=[folder / MANIFEST])
        damaged = damaged_files(folder, manifest, thorough, max_hashed=inf)
        database = None if folder / DATABASE in damaged else Database(folder / DATABASE)
        older = None if manifest.schema == SCHEMA else folder
        return cls(folder, manifest, database, older, damaged)

    @property
    def unit_hashes(self) -> set[str]:
        """Hashes of the version's units; empty where they cannot be read."""
        with suppress(StoreDamaged):
            if self.database:
                return set(self.database.unit_hashes())
        return set()


@contextmanager
def write_lock(store_dir: Path) -> Iterator[None]:
    """Hold the store's lock, so that one build at a time writes; a killed build frees it.

    Raises:
        StoreBusy: another build holds the lock.
        StoreError: the disk is full or cannot be written, now or within the context.
    """
    from filelock import FileLock, Timeout

    try:
        store_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(store_dir / ".lock", blocking=False):
            yield
    except Timeout as error:
        raise StoreBusy(f"另一个 wence index 正在写入 {store_dir}，请等它结束后再试。") from error
    except (OSError, sqlite3.OperationalError) as error:
        raise StoreError(
            f"无法写入索引目录 {store_dir}（{_reason(error)}），原来的索引没有改动；"
            "请检查权限和磁盘空间，再运行一次会从中断处继续。"
        ) from error


@contextmanager
def new_version_folder(store_dir: Path) -> Iterator[Path]:
    """Make an empty folder for a new version, and remove it where the build fails."""
    folder = store_dir / VERSIONS / _BUILDING
    shutil.rmtree(folder, ignore_errors=True)  # left over from a killed build
    folder.mkdir(parents=True)
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def publish(store_dir: Path, folder: Path, manifest: Manifest) -> Path:
    """Make a finished folder the live version; return the folder it has been moved to."""
    manifest.write(folder)
    sync(folder)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{manifest.content[:8]}"
    live = store_dir / VERSIONS / name
    rename(folder, live)
    write_text(store_dir / CURRENT, name + "\n")
    return live


def versions(store_dir: Path) -> list[Path]:
    """Return the folders of all versions, the newest first."""
    return sorted((store_dir / VERSIONS).glob(PUBLISHED), reverse=True)


def remove_old_versions(store_dir: Path, live: Path, damaged: Path | None = None) -> list[Path]:
    """Remove all versions but the live one and the one before it; return those two.

    Segments that neither uses are removed too. A `damaged` version is not kept. A reader of a
    removed version can go on, since its files stay open.
    """
    others = [folder for folder in versions(store_dir) if folder not in (live, damaged)]
    kept = [live, *others[:1]]
    for folder in (store_dir / VERSIONS).glob("*"):
        if folder not in kept:
            shutil.rmtree(folder, ignore_errors=True)
    used: set[str] = set()
    for folder in kept:
        with suppress(StoreDamaged, StoreMismatch):
            used |= set(Manifest.read(folder).segments)
    remove_unused(store_dir, used)
    return kept


def _reason(error: Exception) -> str:
    if isinstance(error, sqlite3.OperationalError):
        return "磁盘已满" if "full" in str(error) else "数据库无法写入"
    # numpy reports a short write without an error number
    number = getattr(error, "errno", None) or errno.ENOSPC
    return _REASONS.get(number) or getattr(error, "strerror", None) or str(error)
