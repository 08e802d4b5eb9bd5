"""A .npy file that grows by rows, and can be taken up again where it was cut off."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tokenize import TokenError
from typing import IO, TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HEADER = 128  # bytes of a version 1.0 header; numpy leaves room in it for the rows to grow


class NpyAppender:
    """Rows are written as they come; memory holds none of them.

    The header counts the rows only after `close`: until then the file is a log, and an
    appender that takes it up is told how many of its rows count.
    """

    def __init__(self, path: Path, dtype: type[np.generic], row: tuple[int, ...] = ()) -> None:
        self.dtype, self.row = np.dtype(dtype), row
        self.rows = 0
        self._file: IO[bytes] = path.open("wb")
        self._write_header()

    @classmethod
    def resume(cls, path: Path, rows: int) -> NpyAppender:
        """Go on after the first `rows` rows; what follows them is cut off.

        Raises:
            ValueError: the file holds fewer, or is no such file.
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
        """Add (n, *row) values."""
        if rows.shape[1:] != self.row:
            raise ValueError(f"rows of {rows.shape[1:]} in a file of {self.row}")
        self._file.write(np.ascontiguousarray(rows, self.dtype).data)
        self.rows += len(rows)

    def sync(self) -> None:
        """Have the disk hold what was appended."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Write the count of rows; the file is an ordinary .npy from here on."""
        self._file.seek(0)
        self._write_header()
        self.sync()
        self._file.close()

    def abandon(self) -> None:
        """Close without the count: the file stays a log."""
        with suppress(OSError):  # what it could not write before, it cannot write now
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
        assert self._file.tell() == _HEADER


def load(path: Path, dtype: type[np.generic]) -> NDArray[Any]:
    """Map what an appender wrote into memory.

    Raises:
        ValueError, OSError: it is something else, by its header and its size.
    """
    try:
        mapped: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (SyntaxError, TokenError, TypeError) as error:  # numpy parses a header as Python
        raise ValueError(f"{path} has no header") from error
    if mapped.dtype != dtype or mapped.nbytes + _HEADER != path.stat().st_size:
        raise ValueError(f"{path} is not as its header says")
    return mapped.view(np.ndarray)  # memmap's own class makes each slice of it dear
