"""What `wence index --status` says: what is in the store, what would change, what failed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.errors import DocumentError, StoreError
from index.ingest.sources import SourceFile, Sources, reading_version, scan
from index.store import files
from index.store.database import Database
from index.store.manifest import DATABASE, DUPLICATES, Manifest, current_version, require_whole


@dataclass(frozen=True, slots=True)
class Changes:
    """What the next build would find in the folders: paths of files.

    `stale`: the program that read them was another, so that it would read all of them again.
    `missing`: why the folders cannot be looked at.
    """

    new: list[str]
    changed: list[str]
    removed: list[str]
    stale: bool = False
    missing: str = ""

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed or self.stale)


@dataclass(frozen=True, slots=True)
class Status:
    """The live version; `passages_of` are passages by issue, `bytes` the whole store's."""

    version: str
    manifest: Manifest
    sources: Sources
    paths: list[str]
    passages_of: dict[str, int]
    changes: Changes
    duplicates: int
    bytes: int

    @classmethod
    def read(cls, store_dir: Path, paths: Sequence[Path]) -> Status:
        """Look at the store, and at the paths that the next build would read.

        Raises:
            StoreMissing, StoreMismatch, StoreDamaged: as they say.
        """
        folder = current_version(store_dir)
        manifest = Manifest.read(folder)
        require_whole(folder, manifest)
        sources = Sources.read(folder)
        return cls(
            version=folder.name,
            manifest=manifest,
            sources=sources,
            paths=[files.printable(str(path.absolute())) for path in paths],
            passages_of=Database(folder / DATABASE).passages_by_issue(),
            changes=_changes(paths, sources) if sources.files else Changes([], [], []),
            duplicates=len(files.read_json(folder / DUPLICATES)),
            bytes=files.size(store_dir),
        )

    def passages(self, file: SourceFile) -> int:
        """How many passages a file's articles have."""
        return sum(self.passages_of.get(issue, 0) for issue in file.issues)

    def to_json(self) -> dict[str, Any]:
        """The object of `wence index --status --json`."""
        manifest = self.manifest
        return {
            "version": self.version,
            "schema": manifest.schema,
            "model": manifest.model,
            "created": manifest.created,
            "articles": manifest.articles,
            "passages": manifest.passages,
            "duplicates": self.duplicates,
            "bytes": self.bytes,
            "paths": self.paths,
            "files": [
                {**asdict(f), "path": files.printable(f.path), "passages": self.passages(f)}
                for f in self.sources.files
            ],
            "failed": [
                {"path": files.printable(f.path), "error": f.error, "kept": f.kept}
                for f in self.sources.files
                if f.error
            ],
            "changes": asdict(self.changes),
            "warnings": manifest.warnings,
        }


def remembered(store_dir: Path) -> list[Path]:
    """The paths that the store was built from, where they were named."""
    try:
        return [Path(path) for path in Sources.read(current_version(store_dir)).paths]
    except StoreError:
        return []


def _changes(paths: Sequence[Path], sources: Sources) -> Changes:
    stale = sources.reader != reading_version()
    before = {file.path: file.sha256 for file in sources.files}
    try:
        found = scan(paths)
    except DocumentError as error:
        return Changes([], [], [], stale, str(error))
    changed = [p for p, file in found.items() if before.get(p, file.sha256) != file.sha256]
    return Changes(
        new=_shown(path for path in found if path not in before),
        changed=_shown(changed),
        removed=_shown(path for path in before if path not in found),
        stale=stale,
    )


def _shown(paths: Iterable[str]) -> list[str]:
    return [files.printable(path) for path in paths]
