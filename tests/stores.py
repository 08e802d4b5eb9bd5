"""Stores built in tests: the embedder is handed in, so that no model is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.ingest.build import BuildReport, build, build_from_articles
from index.model import Article
from index.search.milvus.collection import Collection
from index.store.manifest import ENTITIES, current_version
from index.store.spec import StoreSpec
from rag.settings import Settings

if TYPE_CHECKING:
    from index.embedding.interface import Encoder
    from index.search.milvus.collection import Milvus


def index_files(
    paths: Sequence[Path], folder: Path, embedder: Encoder, **options: Any
) -> BuildReport:
    """Build a store in `folder` from files, with the embedder's name as its model."""
    spec = StoreSpec(folder, embedder.name)
    return build(paths, spec, load_embedder=lambda *_: embedder, **options)


def index_articles(
    articles: Sequence[Article],
    folder: Path,
    embedder: Encoder,
    *,
    model: str = "",
    milvus: Milvus | None = None,
    **options: Any,
) -> BuildReport:
    """Build a store in `folder` from articles; its model is `model`, or the embedder's name."""
    spec = StoreSpec(folder, model or embedder.name, milvus)
    return build_from_articles(articles, spec, load_embedder=lambda *_: embedder, **options)


def milvus_settings(folder: Path, milvus: Milvus | None = None, **more: Any) -> Settings:
    """Return settings of a store that is searched in Milvus, or in local files without it."""
    if milvus:
        more |= {"milvus_uri": milvus.uri, "milvus_collection": milvus.collection}
        more |= {"vector_store": "milvus"}
    return Settings(_env_file=None, store=folder, llm_base_url="", engine=None, **more)


def entity_keys(milvus: Milvus) -> set[int]:
    """Return the keys of all entities in a collection."""
    return set(Collection(milvus).keys().tolist())


def version_keys(folder: Path) -> set[int]:
    """Return the keys of the live version's entities."""
    return set(np.load(current_version(folder) / ENTITIES).tolist())
