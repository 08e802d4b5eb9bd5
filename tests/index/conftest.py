"""Fixtures of stores that are searched in Milvus."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.ingest.migrate import migrate
from index.search.milvus.collection import Collection, Milvus
from index.store.store import Store
from rag.pipeline import Pipeline
from tests.stores import milvus_settings


@pytest.fixture(scope="session")
def moved(
    milvus_file: Path, real_pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory
) -> Pipeline:
    """Return a pipeline over a copy of the store of `real_pipeline`, moved into Milvus."""
    folder = tmp_path_factory.mktemp("moved") / "store"
    shutil.copytree(real_pipeline.settings.store, folder)
    settings = milvus_settings(folder, Milvus(str(milvus_file), "moved"))
    embedder = real_pipeline.embedder
    spec = replace(settings.store_spec, model=embedder.name)
    migrate(spec)
    return Pipeline(Store.open(spec), embedder, settings)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Count the entities that are inserted and deleted."""
    counts = {"insert": 0, "delete": 0}
    for name in counts:
        did = getattr(Collection, name)

        def counted(self: Collection, given: Any, name: str = name, did: Any = did) -> None:
            counts[name] += len(given)
            did(self, given)

        monkeypatch.setattr(Collection, name, counted)
    return counts
