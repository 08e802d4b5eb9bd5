"""`wence migrate` on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from index.search.milvus.collection import Milvus
from tests.conftest import CountingEmbedder
from tests.data.corpus import ARTICLES
from tests.stores import index_articles

pytestmark = pytest.mark.slow


def test_migrate_moves_the_index_to_where_the_settings_say(
    tmp_path: Path,
    milvus: Milvus,
    fake_embedder: CountingEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from ui.cli import main

    def wence(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["wence", *args, "--store", str(tmp_path)])
        with pytest.raises(SystemExit) as ended:
            main.main()
        return int(str(ended.value.code)), *capsys.readouterr()

    monkeypatch.chdir(tmp_path)
    assert wence("migrate")[0] == 2
    built = index_articles(ARTICLES, tmp_path, fake_embedder)
    monkeypatch.setenv("WENCE_VECTOR_STORE", "milvus")
    assert wence("migrate") == (
        2,
        "",
        "WENCE_VECTOR_STORE 是 milvus，请再设置 WENCE_MILVUS_URI，如 http://127.0.0.1:19530。\n",
    )
    monkeypatch.setenv("WENCE_MILVUS_URI", milvus.uri)
    monkeypatch.setenv("WENCE_MILVUS_COLLECTION", milvus.collection)
    code, out, err = wence("migrate")
    assert (code, err) == (0, "") and f"集合 {milvus.collection} 检索" in out
    code, out, _ = wence("migrate", "--json")
    assert code == 0 and json.loads(out)["passages"] == built.passages
    assert wence("articles")[0] == 0
