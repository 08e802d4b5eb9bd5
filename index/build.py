"""What `wence index` does: documents → a new version of the store.

The new version is written beside the live one and takes its place by one rename, so a
reader never sees half of it and a killed build leaves the old one whole. A passage whose
unit (context and text) is unchanged takes its vectors from the old version.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index import database, passages, store
from index.dense import DenseIndex
from index.documents import read_documents
from index.errors import DocumentError, StoreBusy, StoreError
from index.lexical import LexicalIndex
from index.model import Article, Passage
from index.store import Manifest, Store
from index.terms import mine_terms
from index.tokens import TokenWriter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding import Embedder

Progress = Callable[[str, int, int], None]  # stage in Chinese, done, total
_SLICE = 256  # passages whose token vectors are in memory at a time
_BUILDING = ".building"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `embedded`, `reused` and `removed` count passages."""

    articles: int
    passages: int
    embedded: int
    reused: int
    removed: int
    took_s: float
    warnings: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The object of `wence index --json` (CONTRACT)."""
        return {**asdict(self), "took_s": round(self.took_s, 2)}


@dataclass(frozen=True, slots=True)
class _Units:
    """Passages with what is embedded and tokenised for each."""

    passages: list[Passage]
    texts: list[str]
    starts: list[int]
    hashes: list[str]

    @classmethod
    def of(cls, articles: Sequence[Article]) -> _Units:
        units = cls([], [], [], [])
        for article in articles:
            for passage in passages.split_article(article):
                text, start = passages.unit_text(passage, article)
                units.passages.append(passage)
                units.texts.append(text)
                units.starts.append(start)
                # The start too: token offsets count from it.
                units.hashes.append(_hash([text, start]))
        return units


def build(
    paths: Sequence[Path], store_dir: Path, model: str, progress: Progress | None = None
) -> BuildReport:
    """Index files and folders; see `build_from_articles`.

    Raises:
        DocumentError: nothing readable in the paths.
    """
    corpus = read_documents(paths)
    return build_from_articles(
        corpus.articles, store_dir, model, warnings=corpus.warnings, progress=progress
    )


def build_from_articles(
    articles: Sequence[Article],
    store_dir: Path,
    model: str,
    *,
    warnings: Sequence[str] = (),
    progress: Progress | None = None,
) -> BuildReport:
    """Make the store hold these articles, and none else. Unchanged: nothing is written.

    Raises:
        StoreBusy: another build is writing there.
        StoreError: the folder cannot be written.
        ModelError: the embedding model cannot be loaded.
    """
    began = time.monotonic()
    units = _Units.of(articles)
    if not units.passages:
        raise DocumentError("文章里没有可以检索的文字。")
    content = _content(articles, units, model, warnings)
    try:
        with _locked(store_dir):
            old = _open_old(store_dir)
            hashes = old.database.unit_hashes() if old else []
            rows = {h: row for row, h in enumerate(hashes)} if _same_model(old, model) else {}
            if old is None or old.manifest.content != content:
                manifest = _manifest(articles, units, model, content, warnings)
                _write_version(store_dir, manifest, articles, units, old, rows, progress)
    except OSError as error:
        raise StoreError(
            f"无法写入索引目录 {store_dir}（{error.strerror}），请检查权限和磁盘空间。"
        ) from error
    reused = sum(unit_hash in rows for unit_hash in units.hashes)
    return BuildReport(
        articles=len(articles),
        passages=len(units.passages),
        embedded=len(units.passages) - reused,
        reused=reused,
        removed=len(set(hashes) - set(units.hashes)),
        took_s=time.monotonic() - began,
        warnings=list(warnings),
    )


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()


def _content(
    articles: Sequence[Article], units: _Units, model: str, warnings: Sequence[str]
) -> str:
    """Two builds of one content are the same index."""
    settings = [store.SCHEMA, passages.VERSION, model]
    return _hash([settings, [asdict(a) for a in articles], units.hashes, list(warnings)])


def _manifest(
    articles: Sequence[Article],
    units: _Units,
    model: str,
    content: str,
    warnings: Sequence[str],
) -> Manifest:
    return Manifest(
        schema=store.SCHEMA,
        model=model,
        dimension=0,
        passage_version=passages.VERSION,
        content=content,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        articles=len(articles),
        passages=len(units.passages),
        warnings=list(warnings),
        files={},
    )


@contextmanager
def _locked(store_dir: Path) -> Iterator[None]:
    """One build at a time; the lock of a killed one is free."""
    from filelock import FileLock, Timeout

    store_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(store_dir / ".lock")
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise StoreBusy(f"另一个 wence index 正在写入 {store_dir}，请等它结束后再试。") from error
    try:
        yield
    finally:
        lock.release()


def _open_old(store_dir: Path) -> Store | None:
    """The live version, where there is one to take from; a damaged one is built anew."""
    try:
        return Store.open(store_dir)
    except StoreError:
        return None


def _same_model(old: Store | None, model: str) -> bool:
    return old is not None and old.manifest.model == model


def _write_version(
    store_dir: Path,
    manifest: Manifest,
    articles: Sequence[Article],
    units: _Units,
    old: Store | None,
    rows: dict[str, int],
    progress: Progress | None,
) -> None:
    """Write beside, then make it the live one."""
    versions = store_dir / store.VERSIONS
    folder = versions / _BUILDING
    shutil.rmtree(folder, ignore_errors=True)  # left over from a killed build
    folder.mkdir(parents=True)
    tell = progress or (lambda stage, done, total: None)
    vectors = _write_vectors(folder, units, manifest.model, old, rows, tell)
    tell("建立索引", 0, 1)
    _write_indexes(folder, articles, units, vectors)
    manifest = replace(manifest, dimension=vectors.shape[1], files=_files(folder))
    manifest.write(folder)
    _sync(folder)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{manifest.content[:8]}"
    folder.rename(versions / name)
    _make_current(store_dir, name)
    _remove_old(versions, {name, old.folder.name if old else name})
    tell("建立索引", 1, 1)


def _write_vectors(
    folder: Path,
    units: _Units,
    model: str,
    old: Store | None,
    rows: dict[str, int],
    tell: Progress,
) -> NDArray[np.float32]:
    """Vectors of all passages, (n, d), written with their tokens' slice by slice."""
    embedder: Embedder | None = None
    missing = sum(unit_hash not in rows for unit_hash in units.hashes)
    vectors, done = [], 0
    with TokenWriter(folder) as tokens:
        for at in range(0, len(units.hashes), _SLICE):
            part = range(at, min(at + _SLICE, len(units.hashes)))
            new = [row for row in part if units.hashes[row] not in rows]
            if new and embedder is None:
                embedder = _load_embedder(model)
            encoded = dict(
                zip(new, _encode(embedder, units, new, done, missing, tell), strict=True)
            )
            done += len(new)
            for row in part:
                if row in encoded:
                    vector, states, spans = encoded[row]
                else:
                    assert old is not None
                    vector = old.vectors[rows[units.hashes[row]]]
                    states, spans = old.tokens(rows[units.hashes[row]])
                vectors.append(vector)
                tokens.append(states, spans)
    matrix = np.stack(vectors)
    np.save(folder / store.VECTORS, matrix)
    return matrix


