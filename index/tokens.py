"""Token vectors of passages on disk, for late interaction: a byte a dimension.

Vectors of unit length times 127, rounded: the cosine to the original stays above 0.998.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

VECTORS, SPANS, OFFSETS = "tokens.npy", "token_spans.npy", "token_offsets.npy"
_SCALE = 127.0


class TokenVectors:
    """Mapped into memory; a passage's tokens are read when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._vectors = np.load(folder / VECTORS, mmap_mode="r", allow_pickle=False)
        self._spans = np.load(folder / SPANS, mmap_mode="r", allow_pickle=False)
        self._offsets = np.load(folder / OFFSETS, allow_pickle=False)

    def __getitem__(self, row: int) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Vectors (t, h) of a unit's tokens, and their offsets in the passage's text (t, 2).

        Tokens of the context before the text have negative offsets.
        """
        part = slice(self._offsets[row], self._offsets[row + 1])
        return self._vectors[part].astype(np.float32) / _SCALE, np.array(self._spans[part])


class TokenWriter:
    """Appends passage after passage, so that memory holds one slice at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._vectors = _NpyAppender(folder / VECTORS, np.dtype(np.int8))
        self._spans = _NpyAppender(folder / SPANS, np.dtype(np.int32))
        self._offsets = [0]

    def append(self, vectors: NDArray[np.float32], spans: NDArray[np.int32]) -> None:
        """Add the next passage's tokens: (t, h) of unit length, and (t, 2)."""
        self._vectors.append(np.rint(vectors * _SCALE).astype(np.int8))
        self._spans.append(spans.astype(np.int32))
        self._offsets.append(self._offsets[-1] + len(vectors))

    def __enter__(self) -> TokenWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._vectors.close()
        self._spans.close()
        np.save(self._folder / OFFSETS, np.array(self._offsets, np.int64))


class _NpyAppender:
    """A .npy file that grows by rows.

    Its header is written again at the end: numpy leaves room in it for the first axis to grow.
    """

    def __init__(self, path: Path, dtype: np.dtype[Any]) -> None:
        self._file: IO[bytes] = path.open("wb")
        self._dtype = dtype
        self._rows, self._columns = 0, -1

    def append(self, rows: NDArray[Any]) -> None:
        if self._columns < 0:
            self._columns = rows.shape[1]
            self._write_header()
        self._file.write(rows.tobytes())
        self._rows += len(rows)

    def close(self) -> None:
        self._file.seek(0)
        self._write_header()
        self._file.close()

    def _write_header(self) -> None:
        np.lib.format.write_array_header_1_0(
            self._file,
            {
                "descr": np.lib.format.dtype_to_descr(self._dtype),
                "fortran_order": False,
                "shape": (self._rows, max(self._columns, 0)),
            },
        )
