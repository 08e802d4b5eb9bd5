from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from index.errors import EndpointError, WenceError
from rag.llm.cache import CachedEndpoint
from tests.llm_server import KEY, Reply, Server, fails, says, serving


def cached(server: Server, file: Path, **settings: object) -> str:
    endpoint = CachedEndpoint(server.url, "m", SecretStr(KEY), file=file, **settings)
    return "".join(endpoint.stream([("user", "有多少家？")], 5))


def test_each_setting_that_changes_answers_has_its_own_entry(tmp_path: Path) -> None:
    file = tmp_path / "cache.sqlite"
    with serving(says("120家。")) as server:
        for settings in ({}, {"temperature": 1}, {"max_tokens": 9}, {"extra": {"top_p": 0.5}}):
            assert cached(server, file, **settings) == "120家。"
            assert cached(server, file, **settings) == "120家。"
        assert len(server.requests) == 4


def test_neither_key_nor_address_is_stored(tmp_path: Path) -> None:
    file = tmp_path / "cache.sqlite"
    with serving(says("120家。")) as server:
        cached(server, file)
        port = str(server.server_port)
    stored = sqlite3.connect(file).execute("SELECT * FROM answers").fetchall()
    assert [row[1:] for row in stored] == [("m", "120家。")]
    assert KEY not in str(stored)
    assert port not in str(stored)


@pytest.mark.parametrize("reply", [fails(500), says("没说完", finish=""), says("")])
def test_failures_are_not_stored(tmp_path: Path, reply: Reply) -> None:
    with serving(reply) as server:
        for _ in range(2):
            with pytest.raises(EndpointError):
                cached(server, tmp_path / "cache.sqlite")
    assert (
        sqlite3.connect(tmp_path / "cache.sqlite").execute("SELECT * FROM answers").fetchall() == []
    )


def test_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cache.sqlite").write_text("这不是数据库" * 99, encoding="utf-8")
    with serving(says("好")) as server, pytest.raises(WenceError, match="缓存"):
        cached(server, tmp_path / "cache.sqlite")


def test_the_earliest_answers_give_way_in_a_full_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cache.sqlite"
    monkeypatch.setattr("rag.llm.cache.MAX_BYTES", 20_000)
    with serving(says("好" * 1000 + "。")) as server:
        for n in range(6):
            cached(server, file, extra={"n": n})
        asked = len(server.requests)
        cached(server, file, extra={"n": 5})
        assert len(server.requests) == asked
        cached(server, file, extra={"n": 0})
        assert len(server.requests) == asked + 1
    assert file.stat().st_size < 32_000
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_answer_is_given_although_the_cache_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cache.sqlite"
    with serving(says("120家。")) as server:
        endpoint = CachedEndpoint(server.url, "m", SecretStr(KEY), file=file)
        monkeypatch.setattr("rag.llm.cache.WAIT_S", 0.05)
        with closing(sqlite3.connect(file)) as other:
            other.execute("BEGIN EXCLUSIVE")
            assert "".join(endpoint.stream([("user", "有多少家？")], 5)) == "120家。"
