"""A build's work in Milvus: insert entities of new passages, delete those of no version.

An entity's key is a hash of its whole content, so entities never change: a passage with
another text, or of an article with another date, is another entity. A build inserts before its
version goes live and deletes afterwards, but keeps the entities of the previous version, so
that its readers are still answered. The next build deletes what a killed build has left.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index import passages
from index.errors import StoreMissing, StoreUnreachable
from index.search.milvus.collection import ID, MAX_BYTES, TERMS, TEXT, VECTOR, Collection, Milvus
from index.search.milvus.search import encode_terms
from index.store.database import Database
from index.store.manifest import ENTITIES, Manifest
from index.store.npy import load
from index.text.tokenizer import Tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.ingest.vectors import Progress
    from index.model import Article, Passage

BATCH = 256  # entities sent at once: about 2 MB
_DELETED = 1_000  # keys sent at once


def upload(
    milvus: Milvus,
    database: Database,
    vectors: NDArray[np.float32],
    terms: Sequence[str],
    model: str,
    progress: Progress,
) -> NDArray[np.int64]:
    """Insert the passages that the collection lacks; return the keys of all, in row order.

    `terms` extend the tokenizer's dictionary. Memory holds one batch, and the keys.

    Raises:
        StoreUnreachable: Milvus does not answer, or has not stored what it was sent.
        StoreMismatch: the collection has other fields or another dimension.
    """
    collection = Collection.ensure(milvus, int(vectors.shape[1]))
    held, keys = np.sort(collection.keys()), np.empty(len(vectors), np.int64)
    entities = _entities(database, Tokenizer(terms), model)
    for at in range(0, len(keys), BATCH):
        part = list(islice(entities, BATCH))
        here = slice(at, at + len(part))
        keys[here] = [entity[ID] for entity in part]
        new = np.flatnonzero(~_contained(keys[here], held))
        if len(new):
            collection.insert([{**part[i], VECTOR: vectors[at + i]} for i in new])
        progress("写入 Milvus", here.stop, len(keys))
    collection.flush()
    if len(collection) < len(np.union1d(held, keys)):
        raise StoreUnreachable(
            f"Milvus（{milvus.place}）没有存下全部段落，请再运行一次 wence index。"
        )
    return keys


def count_missing(milvus: Milvus, folder: Path) -> int:
    """Count the passages of a version that the collection lacks.

    Of a version that is not searched in Milvus, these are all.

    Raises:
        StoreUnreachable, StoreMismatch: as `upload` does.
    """
    manifest = Manifest.read(folder)
    if ENTITIES not in manifest.files:
        return manifest.passages
    keys = load(folder / ENTITIES, np.int64)
    try:
        held = Collection.open(milvus, manifest.dimension).keys()
    except StoreMissing:
        return len(keys)
    return int((~_contained(keys, np.sort(held))).sum())


def delete_unused_entities(milvus: Milvus, folders: Iterable[Path]) -> None:
    """Delete the entities that none of these versions uses."""
    collection = Collection(milvus)
    known = [load(f / ENTITIES, np.int64) for f in folders if (f / ENTITIES).exists()]
    surplus = np.setdiff1d(collection.keys(), np.concatenate(known)).tolist()
    for at in range(0, len(surplus), _DELETED):
        collection.delete(surplus[at : at + _DELETED])


def _entities(database: Database, tokenizer: Tokenizer, model: str) -> Iterator[dict[str, Any]]:
    """Yield the entities of all passages in row order, without their vectors."""
    hashes = iter(database.unit_hashes())
    for article in database.articles():
        for passage in database.passages_of(article.issue, article.n):
            entity = _entity(passage, article, tokenizer)
            content = json.dumps([model, next(hashes), entity]).encode()
            digest = hashlib.blake2b(content, digest_size=8).digest()
            yield {ID: int.from_bytes(digest) >> 1, **entity}


def _entity(passage: Passage, article: Article, tokenizer: Tokenizer) -> dict[str, str]:
    values = {
        TERMS: encode_terms(tokenizer.tokens(passages.unit_text(passage, article)[0])),
        TEXT: passage.text,
        "passage": passage.id,
        "article": article.id,
        "issue": article.issue,
        "title": article.title,
        "section": article.section,
        "source": article.source,
        "date": article.date,
        "url": passage.url,
    }
    return {name: _truncate(value) for name, value in values.items()}


def _truncate(text: str) -> str:
    """Cut a text to the size of a string field."""
    return text.encode()[:MAX_BYTES].decode(errors="ignore")


def _contained(keys: NDArray[np.int64], held: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return a mask of the keys that are in `held`, which is sorted."""
    if not len(held):
        return np.zeros(len(keys), np.bool_)
    found: NDArray[np.bool_] = held[np.minimum(np.searchsorted(held, keys), len(held) - 1)] == keys
    return found
