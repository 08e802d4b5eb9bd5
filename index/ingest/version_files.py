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
from index.ingest.continuation import Continuation, known_levels, learner
from index.ingest.duplicates import KEY, SIGNATURE, find_duplicates, signature, words_key
from index.ingest.lexical import Earlier, write_lexical
from index.ingest.milvus import upload
from index.ingest.sources import Unchanged
from index.model import Article, Passage
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
    KEYS,
    LEXICAL,
    PLACES,
    SCHEMA,
    SIGNATURES,
    TERMS,
    VECTORS,
    Manifest,
)
from index.store.npy import load
from index.store.rows import article_numbers
from index.text.tokenizer import Tokenizer
from index.text.vocabulary import mine_terms
from index.validity.relations import find_relations

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.interface import Encoder, LoadEncoder
    from index.ingest.sources import Corpus
    from index.ingest.vectors import Progress, Unit, VectorPlaces, VectorPool
    from index.store.spec import StoreSpec
    from index.store.versions import PreviousVersion


def write_version(
    folder: Path,
    corpus: Corpus,
    spec: StoreSpec,
    pool: VectorPool,
    load_embedder: LoadEncoder,
    progress: Progress,
    previous: PreviousVersion,
) -> tuple[Manifest, int]:
    """Write all files of a version except its manifest.

    Return the manifest, and the number of passages that were embedded. Levels are measured
    only where passages were embedded, since only then the model is loaded.

    Raises:
        DocumentError: there is no article, or no text to search.
        ModelError: the embedding model cannot be loaded.
        OSError: the disk is full or read-only.
    """
    _write_database(folder / DATABASE, corpus, progress, previous)
    corpus.sources.write(folder)
    database = Database(folder / DATABASE)
    embedder = cache(
        lambda: load_embedder(spec.model, spec.passage_prompt, spec.query_prompt, spec.encoder)
    )
    hashes = database.unit_hashes()
    placed = pool.place(hashes, lambda rows: list(_units(database, rows)), embedder, progress)
    progress("建立索引", 0, 1)
    before = Continuation.of(previous, spec, database)
    dimension = _write_indexes(folder, database, placed, spec, progress, before)
    levels = known_levels(previous, spec)
    if placed.embedded and not (before and levels):
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
        changed=before.changed if before else 0,
        learner=learner(),
    )
    return manifest, placed.embedded


def _write_database(
    path: Path, corpus: Corpus, progress: Progress, previous: PreviousVersion
) -> None:
    earlier = previous.folder / DATABASE if previous.folder and previous.database else None
    with DatabaseWriter(path, earlier) as writer:
        for found in corpus.articles():
            if isinstance(found, Unchanged):
                for issue in found.issues:
                    writer.copy(issue, found.file)
            else:
                writer.add(found, _hashed_passages(found))
            progress("读取文章", writer.articles, 0)
        # from all articles, since a new one may end an unchanged one; a person's word stands
        decided = set(corpus.sources.decided)
        found_all = find_relations(writer.written(), writer.text)
        writer.relate(r for r in found_all if r.older.rpartition("/")[0] not in decided)
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


def _units(database: Database, rows: Iterable[int]) -> Iterator[Unit]:
    """Yield the units of some passages; rows of one article should follow each other."""
    article: Article | None = None
    for row in rows:
        passage = database.passage(row)
        if article is None or article.id != passage.article_id:
            article = database.article(passage.article_id)
        assert article
        yield passages.unit_text(passage, article)


def _write_indexes(
    folder: Path,
    database: Database,
    placed: VectorPlaces,
    spec: StoreSpec,
    progress: Progress,
    before: Continuation | None,
) -> int:
    """Write everything that search reads; return the vectors' dimension."""
    vectors = placed.write_matrix(folder / VECTORS)
    np.save(folder / PLACES, placed.places)
    if before:
        terms = read_json(before.folder / TERMS)
    else:
        terms = mine_terms(Column(database, "title"), Column(database, "text"))
    write_json(folder / TERMS, terms)
    if spec.milvus:
        keys = upload(spec.milvus, database, vectors, terms, spec.vectors, progress)
        np.save(folder / ENTITIES, keys)
    else:
        _write_dense(folder / DENSE, vectors, before)
        _write_lexical(folder / LEXICAL, database, terms, before)
    _write_duplicates(folder, database, before)
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


def _write_dense(path: Path, vectors: NDArray[np.float32], before: Continuation | None) -> None:
    try:
        if before:
            index = DenseIndex.continued(before.folder / DENSE, before.new_rows(), vectors)
        else:
            index = DenseIndex.build(vectors)
        index.save(path)
    except RuntimeError as error:  # FAISS raises this where it cannot write
        raise OSError(errno.ENOSPC, str(error)) from error


def _write_lexical(
    folder: Path, database: Database, terms: Sequence[str], before: Continuation | None
) -> None:
    count = database.counts()[1]
    rows = np.flatnonzero(before.passages < 0).tolist() if before else range(count)
    texts = ((row, text) for row, (text, _) in zip(rows, _units(database, rows), strict=True))
    earlier = Earlier(before.folder / LEXICAL, before.new_rows()) if before else None
    write_lexical(folder, count, texts, Tokenizer(terms), earlier)


def _write_duplicates(folder: Path, database: Database, before: Continuation | None) -> None:
    """Write keys and signatures, those of what is new computed, and what they find."""
    ids = database.article_ids()
    signatures = np.zeros((len(ids), SIGNATURE), np.uint32)
    for row in before.carry(SIGNATURES, before.articles, signatures) if before else range(len(ids)):
        article = database.article(ids[row])
        assert article
        signatures[row] = signature(article)
    keys = np.zeros(database.counts()[1], KEY)
    for row in before.carry(KEYS, before.passages, keys) if before else range(len(keys)):
        keys[row] = words_key(database.passage(row))
    duplicates, copies = find_duplicates(database, signatures, keys)
    np.save(folder / SIGNATURES, signatures)
    np.save(folder / KEYS, keys)
    write_json(folder / DUPLICATES, duplicates)
    np.save(folder / COPIES, copies)
