"""The Milvus collection of a store: one entity a passage, searched by vector and by BM25.

The terms come from index/text/tokenizer.py, written so that Milvus's analyzers do not split
them; Milvus's own BM25 function scores them. pymilvus is imported only when a connection is
made.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from index.errors import StoreMismatch, StoreMissing, StoreUnreachable
from index.search.bm25 import K1, B
from index.search.milvus.errors import no_collection, translate_errors

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pymilvus import MilvusClient

    from index.search.interface import Ranking

ID, VECTOR, TERMS, SPARSE, TEXT = "id", "vector", "terms", "sparse", "text"
FILTERED = ("article", "issue")
SHOWN = ("passage", "title", "section", "source", "date", "url")  # for other readers
MAX_BYTES = 65_535  # of a string field
MAX_HITS = 16_384  # of one search

CONNECT_S, SEARCH_S, WRITE_S = 5.0, 10.0, 120.0
_PAGE = 10_000  # keys listed at a time
METRICS = {VECTOR: "IP", SPARSE: "BM25"}


@dataclass(frozen=True, slots=True)
class Milvus:
    """The address of a collection. `uri` is a server's, or a file of milvus-lite (`….db`)."""

    uri: str
    collection: str = "wence"
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.uri:
            raise StoreUnreachable(
                "WENCE_VECTOR_STORE 是 milvus，请再设置 WENCE_MILVUS_URI，"
                "如 http://127.0.0.1:19530。"
            )

    @property
    def place(self) -> str:
        """The server's address without user and password, or the file."""
        return urlsplit(self.uri).netloc.rpartition("@")[2] or self.uri

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of pymilvus's clients."""
        # milvus-lite drops clients that ping as often as pymilvus does, every ten seconds
        rare_pings = {"grpc_options": {"grpc.keepalive_time_ms": 3_600_000}}
        return {
            "uri": self.uri,
            "token": self.token,
            **(rare_pings if self.uri.endswith(".db") else {}),
        }

    def connect(self) -> MilvusClient:
        """Connect to Milvus.

        Raises:
            StoreUnreachable: pymilvus is not installed, or Milvus does not answer.
        """
        try:
            from pymilvus import MilvusClient
        except ImportError as error:
            raise StoreUnreachable(
                "使用 Milvus 要另装组件，请运行 pip install 'wence[milvus]'。"
            ) from error
        for name in ("pymilvus", "pymilvus.milvus_client", "milvus_lite", "grpc._server"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # our errors say it
        with translate_errors(self.place, self.collection):
            return MilvusClient(**self.arguments, timeout=CONNECT_S)


class Collection:
    """An open collection. Safe for many threads at once.

    Any method raises StoreUnreachable where Milvus does not answer, and StoreMissing where
    the collection has been dropped.
    """

    def __init__(self, milvus: Milvus) -> None:
        self.milvus, self._name = milvus, milvus.collection
        self._client = milvus.connect()

    @classmethod
    def open(cls, milvus: Milvus, dimension: int) -> Collection:
        """Open an existing collection.

        Raises:
            StoreMissing: it does not exist.
            StoreMismatch: it has other fields, or vectors of another dimension.
        """
        found = cls(milvus)
        with found._errors():
            if not found._client.has_collection(found._name, timeout=SEARCH_S):
                raise StoreMissing(no_collection(milvus.place, found._name))
        found._check(dimension)
        return found

    @classmethod
    def ensure(cls, milvus: Milvus, dimension: int) -> Collection:
        """Open the collection, or create it where it does not exist; raise StoreMismatch as `open`."""
        found = cls(milvus)
        with found._errors():
            if not found._client.has_collection(found._name, timeout=SEARCH_S):
                found._create(dimension)
        found._check(dimension)
        return found

    def __len__(self) -> int:
        """Return the number of entities, with all that were inserted before the call."""
        with self._errors():
            [row] = self._client.query(
                self._name,
                filter="",
                output_fields=["count(*)"],
                timeout=SEARCH_S,
                consistency_level="Strong",
            )
        return int(row["count(*)"])

    def keys(self) -> NDArray[np.int64]:
        """Return the primary keys of all entities, in no particular order."""
        parts = [np.empty(0, np.int64)]
        with self._errors():
            pages = self._client.query_iterator(
                self._name,
                batch_size=_PAGE,
                output_fields=[ID],
                timeout=WRITE_S,
                consistency_level="Strong",
            )
            while page := pages.next():
                parts.append(np.array([row[ID] for row in page], np.int64))
            pages.close()
        return np.concatenate(parts)

    def holds(self, keys: Sequence[int]) -> bool:
        """Return whether all of these entities exist; meant for up to some hundred keys."""
        with self._errors():
            rows = self._client.query(
                self._name,
                filter=f"{ID} in {list(keys)}",
                output_fields=[ID],
                timeout=SEARCH_S,
                consistency_level="Strong",
            )
        return {row[ID] for row in rows} == set(keys)

    def insert(self, entities: Sequence[Mapping[str, Any]]) -> None:
        """Add entities whose keys are new."""
        with self._errors():
            self._client.insert(self._name, list(map(dict, entities)), timeout=WRITE_S)

    def delete(self, keys: Sequence[int]) -> None:
        """Remove entities by their keys."""
        with self._errors():
            self._client.delete(self._name, ids=list(keys), timeout=WRITE_S)

    def flush(self) -> None:
        """Have Milvus store what was inserted, and wait until every search finds it."""
        with self._errors():
            self._client.flush(self._name, timeout=WRITE_S)
        len(self)  # a count of strong consistency waits until all inserts are visible

    def search(
        self, field: str, query: str | NDArray[np.float32], k: int, expression: str = ""
    ) -> Ranking:
        """Return the keys of the k best entities by a field, VECTOR or SPARSE, and their scores."""
        with self._errors():
            [hits] = self._client.search(
                self._name,
                data=[query],
                anns_field=field,
                limit=k,
                filter=expression,
                search_params={"metric_type": METRICS[field]},
                output_fields=[ID],
                timeout=SEARCH_S,
            )
        scores = np.array([hit["distance"] for hit in hits], np.float32)
        # milvus-lite returns BM25 as a negative distance
        scores = np.abs(scores) if field == SPARSE else scores
        return np.array([hit[ID] for hit in hits], np.int64), scores

    def _errors(self) -> AbstractContextManager[None]:
        return translate_errors(self.milvus.place, self._name)

    def _create(self, dimension: int) -> None:
        from pymilvus import DataType, Function, FunctionType, MilvusClient

        lite = "lite" in self._client.get_server_version(timeout=SEARCH_S)
        # the analyzer that splits at spaces only; milvus-lite does not have it
        analyzer = {"tokenizer": "standard" if lite else "whitespace"}
        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field(ID, DataType.INT64, is_primary=True)
        schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=dimension)
        schema.add_field(SPARSE, DataType.SPARSE_FLOAT_VECTOR)
        schema.add_field(
            TERMS,
            DataType.VARCHAR,
            max_length=MAX_BYTES,
            enable_analyzer=True,
            analyzer_params=analyzer,
        )
        for name in (TEXT, *FILTERED, *SHOWN):
            schema.add_field(name, DataType.VARCHAR, max_length=MAX_BYTES)
        schema.add_function(Function("bm25", FunctionType.BM25, [TERMS], [SPARSE]))
        indexes = MilvusClient.prepare_index_params()
        kind = "FLAT" if lite else "AUTOINDEX"
        indexes.add_index(VECTOR, index_type=kind, metric_type=METRICS[VECTOR])
        indexes.add_index(
            SPARSE,
            index_type="SPARSE_INVERTED_INDEX",
            metric_type=METRICS[SPARSE],
            params={"bm25_k1": K1, "bm25_b": B},
        )
        for name in FILTERED:
            indexes.add_index(name, index_type="INVERTED")
        self._client.create_collection(
            self._name,
            schema=schema,
            index_params=indexes,
            consistency_level="Bounded",
            timeout=WRITE_S,
        )

    def _check(self, dimension: int) -> None:
        with self._errors():
            described = self._client.describe_collection(self._name, timeout=SEARCH_S)
            self._client.load_collection(self._name, timeout=WRITE_S)
        fields = {found["name"]: found["params"] for found in described["fields"]}
        if not fields.keys() >= {ID, VECTOR, TERMS, SPARSE, TEXT, *FILTERED, *SHOWN}:
            raise StoreMismatch(
                f"Milvus 里的集合 {self._name} 不是 wence 建的，请用 WENCE_MILVUS_COLLECTION "
                "换一个名字。"
            )
        if (held := int(fields[VECTOR]["dim"])) != dimension:
            raise StoreMismatch(
                f"Milvus 里的集合 {self._name} 的向量是 {held} 维，索引的是 {dimension} 维，"
                "请删去这个集合，或用 WENCE_MILVUS_COLLECTION 换一个名字，再运行 wence migrate。"
            )
