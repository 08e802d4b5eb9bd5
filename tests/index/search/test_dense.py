from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import StoreDamaged
from index.search import dense
from index.search.dense import DenseIndex, choose_factory


@pytest.fixture
def vectors() -> NDArray[np.float32]:
    rows = np.random.default_rng(7).standard_normal((400, 16)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_a_vector_is_its_own_nearest_with_cosine_one(vectors: NDArray[np.float32]) -> None:
    index = DenseIndex.build(vectors)
    for row in (0, 57, 399):
        ids, scores = index.search(vectors[row], 3)
        assert ids[0] == row
        assert scores[0] == pytest.approx(1.0, abs=1e-5)


def test_neighbours_equal_brute_force(vectors: NDArray[np.float32]) -> None:
    query = vectors[3] * 0.6 + vectors[8] * 0.8
    cosines = vectors @ query
    ids, scores = DenseIndex.build(vectors).search(query, 10)
    assert ids.tolist() == np.argsort(-cosines)[:10].tolist()
    assert scores == pytest.approx(np.sort(cosines)[::-1][:10], abs=1e-5)


@pytest.mark.parametrize("factory", [None, "IVF4,SQ8"])
@pytest.mark.parametrize("mmap", [True, False])
def test_a_saved_index_is_loaded_unchanged(
    vectors: NDArray[np.float32], tmp_path: Path, factory: str | None, mmap: bool
) -> None:
    index = DenseIndex.build(vectors, factory)
    index.save(tmp_path / "dense.faiss")
    loaded = DenseIndex.load(tmp_path / "dense.faiss", mmap=mmap)
    assert len(loaded) == 400
    for before, after in zip(
        index.search(vectors[5], 7), loaded.search(vectors[5], 7), strict=True
    ):
        assert before.tolist() == after.tolist()


def test_inverted_lists_find_nearly_all_true_neighbours(vectors: NDArray[np.float32]) -> None:
    exact, approximate = DenseIndex.build(vectors), DenseIndex.build(vectors, "IVF4,SQ8")
    found = [
        len(set(exact.search(v, 10)[0]) & set(approximate.search(v, 10)[0])) for v in vectors[:50]
    ]
    assert sum(found) / 500 > 0.9


@pytest.mark.parametrize(("lists", "probed"), [(4, 4), (1024, 64), (4096, 128)])
def test_a_search_reads_a_part_of_the_lists_and_at_least_64(
    tmp_path: Path, lists: int, probed: int
) -> None:
    rows = np.random.default_rng(7).standard_normal((4096, 4)).astype(np.float32)
    index = DenseIndex.build(rows / np.linalg.norm(rows, axis=1, keepdims=True), f"IVF{lists},SQ8")
    index.save(tmp_path / "dense.faiss")
    assert faiss.read_index(str(tmp_path / "dense.faiss")).nprobe == probed


def test_asking_for_more_than_there_are_returns_all(vectors: NDArray[np.float32]) -> None:
    ids, _ = DenseIndex.build(vectors[:3]).search(vectors[0], 10)
    assert sorted(ids.tolist()) == [0, 1, 2]


def test_the_number_of_vectors_decides_the_kind_of_index() -> None:
    assert choose_factory(49_999) == "Flat"
    assert choose_factory(50_000) == "IVF1024,SQ8"
    assert choose_factory(1_000_000) == "IVF4096,SQ8"
    assert choose_factory(4_000_000) == "IVF8192,SQ8"


def test_a_damaged_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "dense.faiss").write_bytes(b"no index")
    with pytest.raises(StoreDamaged, match="wence index"):
        DenseIndex.load(tmp_path / "dense.faiss", mmap=False)


@pytest.fixture
def few_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have four lists for 300 vectors or more."""
    kind = {True: "Flat", False: "IVF4,SQ8"}
    monkeypatch.setattr(dense, "choose_factory", lambda n: kind[n < 300])


@pytest.mark.usefixtures("few_lists")
def test_a_continued_index_finds_moved_and_new_vectors_and_none_that_are_gone(
    vectors: NDArray[np.float32], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    DenseIndex.build(vectors[:350]).save(tmp_path / "old")
    monkeypatch.setattr(DenseIndex, "build", None)  # nothing is learned again
    # the first 20 are gone, the others move behind 40 new ones, ten more come last
    rows = np.concatenate([np.full(20, -1), np.arange(40, 370)]).astype(np.int32)
    after = np.concatenate([vectors[350:390], vectors[20:350], vectors[390:]])
    index = DenseIndex.continued(tmp_path / "old", rows, after)
    assert len(index) == len(after) == 380
    for row in (0, 39, 40, 200, 369, 379):
        ids, scores = index.search(after[row], 1)
        assert (ids[0], round(float(scores[0]), 1)) == (row, 1.0)
    ids, _ = index.search(vectors[5], 380)
    assert sorted(ids.tolist()) == list(range(380))
    index.save(tmp_path / "new")
    assert len(DenseIndex.load(tmp_path / "new")) == 380


@pytest.mark.usefixtures("few_lists")
def test_lists_are_learned_anew_where_another_number_of_them_is_due(
    vectors: NDArray[np.float32], tmp_path: Path
) -> None:
    DenseIndex.build(vectors[:250]).save(tmp_path / "exact")
    index = DenseIndex.continued(tmp_path / "exact", np.arange(250, dtype=np.int32), vectors)
    index.save(tmp_path / "lists")
    assert faiss.read_index(str(tmp_path / "lists")).nlist == 4
    again = DenseIndex.continued(tmp_path / "lists", np.arange(400, dtype=np.int32), vectors[:9])
    assert again.search(vectors[8], 1)[0].tolist() == [8]


@pytest.mark.parametrize("factory", ["Flat", "IVF4,SQ8"])
def test_among_some_rows_no_others_are_looked_at(factory):
    vectors = np.random.default_rng(5).standard_normal((200, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = DenseIndex.build(vectors, factory)
    among = np.arange(1, 200, 3)
    rows, scores = index.search(vectors[0], 5, among)
    exact = among[np.argsort(-(vectors[among] @ vectors[0]))][:5]
    assert rows.tolist() == exact.tolist()
    assert scores == pytest.approx(vectors[rows] @ vectors[0], abs=0.02)
