import json
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest

from ui.monitoring.journal import DAY_S, PARTS, Journal


@pytest.fixture
def path(tmp_path):
    return tmp_path / "logs" / "audit.jsonl"


def line(n, at=None):
    at = (at or datetime.now(UTC)).isoformat(timespec="milliseconds")
    return json.dumps({"at": at, "n": n})


def numbers(journal, most_bytes=1 << 20):
    return [json.loads(line)["n"] for line in journal.backwards(most_bytes) if line]


def test_file_and_folder_are_the_owners_alone(path):
    Journal(path).append("一")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_lines_are_read_backwards_across_parts(path):
    journal = Journal(path, most_bytes=1 << 20)
    for n in range(2000):
        journal.append(line(n))
        if n in (500, 1200):
            path.rename(f"{path}.20260101T{n:012d}")
    assert numbers(journal) == list(range(2000))[::-1]
    assert numbers(journal, 100) == [1999]


def test_lines_longer_than_a_block_are_read_whole(path):
    journal = Journal(path)
    for n in range(3):
        journal.append(json.dumps({"n": n, "x": "长" * 50_000}, ensure_ascii=False))
    assert numbers(journal) == [2, 1, 0]


def test_all_parts_together_stay_below_the_limit(path):
    most = 20_000
    journal = Journal(path, most_bytes=most)
    for n in range(1000):
        journal.append(line(n))
    files = [f for f in path.parent.iterdir() if f.suffix != ".lock"]
    assert sum(f.stat().st_size for f in files) <= most
    kept = numbers(journal)
    assert kept == list(range(1000))[::-1][: len(kept)] and len(kept) > 1000 / PARTS


def test_what_is_older_than_the_days_is_deleted(path):
    journal = Journal(path, days=30)
    now = datetime.now(UTC)
    journal.expire()  # there is nothing yet
    journal.append(line(0, now - timedelta(days=31)))
    journal.expire()  # the file is set aside, its last line is of now
    journal.append(line(1))
    assert numbers(journal) == [1, 0]
    [part] = (f for f in path.parent.iterdir() if f.name.startswith("audit.jsonl.2"))
    os.utime(part, (now.timestamp() - 31 * DAY_S,) * 2)
    journal.expire()
    assert numbers(journal) == [1]


def test_other_files_beside_it_are_left_alone(path):
    journal = Journal(path, most_bytes=10, days=1)
    path.parent.mkdir(parents=True)
    other = path.with_name("audit.jsonl.old")
    other.write_text("{}")
    os.utime(other, (0, 0))
    for n in range(3):
        journal.append(line(n))
    journal.expire()
    assert other.exists()
