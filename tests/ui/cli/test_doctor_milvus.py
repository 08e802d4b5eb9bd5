"""`wence doctor` of a store that is searched in Milvus."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.embedding.embedder import Embedder
from index.search.milvus.collection import Collection, Milvus
from tests.conftest import CountingEmbedder
from tests.data.corpus import ARTICLES
from tests.stores import entity_keys, index_articles, milvus_settings
from ui.cli import doctor

pytestmark = pytest.mark.slow


def test_doctor_counts_the_entities_in_milvus(
    tmp_path: Path,
    milvus: Milvus,
    fake_embedder: CountingEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Embedder, "load", lambda *_: fake_embedder)
    count = index_articles(ARTICLES, tmp_path, fake_embedder, milvus=milvus).passages
    configured = milvus_settings(tmp_path, milvus, embedding_model="fake")
    found = {check.name: check for check in doctor.check(configured)}
    assert all(check.ok for check in found.values())
    assert f"索引的 {count} 段都在" in found["Milvus"].message
    Collection(milvus).delete(sorted(entity_keys(milvus))[:1])
    found = {check.name: check for check in doctor.check(configured)}
    assert found["索引"].ok and not found["Milvus"].ok
    assert "wence migrate" in found["Milvus"].remedy
    local = milvus_settings(tmp_path, embedding_model="fake")
    assert "WENCE_VECTOR_STORE=milvus" in doctor.check(local)[0].message