def _load_embedder(model: str) -> Embedder:
    from index.embedding import Embedder

    return Embedder.load(model)


def _encode(
    embedder: Embedder | None,
    units: _Units,
    rows: list[int],
    done: int,
    total: int,
    tell: Progress,
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int32]]]:
    """Vector, token vectors and their offsets in the passage; the context's are negative."""
    if embedder is None:
        return
    texts = [units.texts[row] for row in rows]
    found = embedder.encode(texts, "passage", lambda n: tell("计算向量", done + n, total))
    for row, encoded in zip(rows, found, strict=True):
        yield encoded.vector, encoded.tokens, encoded.spans - units.starts[row]


def _write_indexes(
    folder: Path, articles: Sequence[Article], units: _Units, vectors: NDArray[np.float32]
) -> None:
    database.write(folder / store.DATABASE, articles, units.passages, units.hashes)
    DenseIndex.build(vectors).save(folder / store.DENSE)
    terms = mine_terms((a.title for a in articles), (a.text for a in articles))
    (folder / store.TERMS).write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")
    LexicalIndex.build(units.texts, terms).save(folder / store.LEXICAL)


def _files(folder: Path) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 of every file, by its path in the version."""
    return {
        file.relative_to(folder).as_posix(): {
            "size": file.stat().st_size,
            "sha256": store.sha256(file),
        }
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def _sync(folder: Path) -> None:
    """Have the disk hold all of it before anything points there."""
    for path in [*folder.rglob("*"), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _make_current(store_dir: Path, name: str) -> None:
    beside = store_dir / f".{store.CURRENT}"
    with beside.open("w", encoding="utf-8") as stream:
        stream.write(name + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(store_dir / store.CURRENT)


def _remove_old(versions: Path, keep: set[str]) -> None:
    """All but the live version and the one before, which readers may still have open."""
    for folder in versions.iterdir():
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)
