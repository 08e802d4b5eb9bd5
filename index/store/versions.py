"""Versions of the index: written beside the live one, swapped in by one rename, cleaned up.

A reader never sees half a version, and a killed build leaves the old one whole.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from index.errors import StoreBusy, StoreDamaged, StoreError, StoreMismatch, StoreMissing
from index.store.database import Database
from index.store.files import rename, sync, write_text
from index.store.manifest import (
    CURRENT,
    DATABASE,
    MANIFEST,
    VERSIONS,
    Manifest,
    current_version,
    damage,
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
class Previous:
    """What the live version offers to the next build.

    `damaged` are its files that are not as they were written; `database` is there where it
    is whole, `first` is the folder of a version of the first schema.
    """

    folder: Path | None = None
    manifest: Manifest | None = None
    database: Database | None = None
    first: Path | None = None
    damaged: list[Path] = field(default_factory=list)

    @classmethod
    def open(cls, store_dir: Path, thorough: bool = False) -> Previous:
        """Look at the live version; whatever state the store is in, there is an answer."""
        try:
            return cls.of(current_version(store_dir), thorough)
        except StoreMissing:
            return cls()
        except StoreDamaged:
            newest = next(iter(versions(store_dir)), None)
            found = cls.of(newest, thorough) if newest else cls()
            return replace(found, damaged=[store_dir / CURRENT, *found.damaged])

    @classmethod
    def of(cls, folder: Path, thorough: bool = False) -> Previous:
        """Look at one version; `thorough` compares every file with its hash."""
        try:
            manifest = Manifest.read(folder)
        except StoreMismatch:
            return cls(folder, first=folder)
        except StoreDamaged:
            return cls(folder, damaged=[folder / MANIFEST])
        bad = damage(folder, manifest, thorough)
        database = None if folder / DATABASE in bad else Database(folder / DATABASE)
        return cls(folder, manifest, database, damaged=bad)

    @property
    def unit_hashes(self) -> set[str]:
        """What was embedded for it."""
        with suppress(StoreDamaged):
            if self.database:
                return set(self.database.unit_hashes())
        return set()


@contextmanager
def writing(store_dir: Path) -> Iterator[None]:
    """Be the only build there; the lock of a killed one is free.

    Raises:
        StoreBusy: another build is writing there.
        StoreError: the disk is full or cannot be written.
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


def _reason(error: Exception) -> str:
    if isinstance(error, sqlite3.OperationalError):
        return "磁盘已满" if "full" in str(error) else "数据库无法写入"
    number = getattr(error, "errno", None) or errno.ENOSPC  # numpy tells of a short write alone
    return _REASONS.get(number) or getattr(error, "strerror", None) or str(error)


@contextmanager
def building(store_dir: Path) -> Iterator[Path]:
    """An empty folder for a new version; it is removed where the build fails."""
    folder = store_dir / VERSIONS / _BUILDING
    shutil.rmtree(folder, ignore_errors=True)  # left over from a killed build
    folder.mkdir(parents=True)
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def publish(store_dir: Path, folder: Path, manifest: Manifest) -> Path:
    """Make a finished folder the live version; returns where it stands now."""
    manifest.write(folder)
    sync(folder)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{manifest.content[:8]}"
    live = store_dir / VERSIONS / name
    rename(folder, live)
    write_text(store_dir / CURRENT, name + "\n")
    return live


def versions(store_dir: Path) -> list[Path]:
    """Folders of the versions there are, the newest first."""
    return sorted((store_dir / VERSIONS).glob("[!.]*"), reverse=True)


def clean(store_dir: Path, live: Path, *drop: Path | None) -> list[Path]:
    """Remove all but the live version and one before it, and the segments that neither uses.

    Who still reads from a removed version has its files open. `drop` are not kept. Returns
    what was kept.
    """
    others = [folder for folder in versions(store_dir) if folder not in (live, *drop)]
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
