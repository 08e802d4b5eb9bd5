"""Nearest neighbours among unit vectors by inner product, with FAISS."""

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
    """Choose FAISS's factory string of an index for n vectors.

    Search is exact below 50,000 vectors, where a query takes milliseconds. Beyond that, about
    4√n inverted lists hold the vectors in 8 bits a dimension: a million of 384 dimensions take
    0.4 GB. A graph (HNSW) has the same recall and speed but takes ten times as long to build.
    """
    if n < _EXACT_BELOW:
        return "Flat"
    return f"IVF{2 ** round(np.log2(4 * np.sqrt(n)))},SQ8"


class DenseIndex:
    """An index of unit vectors that finds the rows nearest to a query vector."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32], factory: str | None = None) -> DenseIndex:
        """Index unit vectors (n, d); their number decides the kind of index."""
        import faiss

        n, d = vectors.shape
        description = factory or choose_factory(n)
        index: Any = faiss.index_factory(d, description, faiss.METRIC_INNER_PRODUCT)
        if description.startswith("IVF"):
            index.nprobe = min(max(64, index.nlist // 32), index.nlist)
            index.cp.max_points_per_centroid = _TRAINED_PER_LIST  # FAISS samples them
        rows = np.ascontiguousarray(vectors, np.float32)
        if not index.is_trained:
            index.train(rows)
        index.add(rows)
        return cls(index)

    @classmethod
    def continued(
        cls, earlier: Path, rows: NDArray[np.int32], vectors: NDArray[np.float32]
    ) -> DenseIndex:
        """Index unit vectors (n, d) as `build` does, with the lists that an earlier index learned.

        `rows` holds the new row of each of its vectors, -1 where it is gone. Lists are learned
        anew where so many vectors should have others.
        """
        import faiss

        factory = choose_factory(len(vectors))
        index: Any = faiss.read_index(os.fspath(earlier)) if factory != "Flat" else None
        if factory != f"IVF{getattr(index, 'nlist', None)},SQ8":
            return cls.build(vectors, factory)
        index.remove_ids(np.flatnonzero(rows < 0))
        for number in range(index.nlist):
            size = index.invlists.list_size(number)
            if size:
                ids = faiss.rev_swig_ptr(index.invlists.get_ids(number), size)
                ids[:] = rows[ids]
        new = np.setdiff1d(np.arange(len(vectors)), rows)
        index.add_with_ids(np.ascontiguousarray(vectors[new], np.float32), new)
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(
        self, query_vector: NDArray[np.float32], k: int, among: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the k nearest rows, best first, and their cosines: (k,) each.

        Where the index holds fewer vectors, so many are returned. With `among`, no other rows
        are looked at, and fewer than k may be found.
        """
        if len(self) == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        query = np.ascontiguousarray(query_vector, np.float32).reshape(1, -1)
        params = None if among is None else self._only(among)
        scores, ids = self._index.search(query, min(k, len(self)), params=params)
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]

    def _only(self, rows: NDArray[np.int64]) -> Any:
        """Return the parameters of a search that looks at some rows alone."""
        import faiss

        made: Any = faiss  # its stubs do not know how Python calls these
        marked = np.zeros(len(self), np.bool_)
        marked[rows] = True
        selector = made.IDSelectorBitmap(np.packbits(marked, bitorder="little"))
        if not hasattr(self._index, "nprobe"):
            return made.SearchParameters(sel=selector)
        return made.SearchParametersIVF(sel=selector, nprobe=self._index.nprobe)

    def save(self, path: Path) -> None:
        """Write the index in FAISS's own format."""
        import faiss

        faiss.write_index(self._index, os.fspath(path))

    @classmethod
    def load(cls, path: Path, mmap: bool = True) -> DenseIndex:
        """Read a saved index, mapped into memory by default.

        Raises:
            StoreDamaged: the file is not an index.
        """
        import faiss

        try:
            return cls(faiss.read_index(os.fspath(path), faiss.IO_FLAG_MMAP_IFC if mmap else 0))
        except RuntimeError as error:
            raise StoreDamaged(f"向量索引 {path} 无法读取，请重新运行 wence index。") from error
