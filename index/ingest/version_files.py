"""Writing all files of a new version: database, vectors, search indexes, manifest."""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import passages
from index.errors import DocumentError
from index.ingest.duplicates import find_duplicates
from index.ingest.milvus import upload
from index.model import Article, Passage
from index.search.bm25 import LexicalIndex
from index.search.dense import DenseIndex
from index.search.levels import Levels, measure_levels
from index.store.database import Column, Database, DatabaseWriter
from index.store.files import describe, read_json, write_json
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
from index.store.npy import load
from index.store.rows import article_numbers
from index.text.vocabulary import mine_terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.interface import Encoder, LoadEncoder
    from index.ingest.sources import Corpus
    from index.ingest.vectors import Progress, Unit, VectorPlaces, VectorPool
    from index.store.spec import StoreSpec


def write_version(
    folder: Path,
    corpus: Corpus,
    spec: StoreSpec,
    pool: VectorPool,
    load_embedder: LoadEncoder,
    progress: Progress,
    levels: Levels | None = None,
) -> tuple[Manifest, int]:
    """Write all files of a version except its manifest.

    Return the manifest, and the number of passages that were embedded. `levels` are those of
    the version before; they are measured again where passages were embedded, since only then
    the model is loaded.

    Raises:
        DocumentError: there is no article, or no text to search.
        ModelError: the embedding model cannot be loaded.
        OSError: the disk is full or read-only.
    """
    _write_database(folder / DATABASE, corpus, progress)
    corpus.sources.write(folder)
    database = Database(folder / DATABASE)
    embedder = cache(
        lambda: load_embedder(spec.model, spec.passage_prompt, spec.query_prompt, spec.encoder)
    )
    hashes = database.unit_hashes()
    placed = pool.place(hashes, lambda rows: _units(database, rows), embedder, progress)
    progress("建立索引", 0, 1)
    dimension = _write_indexes(folder, database, placed, spec, progress)
    if placed.embedded:
        levels = _measured_levels(folder, database, placed, embedder())
    articles, count = database.counts()
    manifest = Manifest(
        schema=SCHEMA,
        model=spec.model,
        dimension=dimension,
        passage_version=passages.VERSION,
        content=corpus.content(spec.vectors),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        articles=articles,
        passages=count,
        warnings=corpus.warnings,
        segments=[segment.folder.name for segment in placed.segments],
        files=describe(folder),
        passage_prompt=spec.passage_prompt,
        levels=levels,
    )
    return manifest, placed.embedded


def _write_database(path: Path, corpus: Corpus, progress: Progress) -> None:
    with DatabaseWriter(path) as writer:
        for article in corpus.articles():
            writer.add(article, _hashed_passages(article))
            progress("读取文章", writer.articles, 0)
    if not writer.articles:
        raise DocumentError("没有读到任何文章：" + "；".join(corpus.warnings[:3] or ["没有文章"]))
    if not writer.passages:
        raise DocumentError("文章里没有可以检索的文字。")


def _hashed_passages(article: Article) -> Iterator[tuple[Passage, str]]:
    """Yield an article's passages, each with the hash of its unit.

    The start of the text within the unit is hashed too, since token offsets count from it.
    """
    for passage in passages.split_article(article):
        unit = json.dumps(list(passages.unit_text(passage, article)), ensure_ascii=False)
        yield passage, hashlib.sha256(unit.encode()).hexdigest()


def _units(database: Database, rows: Iterable[int]) -> list[Unit]:
    """Return the units of some passages; rows of one article should follow each other."""
    found: list[Unit] = []
    article: Article | None = None
    for row in rows:
        passage = database.passage(row)
        if article is None or article.id != passage.article_id:
            article = database.article(passage.article_id)
        assert article
        found.append(passages.unit_text(passage, article))
    return found


def _write_indexes(
    folder: Path,
    database: Database,
    placed: VectorPlaces,
    spec: StoreSpec,
    progress: Progress,
) -> int:
    """Write everything that search reads; return the vectors' dimension."""
    vectors = placed.write_matrix(folder / VECTORS)
    np.save(folder / PLACES, placed.places)
    terms = mine_terms(Column(database, "title"), Column(database, "text"))
    write_json(folder / TERMS, terms)
    if spec.milvus:
        keys = upload(spec.milvus, database, vectors, terms, spec.vectors, progress)
        np.save(folder / ENTITIES, keys)
    else:
        _write_local_indexes(folder, database, vectors, terms)
    duplicates, copies = find_duplicates(database)
    write_json(folder / DUPLICATES, duplicates)
    np.save(folder / COPIES, copies)
    return int(vectors.shape[1])


def _measured_levels(
    folder: Path, database: Database, placed: VectorPlaces, embedder: Encoder
) -> Levels:
    return measure_levels(
        load(folder / VECTORS, np.float32),
        placed.tokens,
        article_numbers(database, read_json(folder / DUPLICATES)),
        lambda row: database.passage(row).text,
        embedder,
    )


def _write_local_indexes(
    folder: Path, database: Database, vectors: NDArray[np.float32], terms: Sequence[str]
) -> None:
    try:
        DenseIndex.build(vectors).save(folder / DENSE)
    except RuntimeError as error:  # FAISS raises this where it cannot write
        raise OSError(errno.ENOSPC, str(error)) from error
    LexicalIndex.build(_unit_texts(database), terms).save(folder / LEXICAL)


def _unit_texts(database: Database) -> Iterator[str]:
    """Yield the text of each passage's unit, which the lexical index tokenizes."""
    for article in database.articles():
        for passage in database.passages_of(article.issue, article.n):
            yield passages.unit_text(passage, article)[0]
