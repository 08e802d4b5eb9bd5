"""The index on disk.

STORE/CURRENT            the live version's name, replaced in one rename
STORE/versions/<name>/   manifest.json  what it is made of; size and SHA-256 of every file
                         corpus.sqlite  articles and passages
                         vectors.npy    (passages, d) float32      dense.faiss  over them
                         lexical/       BM25                       terms.json   its words
                         tokens.npy, token_spans.npy, token_offsets.npy  see index/tokens.py

A version never changes once it is live, and nothing in it is pickled.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.database import Database
from index.dense import DenseIndex
from index.errors import StoreDamaged, StoreMismatch, StoreMissing
from index.lexical import LexicalIndex
from index.model import Article, Passage
from index.tokens import TokenVectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCHEMA = 1
CURRENT, VERSIONS, MANIFEST = "CURRENT", "versions", "manifest.json"
DATABASE, VECTORS, DENSE, LEXICAL, TERMS = (
    "corpus.sqlite",
    "vectors.npy",
    "dense.faiss",
    "lexical",
    "terms.json",
)
_REBUILD = "请重新运行 wence index <文件或文件夹>。"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version is made of. `content` is a hash of corpus, model and settings."""

    schema: int
    model: str
    dimension: int
    passage_version: int
    content: str
    created: str
    articles: int
    passages: int
    warnings: list[str]
    files: dict[str, dict[str, Any]]

    def write(self, folder: Path) -> None:
        """Write `manifest.json`."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read `manifest.json`, whose schema must be ours."""
        try:
            values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if values["schema"] != SCHEMA:
                raise StoreMismatch(f"索引 {folder} 由另一个版本的程序建立，{_REBUILD}")
            return cls(**values)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreDamaged(f"索引的清单 {folder / MANIFEST} 无法读取，{_REBUILD}") from error


class Store:
    """One version of the index, open for reading; safe for many threads at once.

    Row i of `passages()`, vector i and lexical document i are the same passage.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder, self.manifest = folder, manifest
        self.database = Database(folder / DATABASE)
        self._passages = self.database.passages()
        self._rows = {passage.id: row for row, passage in enumerate(self._passages)}
        self._by_article: defaultdict[str, list[Passage]] = defaultdict(list)
        for passage in self._passages:
            self._by_article[passage.article_id].append(passage)
        self.vectors: NDArray[np.float32] = np.load(
            folder / VECTORS, mmap_mode="r", allow_pickle=False
        )
        self.dense = DenseIndex.load(folder / DENSE)
        terms = json.loads((folder / TERMS).read_text(encoding="utf-8"))
        self.lexical = LexicalIndex.load(folder / LEXICAL, terms)
        self._tokens = TokenVectors(folder)

    @classmethod
    def open(cls, path: Path, model: str | None = None) -> Store:
        """Open the live version; with `model`, only if it was built with that model.

        Raises:
            StoreMissing: nothing has been built there.
            StoreMismatch: built by another version of the program, or with another model.
            StoreDamaged: a file is missing, has another size, or cannot be read.
        """
        folder = current_version(path)
        manifest = Manifest.read(folder)
        if model is not None and model != manifest.model:
            raise StoreMismatch(
                f"索引 {path} 用向量模型 {manifest.model} 建立，与当前设置 {model} 不符，{_REBUILD}"
            )
        for name, properties in manifest.files.items():
            file = folder / name
            if not file.is_file() or file.stat().st_size != properties["size"]:
                raise StoreDamaged(f"索引文件 {file} 缺失或不完整，{_REBUILD}")
        try:
            return cls(folder, manifest)
        except (OSError, ValueError, TypeError, sqlite3.Error) as error:
            raise StoreDamaged(f"索引 {folder} 无法读取，{_REBUILD}") from error

    def verify(self) -> None:
        """Compare every file with its SHA-256.

        Raises:
            StoreDamaged: one differs.
        """
        for name, properties in self.manifest.files.items():
            if sha256(self.folder / name) != properties["sha256"]:
                raise StoreDamaged(f"索引文件 {self.folder / name} 与清单不符，{_REBUILD}")

    @property
    def warnings(self) -> list[str]:
        """What a person should know about the reading of the corpus."""
        return self.manifest.warnings

    def articles(self) -> list[Article]:
        """All articles, in corpus order."""
        return self.database.articles()

    def article(self, article_id: str) -> Article | None:
        """One article, or None."""
        return self.database.article(article_id)

    def passages(self) -> list[Passage]:
        """All passages, in row order."""
        return self._passages

    def passages_of(self, article_id: str) -> list[Passage]:
        """An article's passages, in order."""
        return self._by_article.get(article_id, [])

    def passage(self, passage_id: str) -> Passage | None:
        """One passage, or None."""
        row = self._rows.get(passage_id)
        return None if row is None else self._passages[row]

    def row(self, passage_id: str) -> int:
        """A passage's row; KeyError where there is none."""
        return self._rows[passage_id]

    def tokens(self, row: int) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Vectors (t, h) of a unit's tokens, and their offsets in the passage's text (t, 2).

        Tokens of the context before the text have negative offsets.
        """
        return self._tokens[row]


def current_version(path: Path) -> Path:
    """Folder of the live version.

    Raises:
        StoreMissing: nothing has been built there.
        StoreDamaged: what `CURRENT` names is not there.
    """
    try:
        name = (path / CURRENT).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreMissing(f"{path} 中还没有索引，请先运行 wence index <文件或文件夹>。") from error
    except (OSError, ValueError) as error:
        raise StoreDamaged(f"索引 {path} 无法读取，{_REBUILD}") from error
    folder = path / VERSIONS / name
    if not re.fullmatch(r"[\w-]+", name) or not folder.is_dir():
        raise StoreDamaged(f"索引 {path} 的当前版本不存在，{_REBUILD}")
    return folder


def sha256(file: Path) -> str:
    """Of a file's content, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
