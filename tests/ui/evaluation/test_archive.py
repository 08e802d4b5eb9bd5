"""Runs are kept whole, within bounds, and one that is damaged does not hide the others."""

import sqlite3
import stat
from dataclasses import replace

import pytest

from ui.evaluation.archive import Archive, ArchiveError, Chosen

UPLOADED = Chosen(uploads=(("own.jsonl", b"{}"),))


def at(run, day):
    return replace(run, meta={**run.meta, "date": f"2031-05-{day:02}T00:00:00+00:00"})


def keep(archive, run, day=1, chosen=UPLOADED):
    return archive.keep(at(run, day), chosen, "user 林", "v1")


def test_a_run_is_read_back_as_it_was(archive, first_run):
    id = keep(archive, first_run)
    assert archive.run(id) == at(first_run, 1)
    assert archive.record(id, 1) == first_run.records[1]
    assert archive.record(id, 9) is None


def test_lists_tell_what_a_run_was(archive, first_run):
    keep(archive, first_run)
    [entry] = archive.entries()
    assert (entry.maker, entry.version, entry.questions, entry.answerable) == (
        "user 林",
        "v1",
        3,
        2,
    )
    assert entry.sets == ["own.jsonl"] and entry.means["key_point_recall"] == 0.75
    assert archive.chosen(entry) == UPLOADED


def test_only_the_owner_reads_the_file_and_none_is_made_by_reading(archive, first_run, tmp_path):
    assert archive.entries() == [] and archive.entry("x") is None
    assert list(tmp_path.iterdir()) == []
    keep(archive, first_run)
    [file] = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_latest_run_comes_first(archive, first_run):
    ids = [keep(archive, first_run, day) for day in (2, 3, 1)]
    assert [entry.id for entry in archive.entries()] == [ids[1], ids[0], ids[2]]


def test_the_earliest_runs_give_way_and_named_ones_last(tmp_path, first_run):
    archive = Archive(tmp_path, most=2)
    named, second = keep(archive, first_run, 1), keep(archive, first_run, 2)
    archive.rename(named, "换模型之前")
    third = keep(archive, first_run, 3)
    assert [entry.id for entry in archive.entries()] == [third, named]
    assert archive.record(second, 0) is None


def test_the_bytes_of_all_runs_are_bounded_but_the_latest_stays(tmp_path, first_run):
    archive = Archive(tmp_path, most_bytes=1)
    keep(archive, first_run, 1)
    last = keep(archive, first_run, 2)
    assert [entry.id for entry in archive.entries()] == [last]


def test_runs_older_than_some_days_are_deleted_whatever_their_names(archive, first_run):
    old = archive.keep(
        replace(first_run, meta={**first_run.meta, "date": "2001-05-01T00:00:00+00:00"}),
        UPLOADED,
        "user 林",
        "v1",
    )
    archive.rename(old, "换模型之前")
    new = keep(archive, first_run)
    archive.expire(30)
    assert [entry.id for entry in archive.entries()] == [new]


def test_what_is_deleted_leaves_the_disk(archive, first_run, tmp_path):
    id = keep(archive, first_run, chosen=Chosen(uploads=(("a.jsonl", bytes(range(256)) * 4000),)))
    [file] = tmp_path.iterdir()
    before = file.stat().st_size
    archive.delete(id)
    assert archive.entries() == [] and file.stat().st_size < before
    with pytest.raises(ArchiveError):
        archive.run(id)


def test_a_damaged_run_does_not_hide_the_others(archive, first_run, tmp_path):
    damaged, whole = keep(archive, first_run, 1), keep(archive, first_run, 2)
    with sqlite3.connect(tmp_path / "evaluations.sqlite") as connection:
        connection.execute("UPDATE runs SET brief = '{' WHERE id = ?", (damaged,))
        connection.execute("UPDATE records SET record = ? WHERE run = ?", (b"x", damaged))
    assert [entry.id for entry in archive.entries()] == [whole]
    with pytest.raises(ArchiveError, match="已损坏"):
        archive.run(damaged)


def test_a_file_that_is_no_database_gives_one_sentence(archive, first_run, tmp_path):
    (tmp_path / "evaluations.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(ArchiveError, match="无法读写"):
        archive.entries()
    with pytest.raises(ArchiveError, match="无法读写"):
        archive.check()
