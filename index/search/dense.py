"""Nearest neighbours of unit vectors by inner product, with FAISS."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import StoreDamaged

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXACT_BELOW = 50_000
_TRAINED_PER_LIST = 64


def choose_factory(n: int) -> str:
    """FAISS's description of an index for n vectors.

    Exact below 50,000 (a query takes milliseconds); beyond, about 4√n inverted lists of
    vectors held in 8 bits a dimension: a million of 384 dimensions take 0.4 GB. A graph
    (HNSW) finds as much as fast but takes ten times as long to build.
    """
    if n < _EXACT_BELOW:
        return "Flat"
    return f"IVF{2 ** round(np.log2(4 * np.sqrt(n)))},SQ8"


class DenseIndex:
    """Row numbers and inner products of the vectors nearest to a query's."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32], factory: str | None = None) -> DenseIndex:
        """Index (n, d) unit vectors; the kind of index follows their number."""
        import faiss

        n, d = vectors.shape
        description = factory or choose_factory(n)
        index: Any = faiss.index_factory(d, description, faiss.METRIC_INNER_PRODUCT)
        if description.startswith("IVF"):
            index.nprobe = min(max(64, index.nlist // 32), index.nlist)
            index.cp.max_points_per_centroid = _TRAINED_PER_LIST  # FAISS draws them
        rows = np.ascontiguousarray(vectors, np.float32)
        if not index.is_trained:
            index.train(rows)
        index.add(rows)
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(
        self, query_vector: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The k nearest rows, best first, and their cosines: (k,), (k,), fewer if there are."""
        if len(self) == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        query = np.ascontiguousarray(query_vector, np.float32).reshape(1, -1)
        scores, ids = self._index.search(query, min(k, len(self)))
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]

    def save(self, path: Path) -> None:
        """Write FAISS's own format."""
        import faiss

        faiss.write_index(self._index, os.fspath(path))

    @classmethod
    def load(cls, path: Path, mmap: bool = True) -> DenseIndex:
        """Read, or map, what `save` wrote.

        Raises:
            StoreDamaged: the file is not an index.
        """
        import faiss

        try:
            return cls(faiss.read_index(os.fspath(path), faiss.IO_FLAG_MMAP_IFC if mmap else 0))
        except RuntimeError as error:
            raise StoreDamaged(f"向量索引 {path} 无法读取，请重新运行 wence index。") from error
