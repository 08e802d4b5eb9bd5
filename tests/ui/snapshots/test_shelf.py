"""Snapshots on disk."""

import sqlite3
import stat
from datetime import UTC, datetime, timedelta

import pytest

from ui.snapshots import shelf as shelves
from ui.snapshots.shelf import FILE, Shelf, SnapshotError, SnapshotRefused


def change(folder, statement, *values):
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute(statement, values)


def later(snapshot, seconds):
    return snapshot.model_copy(update={"at": snapshot.at + timedelta(seconds=seconds)})


def test_a_snapshot_is_found_again_as_it_was(tmp_path, shelf, snapshot):
    id = shelf.keep(snapshot, "user lin")
    assert len(id) == 22
    found = Shelf(tmp_path).find(id)
    assert (found.id, found.maker, found.snapshot) == (id, "user lin", snapshot)
    assert abs(found.kept - datetime.now(UTC)) < timedelta(minutes=1)


def test_nothing_is_found_under_other_ids(shelf, snapshot):
    assert shelf.find("x") is None  # there is no file yet
    shelf.keep(snapshot, "user lin")
    assert shelf.find("' OR '1'='1") is None


def test_only_the_owner_can_read_the_file(tmp_path, shelf, snapshot):
    shelf.keep(snapshot, "user lin")
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_kept_twice_it_is_one(shelf, snapshot):
    id = shelf.keep(snapshot, "user lin")
    assert shelf.keep(snapshot, "user lin") == id
    assert shelf.keep(snapshot, "user wu") != id
    assert len(list(shelf.of("user lin"))) == 1


def test_a_maker_lists_and_deletes_their_own(tmp_path, shelf, snapshot):
    first = shelf.keep(snapshot, "user lin")
    second = shelf.keep(later(snapshot, 1), "user lin")
    shelf.keep(snapshot, "user wu")
    assert [one.id for one in shelf.of("user lin")] == [second, first]
    shelf.delete(first)
    assert shelf.find(first) is None
    assert [one.id for one in shelf.of("user lin")] == [second]


def test_what_is_deleted_leaves_no_trace(tmp_path, shelf, snapshot):
    id = shelf.keep(snapshot.model_copy(update={"note": "unmistakable"}), "user lin")
    assert b"unmistakable" in (tmp_path / FILE).read_bytes()
    shelf.delete(id)
    assert b"unmistakable" not in (tmp_path / FILE).read_bytes()


def test_old_ones_are_deleted_where_a_time_is_set(tmp_path, shelf, snapshot):
    id = shelf.keep(snapshot, "user lin")
    day = (datetime.now(UTC) - timedelta(days=31)).isoformat(timespec="seconds")
    change(tmp_path, "UPDATE snapshots SET at = ?", day)
    assert Shelf(tmp_path, days=60).find(id)
    assert Shelf(tmp_path, days=30).find(id) is None
    assert shelf.find(id) is None  # gone, not only hidden


def test_there_is_a_limit_to_size_and_number(shelf, snapshot, monkeypatch):
    monkeypatch.setattr(shelves, "EACH", 1)
    with pytest.raises(SnapshotRefused, match="太长"):
        shelf.keep(snapshot.model_copy(update={"note": "长" * 70_000}), "user lin")
    shelf.keep(snapshot, "user lin")
    with pytest.raises(SnapshotRefused, match="已有 1 个"):
        shelf.keep(later(snapshot, 1), "user lin")
    monkeypatch.setattr(shelves, "ALL", 1)
    with pytest.raises(SnapshotRefused, match="已满"):
        shelf.keep(snapshot, "user wu")


def test_a_damaged_one_is_told_and_left_out_of_the_list(tmp_path, shelf, snapshot):
    id = shelf.keep(snapshot, "user lin")
    good = shelf.keep(later(snapshot, 1), "user lin")
    change(tmp_path, "UPDATE snapshots SET content = '{}' WHERE id = ?", id)
    with pytest.raises(SnapshotError, match="损坏"):
        shelf.find(id)
    assert [one.id for one in shelf.of("user lin")] == [good]


def test_a_file_that_is_no_database_is_told(tmp_path, shelf):
    (tmp_path / FILE).write_text("nothing of ours" * 100)
    with pytest.raises(SnapshotError, match="无法读写"):
        shelf.find("x")


def test_the_key_is_made_once_for_all_processes(tmp_path, shelf):
    assert shelf.secret == Shelf(tmp_path).secret
    assert len(shelf.secret) >= 32
    with pytest.raises(SnapshotError):
        _ = Shelf(tmp_path / "none").secret


def test_a_shelf_of_too_many_bytes_takes_no_more(shelf, snapshot, monkeypatch):
    monkeypatch.setattr(shelves, "ALL_BYTES", 60_000)
    large = snapshot.model_copy(update={"note": "长" * 5000})
    with pytest.raises(SnapshotRefused, match="已满"):
        for n in range(9):
            shelf.keep(later(large, n), f"browser {n}")


def test_what_is_too_old_is_deleted_though_nobody_looks(tmp_path, snapshot):
    shelf = Shelf(tmp_path, days=30)
    shelf.expire()  # there is nothing yet
    assert not (tmp_path / FILE).exists()
    shelf.keep(snapshot, "user lin")
    change(tmp_path, "UPDATE snapshots SET at = '2001-01-01T00:00:00+00:00'")
    shelf.expire()
    with sqlite3.connect(tmp_path / FILE) as connection:
        assert connection.execute("SELECT COUNT(*) FROM snapshots").fetchone() == (0,)
