"""`wence index --status`: what the store holds, what would change, and what failed."""

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
    """Files that the next build would find new, changed or removed, by path.

    `stale`: the files were read by other code, so the next build would read them all again.
    `missing`: why the folders cannot be compared; empty where they can.
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
    """The state of a store.

    `passages_of` counts passages by issue; `bytes` is the size of the whole store.
    """

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
        """Inspect the store, and compare it with the paths that the next build would read.

        Raises:
            StoreMissing: nothing has been built there.
            StoreMismatch: the store was built by another version of the program.
            StoreDamaged: a file is missing or altered.
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
        """Return the number of passages in a file's articles."""
        return sum(self.passages_of.get(issue, 0) for issue in file.issues)

    def to_json(self) -> dict[str, Any]:
        """Return the object of `wence index --status --json`."""
        manifest = self.manifest
        return {
            "version": self.version,
            "schema": manifest.schema,
            "model": manifest.model,
            "passage_prompt": manifest.passage_prompt,
            "levels": asdict(manifest.levels) if manifest.levels else None,
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
            "unread": [asdict(one) for one in self.sources.unread],
            "changes": asdict(self.changes),
            "warnings": manifest.warnings,
        }


def remembered(store_dir: Path) -> list[Path]:
    """Return the paths that the user named when the store was built; [] where there are none."""
    try:
        return [Path(path) for path in Sources.read(current_version(store_dir)).paths]
    except StoreError:
        return []


def _changes(paths: Sequence[Path], sources: Sources) -> Changes:
    stale = sources.reader != reading_version()
    before = {file.path: file.sha256 for file in sources.files}
    try:
        found, _ = scan(paths)
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
