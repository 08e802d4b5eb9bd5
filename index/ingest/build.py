"""What `wence index` does: documents → a new version of the store.

Only what is new costs time: an unchanged file is not read again, a passage whose unit
(context and text) is unchanged takes its vectors from the store, and where nothing has
changed at all, nothing is written. Memory holds a slice of the corpus at a time.
"""

from __future__ import annotations

import errno
import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index import passages
from index.errors import DocumentError
from index.ingest.duplicates import find_duplicates
from index.ingest.milvus import missing, prune, upload
from index.ingest.sources import Corpus, FileCorpus, GivenCorpus, Sources
from index.ingest.vectors import Placed, Progress, Unit, VectorPool
from index.model import Article, Passage
from index.search.bm25 import LexicalIndex
from index.search.dense import DenseIndex
from index.store.database import Column, Database, DatabaseWriter
from index.store.files import describe, printable, read_json, write_json
from index.store.manifest import (
    COPIES,
    DATABASE,
    DENSE,
    DUPLICATES,
    ENTITIES,
    LEXICAL,
    PLACES,
    SCHEMA,
    TERMS,
    VECTORS,
    Manifest,
)
from index.store.versions import Previous, building, clean, publish, writing
from index.text.vocabulary import mine_terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.embedder import Embedder
    from index.search.milvus.collection import Milvus


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `embedded`, `reused` and `removed` count passages.

    `version` is the live one after it, `duplicates` counts articles printed again. Files:
    `renamed` to what; `failed` to be read, and why.
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

    def to_json(self) -> dict[str, Any]:
        """The object of `wence index --json` (CONTRACT)."""
        return {**asdict(self), "took_s": round(self.took_s, 2)}


def build(
    paths: Sequence[Path],
    store_dir: Path,
    model: str,
    progress: Progress | None = None,
    milvus: Milvus | None = None,
    *,
    remember: bool = True,
) -> BuildReport:
    """Make the store hold what is in these files and folders, and nothing else.

    `milvus` is where passages are to be searched, if not in files of the store. `remember`
    the paths, for a later run that is told none.

    Raises:
        DocumentError: nothing readable in the paths; the store stays as it is.
        StoreBusy: another build is writing there.
        StoreError: the folder, or Milvus, cannot be written.
        ModelError: the embedding model cannot be loaded.
    """
    with writing(store_dir):
        previous = Previous.open(store_dir)
        corpus = FileCorpus(paths, previous, remember)
        return update(store_dir, corpus, previous, model, progress, milvus=milvus)


def build_from_articles(
    articles: Sequence[Article],
    store_dir: Path,
    model: str,
    *,
    warnings: Sequence[str] = (),
    progress: Progress | None = None,
    milvus: Milvus | None = None,
) -> BuildReport:
    """Make the store hold these articles, and none else; raises as `build` does."""
    with writing(store_dir):
        previous = Previous.open(store_dir)
        corpus = GivenCorpus(articles, warnings)
        return update(store_dir, corpus, previous, model, progress, milvus=milvus)


def update(
    store_dir: Path,
    corpus: Corpus,
    previous: Previous,
    model: str,
    progress: Progress | None = None,
    pool: VectorPool | None = None,
    milvus: Milvus | None = None,
) -> BuildReport:
    """Write a new version, unless the live one is whole and of the same content.

    To be called while nobody else is `writing`.
    """
    began = time.monotonic()
    live, manifest, embedded = previous.folder, previous.manifest, 0
    same = _searchable(previous, milvus) and manifest and manifest.content == corpus.content(model)
    if not same or previous.damaged:
        tell = progress or (lambda stage, done, total: None)
        pool = pool or VectorPool(store_dir, model, first=previous.first)
        with building(store_dir) as folder:
            manifest, embedded = _write(folder, corpus, pool, model, tell, milvus)
            live = publish(store_dir, folder, manifest)
        tell("建立索引", 1, 1)
    assert live and manifest
    kept = clean(store_dir, live, previous.folder if previous.damaged else None)
    if milvus:
        prune(milvus, kept)
    return _report(live, manifest, previous, embedded, began)


