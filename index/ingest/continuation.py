"""What a version takes over from the one before it, so that an added document costs little.

Learned from the whole corpus are its own words, the lists of the vector index and the levels of
similarity. While at most a tenth of the passages has changed since, they stay as they are, and
of the indexes only what is new is made: the rest is copied to its new rows. Beyond that, or where
another program made them, all is learned and made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.ingest.lexical import COUNTS
from index.ingest.sources import PACKAGE, code_version
from index.store.manifest import DATABASE, ENTITIES, KEYS, LEXICAL, SIGNATURES, Manifest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.search.levels import Levels
    from index.store.database import Database
    from index.store.spec import StoreSpec
    from index.store.versions import PreviousVersion

MOST_CHANGED = 0.1  # of the passages, before all is learned anew
# the parts of the package that decide what is learned and indexed
LEARNING = ("text", "search", "passages.py", "ingest/duplicates.py", "ingest/lexical.py")


@dataclass(frozen=True, slots=True)
class Continuation:
    """The version before, as far as the new one is made from it.

    `passages` and `articles` hold the row that each had there, -1 where it is new; `changed`
    counts the passages added or removed since all was learned.
    """

    folder: Path
    manifest: Manifest
    passages: NDArray[np.int64]
    articles: NDArray[np.int64]
    changed: int

    @classmethod
    def of(
        cls, previous: PreviousVersion, spec: StoreSpec, database: Database
    ) -> Continuation | None:
        """Compare a new database with the version before; None where all is to be made anew."""
        folder, manifest = previous.folder, previous.manifest
        if not folder or not manifest or not previous.database or previous.damaged:
            return None
        if not _is_alike(manifest, spec):
            return None
        passages = earlier_rows(previous.database.unit_hashes(), database.unit_hashes())
        kept = np.count_nonzero(passages >= 0)
        changed = manifest.changed + len(passages) + manifest.passages - 2 * int(kept)
        if changed > MOST_CHANGED * len(passages):
            return None
        articles = earlier_rows(previous.database.checksums(), database.checksums())
        return cls(folder, manifest, passages, articles, changed)

    def new_rows(self) -> NDArray[np.int32]:
        """Return the row of each of the earlier version's passages now, -1 where it is gone."""
        rows = np.full(self.manifest.passages, -1, np.int32)
        kept = np.flatnonzero(self.passages >= 0)
        rows[self.passages[kept]] = kept
        return rows

    def carry(self, name: str, rows: NDArray[np.int64], values: NDArray[Any]) -> list[int]:
        """Copy what the earlier version's file of that name has; return the rows it lacks.

        `rows` are those of `articles` or of `passages`.
        """
        kept = rows >= 0
        values[kept] = np.load(self.folder / name)[rows[kept]]
        missing: list[int] = np.flatnonzero(~kept).tolist()
        return missing


def earlier_rows(before: Iterable[str], after: Sequence[str]) -> NDArray[np.int64]:
    """Return for each hash its row among those before, -1 where it is new; no row comes twice."""
    rows = {value: row for row, value in enumerate(before)}
    return np.array([rows.pop(value, -1) for value in after], np.int64)


def known_levels(previous: PreviousVersion, spec: StoreSpec) -> Levels | None:
    """Return the levels of the version before, if the same model and prompt made its vectors."""
    manifest = previous.manifest
    if manifest and manifest.applied_to(spec).vectors == spec.vectors:
        return manifest.levels
    return None


@cache
def learner() -> str:
    """Return a hash of the code that learns and indexes."""
    return code_version(PACKAGE, LEARNING)


def _is_alike(manifest: Manifest, spec: StoreSpec) -> bool:
    """Return whether this program would make the same of the same passages."""
    index = ENTITIES if spec.milvus else f"{LEXICAL}/{COUNTS}"
    return (
        manifest.learner == learner()
        and manifest.applied_to(spec).vectors == spec.vectors
        and all(name in manifest.files for name in (KEYS, SIGNATURES, DATABASE, index))
    )
