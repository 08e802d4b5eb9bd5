"""The index on disk, open for reading.

STORE/CURRENT            name of the live version; replaced by one rename
STORE/versions/<name>/   manifest.json    what the version is made of; size and SHA-256 of files
                         corpus.sqlite    articles, passages, and relations between articles
                         vectors.npy      (passages, d) float32
                         dense.faiss      FAISS index of the vectors
                         lexical/         BM25 index, see index/ingest/lexical.py
                         terms.json       the corpus's own words, for the tokenizer
                         places.npy       (passages, 2) int32: segment, and row in the segment
                         duplicates.json  articles that were printed more than once
                         copies.npy       (passages,) int32: first passage with the same words
                         signatures.npy   (articles, 64) uint32: MinHash of each article
                         keys.npy         (passages,) 16 bytes: equal for the same words
                         sources.json     the files that were read, see index/ingest/sources.py
                         entities.npy     (passages,) int64: keys in Milvus; only where Milvus
                                          searches, in place of dense.faiss and lexical/
                         examples.json    questions to start with, see rag/examples/pool.py; made
                                          after the version, not in the manifest, may be missing
STORE/segments/<name>/   vectors, shared by versions, see index/store/segments.py

A version never changes once it is live, and nothing in it is pickled. The next one is made from
it where little has changed, see index/ingest/continuation.py.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.errors import StoreDamaged, StoreMismatch, WenceError
from index.model import Article, Passage, Relation
from index.search.bm25 import LexicalIndex
from index.search.dense import DenseIndex
from index.search.levels import Levels, measure_levels
from index.search.local import LocalSearch
from index.search.milvus.search import MilvusSearch
from index.store.database import Database
from index.store.files import REPAIR, read_json
from index.store.manifest import (
    COPIES,
    DATABASE,
    DENSE,
    DUPLICATES,
    ENTITIES,
    LEXICAL,
    PLACES,
    TERMS,
    VECTORS,
    Integrity,
    Manifest,
    current_version,
    damaged_files,
    require_whole,
    segment_folders,
)
from index.store.npy import load
from index.store.rows import PassageRows, article_numbers
from index.store.segments import Segment
from index.store.spec import StoreSpec, shown_prompt
from index.text.tokenizer import Tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.interface import Encoder
    from index.search.interface import Search
    from index.search.milvus.collection import Milvus

_NUMBER = re.compile(r"[0-9]{1,9}")
_REBUILD = "请运行 wence index 重建（没变的文章不重读，只重算向量）。"
_MIGRATE = {
    False: "索引在本机，还不在 Milvus 里，请运行 wence migrate 搬过去。",
    True: "索引在 Milvus 里检索，请设置 WENCE_VECTOR_STORE=milvus 和 WENCE_MILVUS_URI，"
    "或运行 wence migrate 搬回本机。",
}


class Store:
    """One version of the index, open for reading. Safe for many threads at once.

    Row i of `passages()`, of `vectors` and of the search indexes is the same passage.
    `duplicates` maps the id of each repeated article to the id of its first printing;
    `copies` (passages,) maps each row to the first row with the same words.
    """

    def __init__(self, folder: Path, manifest: Manifest, milvus: Milvus | None = None) -> None:
        self.folder, self.manifest = folder, manifest
        self.database = Database(folder / DATABASE)
        self._passages = PassageRows(self.database, manifest.passages)
        self.vectors: NDArray[np.float32] = load(folder / VECTORS, np.float32)
        self._search = self._open_search(milvus)
        self._segments = [Segment(path) for path in segment_folders(folder, manifest)]
        self._places: NDArray[np.int32] = load(folder / PLACES, np.int32)
        self.copies: NDArray[np.int32] = load(folder / COPIES, np.int32)
        self.duplicates: dict[str, str] = read_json(folder / DUPLICATES)
        self._printings = defaultdict[str, list[str]](list)
        for again, first in self.duplicates.items():
            self._printings[first].append(again)
        self._levels, self._levels_lock = manifest.levels, threading.Lock()
        self._integrity: Integrity = "checking"

    @classmethod
    def open(cls, spec: StoreSpec) -> Store:
        """Open the live version, to search it where the spec says.

        The files are compared with the manifest, see `index.store.manifest.damaged_files`.
        Where the version is searched elsewhere than the spec says, its documents can be read
        all the same, and only `search` raises.

        Raises:
            StoreMissing: nothing has been built there.
            StoreMismatch: built by another version of the program, or with another model.
            StoreDamaged: a file is missing, altered, or cannot be read.
            StoreUnreachable: Milvus does not answer.
        """
        return cls._open_live(spec.folder, spec)

    @classmethod
    def open_folder(cls, folder: Path) -> Store:
        """Open the live version whatever model made it; raise as `open` does."""
        return cls._open_live(folder, None)

    @classmethod
    def _open_live(cls, path: Path, spec: StoreSpec | None) -> Store:
        folder = current_version(path)
        try:
            return cls._open(folder, path, spec)
        except StoreDamaged:
            if current_version(path) == folder:
                raise
            # two builds in the meantime have removed the version
            return cls._open_live(path, spec)

    @classmethod
    def _open(cls, folder: Path, path: Path, spec: StoreSpec | None) -> Store:
        manifest = Manifest.read(folder)
        if spec:
            _require_same_vectors(manifest, spec)
        require_whole(folder, manifest)
        try:
            return cls(folder, manifest, spec.milvus if spec else None)
        except WenceError:
            raise
        except Exception as error:  # the readers of these formats raise anything at wrong bytes
            raise StoreDamaged(f"索引 {folder} 无法读取，{REPAIR}") from error

    def _open_search(self, milvus: Milvus | None) -> Search | None:
        """Open what searches the version; None where that is elsewhere than `milvus` says."""
        if self.in_milvus != (milvus is not None):
            return None
        terms = read_json(self.folder / TERMS)
        if milvus is None:
            dense = DenseIndex.load(self.folder / DENSE)
            lexical = LexicalIndex.load(self.folder / LEXICAL, terms)
            return LocalSearch(dense, lexical, self.vectors)
        keys = load(self.folder / ENTITIES, np.int64)
        return MilvusSearch.open(milvus, self.manifest.dimension, keys, Tokenizer(terms))

    @property
    def in_milvus(self) -> bool:
        """Whether the version is searched in Milvus, not in its own files."""
        return ENTITIES in self.manifest.files

    @property
    def search(self) -> Search:
        """The search of its passages.

        Raises:
            StoreMismatch: the version is searched elsewhere than `open` was told.
        """
        if self._search is None:
            raise StoreMismatch(_MIGRATE[self.in_milvus])
        return self._search

    def require_search(self) -> None:
        """Raise StoreMismatch where the store cannot be searched, as `search` does."""
        _ = self.search

    @property
    def dense(self) -> DenseIndex:
        """The local index of vectors; StoreMismatch where there is none."""
        return self._local.dense_index

    @property
    def lexical(self) -> LexicalIndex:
        """The local index of words; StoreMismatch where there is none."""
        return self._local.lexical_index

    @property
    def _local(self) -> LocalSearch:
        if not isinstance(self.search, LocalSearch):
            raise StoreMismatch("这里只能用本机的索引，请设置 WENCE_VECTOR_STORE=local。")
        return self.search

    def verify(self) -> None:
        """Compare every file with its SHA-256, those too that opening leaves out.

        It takes a second for each 0.3 to 2 GB.

        Raises:
            StoreDamaged: a file differs.
        """
        found = damaged_files(self.folder, self.manifest)
        self._integrity = "damaged" if found else "intact"
        if found:
            raise StoreDamaged(f"索引文件 {found[0]} 与清单不符，{REPAIR}")

    @property
    def integrity(self) -> Integrity:
        """Whether the files are still there, and what `verify` has found."""
        return self._integrity if self.folder.is_dir() else "missing"

    @property
    def warnings(self) -> list[str]:
        """Sentences about the reading of the corpus that the user should see."""
        return self.manifest.warnings

    @cached_property
    def files(self) -> list[tuple[str, str, str]]:
        """Id, issue and file of all articles, in corpus order; do not change the list."""
        return self.database.files()

    def articles(self) -> list[Article]:
        """Return all articles, in corpus order."""
        return list(self.database.articles())

    def article(self, article_id: str) -> Article | None:
        """Return an article, or None where there is no such id."""
        return self.database.article(article_id)

    def holding(self, words: Sequence[str]) -> list[str]:
        """Return the ids of the articles that hold every word, see `Database.holding`.

        Of an article that was printed more than once, only the first printing counts.
        """
        return [id_ for id_ in self.database.holding(words) if id_ not in self.duplicates]

    def also_in(self, article_id: str) -> list[str]:
        """Return the ids of the same article's other printings, in corpus order."""
        first = self.duplicates.get(article_id, article_id)
        printings = [first, *self._printings.get(first, [])]
        return [printing for printing in printings if printing != article_id]

    def relations(self) -> list[Relation]:
        """Return all relations between articles."""
        return self.database.relations()

    def relations_of(self, article_id: str) -> list[Relation]:
        """Return the relations in which an article is the newer or the older one."""
        return self.database.relations_of(article_id)

    def passages(self) -> Sequence[Passage]:
        """Return all passages, in row order."""
        return self._passages

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of an article, in order."""
        issue, _, n = article_id.rpartition("/")
        return self.database.passages_of(issue, int(n)) if _NUMBER.fullmatch(n) else []

    def passage(self, passage_id: str) -> Passage | None:
        """Return a passage, or None where there is no such id."""
        row = self._row(passage_id)
        return None if row is None else self._passages[row]

    def row(self, passage_id: str) -> int:
        """Return a passage's row; raise KeyError where there is none."""
        row = self._row(passage_id)
        if row is None:
            raise KeyError(passage_id)
        return row

    def tokens(self, row: int) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Return a passage's token vectors (t, h) and their offsets in its text (t, 2).

        Tokens of the context, which is embedded before the text, have negative offsets.
        """
        segment, place = self._places[row]
        return self._segments[int(segment)].tokens(int(place))

    def levels(self, encoder: Encoder) -> Levels:
        """Return the levels of the encoder's similarities on this corpus.

        Where the manifest has none, or has those of another prompt for questions, they are
        measured at the first call, which takes seconds, and kept in memory.
        """
        with self._levels_lock:
            if self._levels is None or self._levels.prompt != encoder.prompts["query"]:
                self._levels = measure_levels(
                    self.vectors,
                    lambda row: self.tokens(row)[0],
                    article_numbers(self.database, self.duplicates),
                    lambda row: self._passages[row].text,
                    encoder,
                )
            return self._levels

    def _row(self, passage_id: str) -> int | None:
        article_id, _, k = passage_id.rpartition("#")
        issue, _, n = article_id.rpartition("/")
        if not (_NUMBER.fullmatch(n) and _NUMBER.fullmatch(k)):
            return None
        return self.database.row(issue, int(n), int(k))


def _require_same_vectors(manifest: Manifest, spec: StoreSpec) -> None:
    """Raise StoreMismatch where another model or passage prompt made the vectors."""
    if spec.model != manifest.model:
        raise StoreMismatch(
            f"索引 {spec.folder} 用向量模型 {manifest.model} 建立，"
            f"与当前设置 {spec.model} 不符，{_REBUILD}"
        )
    if spec.passage_prompt != manifest.passage_prompt:
        raise StoreMismatch(
            f"索引 {spec.folder} 建立时段落的提示词是{shown_prompt(manifest.passage_prompt)}，"
            f"与当前设置的{shown_prompt(spec.passage_prompt)}不符，{_REBUILD}"
        )