def _write(
    folder: Path,
    corpus: Corpus,
    pool: VectorPool,
    model: str,
    tell: Progress,
    milvus: Milvus | None,
) -> tuple[Manifest, int]:
    """All files of a version but its manifest; and how many passages were embedded."""
    _write_database(folder / DATABASE, corpus, tell)
    corpus.sources.write(folder)
    database = Database(folder / DATABASE)
    placed = pool.place(
        database.unit_hashes(), lambda rows: _units(database, rows), _load_embedder, tell
    )
    tell("建立索引", 0, 1)
    dimension = _write_indexes(folder, database, placed, model, tell, milvus)
    articles, count = database.counts()
    manifest = Manifest(
        schema=SCHEMA,
        model=model,
        dimension=dimension,
        passage_version=passages.VERSION,
        content=corpus.content(model),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        articles=articles,
        passages=count,
        warnings=corpus.warnings,
        segments=[segment.folder.name for segment in placed.segments],
        files=describe(folder),
    )
    return manifest, placed.embedded


def _write_database(path: Path, corpus: Corpus, tell: Progress) -> None:
    with DatabaseWriter(path) as writer:
        for article in corpus.articles():
            writer.add(article, _hashed(article))
            tell("读取文章", writer.articles, 0)
    if not writer.articles:
        raise DocumentError("没有读到任何文章：" + "；".join(corpus.warnings[:3] or ["没有文章"]))
    if not writer.passages:
        raise DocumentError("文章里没有可以检索的文字。")


def _hashed(article: Article) -> Iterator[tuple[Passage, str]]:
    """Passages with a hash of what is embedded; of its start too: token offsets count from it."""
    for passage in passages.split_article(article):
        unit = json.dumps(list(passages.unit_text(passage, article)), ensure_ascii=False)
        yield passage, hashlib.sha256(unit.encode()).hexdigest()


def _units(database: Database, rows: Iterable[int]) -> list[Unit]:
    found: list[Unit] = []
    article: Article | None = None
    for row in rows:
        passage = database.passage(row)
        if article is None or article.id != passage.article_id:
            article = database.article(passage.article_id)
        assert article
        found.append(passages.unit_text(passage, article))
    return found


def _texts(database: Database) -> Iterator[str]:
    """What is tokenised for each passage."""
    for article in database.articles():
        for passage in database.passages_of(article.issue, article.n):
            yield passages.unit_text(passage, article)[0]


def _write_indexes(
    folder: Path,
    database: Database,
    placed: Placed,
    model: str,
    tell: Progress,
    milvus: Milvus | None,
) -> int:
    """All that is searched; returns the vectors' dimension."""
    vectors = placed.write_matrix(folder / VECTORS)
    np.save(folder / PLACES, placed.places)
    terms = mine_terms(Column(database, "title"), Column(database, "text"))
    write_json(folder / TERMS, terms)
    if milvus:
        keys = upload(milvus, database, vectors, terms, model, tell)
        np.save(folder / ENTITIES, keys)
    else:
        _write_local(folder, database, vectors, terms)
    duplicates, copies = find_duplicates(database)
    write_json(folder / DUPLICATES, duplicates)
    np.save(folder / COPIES, copies)
    return int(vectors.shape[1])


def _write_local(
    folder: Path, database: Database, vectors: NDArray[np.float32], terms: Sequence[str]
) -> None:
    try:
        DenseIndex.build(vectors).save(folder / DENSE)
    except RuntimeError as error:  # FAISS says so when it cannot write
        raise OSError(errno.ENOSPC, str(error)) from error
    LexicalIndex.build(_texts(database), terms).save(folder / LEXICAL)


def _searchable(previous: Previous, milvus: Milvus | None) -> bool:
    """Whether all of the live version can be searched where it is to be.

    Raises StoreUnreachable where Milvus does not answer: before anything is computed.
    """
    if milvus is None:
        return not (previous.manifest and ENTITIES in previous.manifest.files)
    milvus.connect()
    return bool(
        previous.folder
        and previous.manifest
        and not previous.damaged
        and missing(milvus, previous.folder) == 0
    )


def _report(
    live: Path, manifest: Manifest, previous: Previous, embedded: int, began: float
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
    )


@lru_cache(maxsize=1)
def _load_embedder(model: str) -> Embedder:
    """Kept, so that following a folder loads it once."""
    from index.embedding.embedder import Embedder

    return Embedder.load(model)
