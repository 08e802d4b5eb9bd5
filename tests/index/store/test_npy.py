from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.store.npy import NpyAppender, load


def test_a_closed_file_is_an_ordinary_npy_and_can_be_continued_only_within_its_rows(
    tmp_path: Path,
) -> None:
    file = NpyAppender(tmp_path / "a.npy", np.int32, (2,))
    file.append(np.arange(6).reshape(3, 2))
    file.append(np.empty((0, 2)))
    file.close()
    assert np.load(tmp_path / "a.npy").tolist() == [[0, 1], [2, 3], [4, 5]]
    with pytest.raises(ValueError, match="fewer than 4"):
        NpyAppender.resume(tmp_path / "a.npy", 4)
    with pytest.raises(ValueError, match="rows of"):
        NpyAppender.resume(tmp_path / "a.npy", 2).append(np.zeros((1, 3)))


def test_a_continued_file_keeps_its_valid_rows_and_drops_the_rest(tmp_path: Path) -> None:
    file = NpyAppender(tmp_path / "a.npy", np.int32, (2,))
    file.append(np.arange(8).reshape(4, 2))
    file.sync()
    file.abandon()
    with pytest.raises(ValueError, match="header"):
        load(tmp_path / "a.npy", np.int32)  # the header does not count the rows yet
    file = NpyAppender.resume(tmp_path / "a.npy", 3)
    file.append(np.array([[9, 9]]))
    file.close()
    assert load(tmp_path / "a.npy", np.int32).tolist() == [[0, 1], [2, 3], [4, 5], [9, 9]]


def test_a_file_of_another_type_or_size_is_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(6, dtype=np.int32))
    assert load(tmp_path / "a.npy", np.int32).tolist() == [0, 1, 2, 3, 4, 5]
    with pytest.raises(ValueError, match="header"):
        load(tmp_path / "a.npy", np.float32)
    with (tmp_path / "a.npy").open("ab") as stream:
        stream.write(b"more")
    with pytest.raises(ValueError, match="header"):
        load(tmp_path / "a.npy", np.int32)
