"""A .npy file that grows row by row, and that a later process can continue after a crash."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tokenize import TokenError
from typing import IO, TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HEADER = 128  # bytes of a version 1.0 header; numpy pads it, so the row count can grow in place


class NpyAppender:
    """A writer that appends rows to a .npy file and keeps none of them in memory.

    The header states the number of rows only after `close`. Until then the file is a log;
    whoever continues it has to know how many of its rows are valid.
    """

    def __init__(self, path: Path, dtype: type[np.generic], row: tuple[int, ...] = ()) -> None:
        self.dtype, self.row = np.dtype(dtype), row
        self.rows = 0
        self._file: IO[bytes] = path.open("wb")
        self._write_header()

    @classmethod
    def resume(cls, path: Path, rows: int) -> NpyAppender:
        """Continue a file after its first `rows` rows; whatever follows them is cut off.

        Raises:
            ValueError: the file holds fewer rows, or is not such a file.
        """
        self = cls.__new__(cls)
        self._file = path.open("r+b")
        if np.lib.format.read_magic(self._file) != (1, 0):
            raise ValueError(f"{path} is not of version 1.0")
        shape, _, self.dtype = np.lib.format.read_array_header_1_0(self._file)
        self.row, self.rows = shape[1:], rows
        end = _HEADER + rows * self._row_bytes
        if self._file.seek(0, os.SEEK_END) < end:
            raise ValueError(f"{path} holds fewer than {rows} rows")
        self._file.truncate(end)
        self._file.seek(0)
        self._write_header()
        self._file.flush()
        self._file.seek(end)
        return self

    def append(self, rows: NDArray[Any]) -> None:
        """Append rows, (n, *row)."""
        if rows.shape[1:] != self.row:
            raise ValueError(f"rows of {rows.shape[1:]} in a file of {self.row}")
        self._file.write(np.ascontiguousarray(rows, self.dtype).data)
        self.rows += len(rows)

    def sync(self) -> None:
        """Flush what was appended to the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Write the number of rows, which makes the file an ordinary .npy, and close it."""
        self._file.seek(0)
        self._write_header()
        self.sync()
        self._file.close()

    def abandon(self) -> None:
        """Close without writing the number of rows: the file stays a log."""
        with suppress(OSError):  # closing flushes, which fails again after a failed write
            self._file.close()

    @property
    def _row_bytes(self) -> int:
        return self.dtype.itemsize * int(np.prod(self.row, dtype=np.int64))

    def _write_header(self) -> None:
        np.lib.format.write_array_header_1_0(
            self._file,
            {
                "descr": np.lib.format.dtype_to_descr(self.dtype),
                "fortran_order": False,
                "shape": (self.rows, *self.row),
            },
        )
        if self._file.tell() != _HEADER:
            raise ValueError(f"the header takes {self._file.tell()} bytes, not {_HEADER}")


def load(path: Path, dtype: type[np.generic]) -> NDArray[Any]:
    """Map a file that an appender wrote into memory.

    Raises:
        ValueError, OSError: its type or its size is not what it should be.
    """
    try:
        mapped: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (SyntaxError, TokenError, TypeError) as error:  # numpy parses a header as Python
        raise ValueError(f"{path} has no header") from error
    if mapped.dtype != dtype or mapped.nbytes + _HEADER != path.stat().st_size:
        raise ValueError(f"{path} is not as its header says")
    return mapped.view(np.ndarray)  # slicing a plain array is much faster than a memmap
