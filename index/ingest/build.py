"""A build: documents in, a new version of the store out.

Only changes cost time. A file that has not changed is not read again; a passage whose unit
(context and text) has not changed keeps its vectors, and its place in the indexes is copied
(index.ingest.continuation); where nothing at all has changed, nothing is written. Memory holds
a slice of the corpus at a time, and a few hundred bytes a passage.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.embedding.embedder import Embedder
from index.ingest.milvus import count_missing, delete_unused_entities
from index.ingest.sources import ArticleCorpus, Corpus, FileCorpus, Sources
from index.ingest.vectors import Progress, VectorPool
from index.ingest.version_files import write_version
from index.loading.finding import Unread
from index.model import Article
from index.store.database import Database
from index.store.files import printable, read_json
from index.store.manifest import DATABASE, DUPLICATES, ENTITIES, Manifest
from index.store.spec import StoreSpec
from index.store.versions import (
    PreviousVersion,
    new_version_folder,
    publish,
    remove_old_versions,
    write_lock,
)

if TYPE_CHECKING:
    from index.embedding.interface import LoadEncoder
    from index.search.milvus.collection import Milvus


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    `embedded`, `reused` and `removed` count passages. `version` names the live version after
    the build; `duplicates` counts articles that repeat an earlier one. `renamed` maps old to
    new names of files; `failed` maps files that could not be read to the reasons. `unread` are
    those files, those of unknown kinds, and members of archives.
    """

    articles: int
    passages: int
    embedded: int
    reused: int
    removed: int
    took_s: float
    version: str = ""
    duplicates: int = 0
    renamed: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the object of `wence index --json`, see docs/contract.md."""
        return {**asdict(self), "took_s": round(self.took_s, 2)}


def build(
    paths: Sequence[Path],
    spec: StoreSpec,
    progress: Progress | None = None,
    *,
    remember: bool = True,
    load_embedder: LoadEncoder = Embedder.load,
) -> BuildReport:
    """Make the store hold the articles of these files and folders, and no others.

    With `remember` the store notes the paths, for a later build that is given none.
    `load_embedder` is called only where something has to be embedded.

    Raises:
        DocumentError: there is nothing readable in the paths; the store stays as it is.
        StoreBusy: another build is writing to the store.
        StoreError: the folder, or Milvus, cannot be written.
        ModelError: the embedding model cannot be loaded.
    """
    with write_lock(spec.folder):
        previous = PreviousVersion.live(spec.folder)
        corpus = FileCorpus(paths, previous, remember)
        return update(spec, corpus, previous, progress, load_embedder=load_embedder)


def build_from_articles(
    articles: Sequence[Article],
    spec: StoreSpec,
    progress: Progress | None = None,
    *,
    warnings: Sequence[str] = (),
    load_embedder: LoadEncoder = Embedder.load,
) -> BuildReport:
    """Make the store hold these articles, and no others; raise as `build` does."""
    with write_lock(spec.folder):
        previous = PreviousVersion.live(spec.folder)
        corpus = ArticleCorpus(articles, warnings)
        return update(spec, corpus, previous, progress, load_embedder=load_embedder)


def update(
    spec: StoreSpec,
    corpus: Corpus,
    previous: PreviousVersion,
    progress: Progress | None = None,
    *,
    pool: VectorPool | None = None,
    load_embedder: LoadEncoder = Embedder.load,
) -> BuildReport:
    """Write a new version, unless the live one is intact and has the same content.

    The caller holds the store's `write_lock`. `pool` are the vectors that may be reused; by
    default all of the store's.
    """
    began = time.monotonic()
    live, manifest, embedded = previous.folder, previous.manifest, 0
    searchable = _is_searchable(previous, spec.milvus)  # raises before anything is computed
    same = searchable and manifest and manifest.content == corpus.content(spec.vectors)
    if not same or previous.damaged or previous.older_schema:
        progress = progress or _no_progress
        pool = pool or VectorPool(spec.folder, spec.vectors, older_schema=previous.older_schema)
        with new_version_folder(spec.folder) as folder:
            manifest, embedded = write_version(
                folder, corpus, spec, pool, load_embedder, progress, previous
            )
            live = publish(spec.folder, folder, manifest)
        progress("建立索引", 1, 1)
    assert live and manifest
    kept = remove_old_versions(spec.folder, live, previous.folder if previous.damaged else None)
    if spec.milvus:
        delete_unused_entities(spec.milvus, kept)
    return _report(live, manifest, previous, embedded, began)


def _no_progress(stage: str, done: int, total: int) -> None:
    pass


def _is_searchable(previous: PreviousVersion, milvus: Milvus | None) -> bool:
    """Return whether all of the live version can be searched where it is to be.

    Raises:
        StoreUnreachable: Milvus does not answer.
    """
    if milvus is None:
        return not (previous.manifest and ENTITIES in previous.manifest.files)
    milvus.connect()
    return bool(
        previous.folder
        and previous.manifest
        and not previous.damaged
        and not previous.older_schema
        and count_missing(milvus, previous.folder) == 0
    )


def _report(
    live: Path, manifest: Manifest, previous: PreviousVersion, embedded: int, began: float
) -> BuildReport:
    changed, sources = live != previous.folder, Sources.read(live)
    after = set(Database(live / DATABASE).unit_hashes()) if changed else set()
    return BuildReport(
        articles=manifest.articles,
        passages=manifest.passages,
        embedded=embedded,
        reused=manifest.passages - embedded,
        removed=len(previous.unit_hashes - after) if changed else 0,
        took_s=time.monotonic() - began,
        version=live.name,
        duplicates=len(read_json(live / DUPLICATES)),
        renamed=sources.renamed_since(Sources.read(previous.folder)) if changed else {},
        failed={printable(file.path): file.error for file in sources.files if file.error},
        warnings=manifest.warnings,
        unread=sources.unread,
    )
