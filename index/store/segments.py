"""Vectors on disk: segments that never change and are shared by versions of the index.

STORE/segments/<name>/  segment.json     model; size and SHA-256 of every file
                        units.txt        one line per row: hash of the unit that was embedded
                        vectors.npy      (rows, d) float32
                        tokens.npy       (bytes,) uint8, the code of each row's token vectors and
                                         their offsets, see index/store/token_codes.py
                        token_ends.npy   (rows,) int64, where each row's code ends

A unit is what is embedded for a passage: its context and its text. A segment under construction is a log: rows are written first, then the lines that count them,
so that a killed build loses only what it had not yet committed.
"""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import StoreDamaged
from index.store.files import (
    REPAIR,
    altered_files,
    describe,
    read_sealed,
    rename,
    sync,
    write_sealed,
)
from index.store.npy import NpyAppender, load
from index.store.token_codes import decode, encode

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEGMENTS, OPEN = "segments", ".open"
MANIFEST, UNITS = "segment.json", "units.txt"
VECTORS, TOKENS, ENDS = "vectors.npy", "tokens.npy", "token_ends.npy"
_SEALED = {"model", "files"}
_LINE = 65  # bytes of a line: 64 hexadecimal digits and the line end

# which files of a segment are compared by hash
LIGHT = frozenset({ENDS})  # before its tokens are read
REUSE = frozenset({ENDS, UNITS, VECTORS})  # before a build reuses its vectors
ALL = REUSE | {TOKENS}  # when everything is verified


@dataclass(frozen=True, slots=True)
class Row:
    """The vectors of one unit as stored: `vector` (d,), and `code` (bytes,) of its tokens."""

    vector: NDArray[np.float32]
    code: NDArray[np.uint8]

    @classmethod
    def of(
        cls, vector: NDArray[np.float32], tokens: NDArray[np.float32], spans: NDArray[np.integer]
    ) -> Row:
        """Encode token vectors (t, h), which have unit length, and their offsets (t, 2)."""
        return cls(vector, encode(tokens, spans))


class Segment:
    """A finished segment, mapped into memory; its rows are read on demand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vectors: NDArray[np.float32] = load(folder / VECTORS, np.float32)
        self._codes = load(folder / TOKENS, np.uint8)
        self._ends = load(folder / ENDS, np.int64)

    @property
    def model(self) -> str:
        """Name of the model that made the vectors."""
        return str(read_sealed(self.folder / MANIFEST)["model"])

    @cached_property
    def hashes(self) -> list[str]:
        """Hash of each row's unit."""
        return _lines(self.folder / UNITS)

    def __len__(self) -> int:
        return len(self._ends)

    def row(self, row: int) -> Row:
        """Return the stored vectors of one row."""
        return Row(self.vectors[row], self._code(row))

    def tokens(self, row: int) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Return a row's token vectors (t, h) and their offsets in the passage's text (t, 2).

        Tokens of the context, which stands before the text, have negative offsets.

        Raises:
            StoreDamaged: they cannot be decoded.
        """
        try:
            return decode(self._code(row))
        except (ValueError, struct.error) as error:  # opening a store does not hash the codes
            raise StoreDamaged(f"索引 {self.folder} 的词向量无法读取，{REPAIR}") from error

    def _code(self, row: int) -> NDArray[np.uint8]:
        code: NDArray[np.uint8] = self._codes[self._ends[row - 1] if row else 0 : self._ends[row]]
        return code


def damaged_files(folder: Path, hashed: frozenset[str] = ALL) -> list[Path]:
    """Return a segment's files that are missing or altered.

    Sizes are compared of all files, hashes of those in `hashed`.
    """
    try:
        sealed = read_sealed(folder / MANIFEST)
        if sealed.keys() != _SEALED:
            return [folder / MANIFEST]
        return altered_files(folder, sealed["files"], lambda name, _: name in hashed)
    except (StoreDamaged, AttributeError):
        return [folder / MANIFEST]


class SegmentWriter:
    """A writer of a segment that continues what a killed build had committed.

    `hashes` are the units' hashes of the committed rows.
    """

    def __init__(self, folder: Path, model: str) -> None:
        self.folder, self.model = folder, model
        self.hashes: list[str] = []
        self._pending: list[str] = []
        self._files: dict[str, NpyAppender] = {}
        self._ends = 0
        try:
            self._resume()
        except (OSError, ValueError, StoreDamaged, KeyError, TypeError):
            self._begin()

    def append(self, unit_hash: str, row: Row) -> None:
        """Add a row; it survives a crash only after `commit`."""
        if not self._files:
            self._create(row)
        self._ends += len(row.code)
        self._files[TOKENS].append(row.code)
        self._files[VECTORS].append(row.vector[None])
        self._files[ENDS].append(np.array([self._ends], np.int64))
        self._pending.append(unit_hash)

    def commit(self) -> None:
        """Flush the added rows to the disk, and only then the lines that count them."""
        if not self._pending:
            return
        for file in self._files.values():
            file.sync()
        with (self.folder / UNITS).open("a", encoding="ascii") as stream:
            stream.writelines(f"{unit_hash}\n" for unit_hash in self._pending)
            stream.flush()
            os.fsync(stream.fileno())
        self.hashes += self._pending
        self._pending = []

    def seal(self, folder: Path) -> Segment | None:
        """Finish the segment and move it to `folder`; return None where it has no rows."""
        self.commit()
        if not self.hashes:
            shutil.rmtree(self.folder, ignore_errors=True)
            return None
        for file in self._files.values():
            file.close()
        files = {name: found for name, found in describe(self.folder).items() if name in ALL}
        write_sealed(self.folder / MANIFEST, {"model": self.model, "files": files})
        sync(self.folder)
        rename(self.folder, folder)
        return Segment(folder)

    def abandon(self) -> None:
        """Close the files; the next build continues after the committed rows."""
        for file in self._files.values():
            file.abandon()

    def _resume(self) -> None:
        if read_sealed(self.folder / MANIFEST)["model"] != self.model:
            raise ValueError("vectors of another model")
        units = self.folder / UNITS
        rows = units.stat().st_size // _LINE
        os.truncate(units, rows * _LINE)
        self.hashes = _lines(units)
        if len(self.hashes) != rows or not rows:
            raise ValueError("no list of units")
        self._files = {
            name: NpyAppender.resume(self.folder / name, rows) for name in (VECTORS, ENDS)
        }
        self._ends = int(load(self.folder / ENDS, np.int64)[rows - 1])
        self._files[TOKENS] = NpyAppender.resume(self.folder / TOKENS, self._ends)
        if self._files[TOKENS].dtype != np.uint8:
            raise ValueError("token vectors of an older schema")

    def _begin(self) -> None:
        self.abandon()
        self.hashes, self._files, self._ends = [], {}, 0
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        write_sealed(self.folder / MANIFEST, {"model": self.model})

    def _create(self, row: Row) -> None:
        shapes: dict[str, tuple[Any, tuple[int, ...]]] = {
            VECTORS: (np.float32, row.vector.shape),
            TOKENS: (np.uint8, ()),
            ENDS: (np.int64, ()),
        }
        self._files = {
            name: NpyAppender(self.folder / name, dtype, shape)
            for name, (dtype, shape) in shapes.items()
        }


def remove_unused(store_dir: Path, used: Iterable[str]) -> None:
    """Delete the segments that no version uses; `used` are the names of the others."""
    keep = {OPEN, *used}
    for folder in (store_dir / SEGMENTS).glob("*"):
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="ascii", errors="replace").split()
