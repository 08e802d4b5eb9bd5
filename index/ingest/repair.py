"""`wence index --repair`: what is damaged is made again from what is whole.

Every file is compared with its SHA-256. Articles come from the version's own database, or
else from the files they were read from; vectors from the segments that are whole, the rest
are computed. Where neither articles nor files are left, the version before serves again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.errors import DocumentError, StoreDamaged, StoreMismatch
from index.ingest.build import BuildReport, update
from index.ingest.milvus import missing
from index.ingest.sources import Corpus, FileCorpus, Sources
from index.ingest.vectors import Progress, VectorPool
from index.model import Article
from index.search.milvus.collection import Milvus
from index.store import segments
from index.store.database import Database
from index.store.manifest import (
    COPIES,
    CURRENT,
    DATABASE,
    DENSE,
    DUPLICATES,
    ENTITIES,
    LEXICAL,
    MANIFEST,
    PLACES,
    SOURCES,
    TERMS,
    VECTORS,
    Manifest,
    current_version,
)
from index.store.versions import Previous, versions, writing

_WHAT = {
    CURRENT: "当前版本的标记",
    MANIFEST: "清单",
    DATABASE: "文章和段落",
    VECTORS: "段落向量",
    DENSE: "向量索引",
    TERMS: "词表",
    PLACES: "向量位置表",
    DUPLICATES: "重复文章表",
    COPIES: "重复段落表",
    SOURCES: "文件记录",
    ENTITIES: "Milvus 对照表",
    segments.TOKENS: "词向量",
    segments.SPANS: "词向量",
    segments.ENDS: "词向量",
    segments.UNITS: "向量清单",
}


@dataclass(frozen=True, slots=True)
class Repair:
    """What was found damaged, a sentence each, and how it was made again; none of both where
    the store is whole.
    """

    damaged: list[str] = field(default_factory=list)
    done: str = ""
    report: BuildReport | None = None

    def to_json(self) -> dict[str, Any]:
        """The object of `wence index --repair --json`."""
        built = self.report.to_json() if self.report else None
        return {"damaged": self.damaged, "done": self.done, "report": built}


class StoredCorpus:
    """The articles that a version holds, to be indexed again as they are."""

    def __init__(self, version: Previous, manifest: Manifest, database: Database) -> None:
        self._manifest, self._database = manifest, database
        self.warnings, self.sources = manifest.warnings, Sources.read(version.folder)

    def articles(self) -> Iterator[Article]:
        """All of them, in order."""
        return self._database.articles()

    def content(self, model: str) -> str:
        """What it was: nothing changes."""
        return self._manifest.content


def repair(
    store_dir: Path,
    paths: Sequence[Path],
    model: str,
    progress: Progress | None = None,
    milvus: Milvus | None = None,
) -> Repair:
    """Check every file, and build anew where one is damaged, or passages are missing in Milvus.

    `paths` and `model` serve where the store has lost its own.

    Raises:
        StoreMissing: nothing has been built there.
        StoreMismatch: it was built by another version of the program.
        StoreDamaged: neither the articles nor the files they came from are left.
        StoreBusy, StoreError, StoreUnreachable, ModelError: as for a build.
    """
    with writing(store_dir):
        live = Previous.open(store_dir, thorough=True)
        if live.first:
            raise StoreMismatch(f"索引 {store_dir} 由旧版程序建立，请运行 wence index 更新。")
        whole = None if live.damaged else current_version(store_dir)
        lost = missing(milvus, whole) if milvus and whole else 0
        if whole and not lost:
            return Repair()
        model = live.manifest.model if live.manifest else model
        corpus, how = _corpus(store_dir, live, paths)
        pool = VectorPool(store_dir, model, hashed=segments.ALL)
        report = update(store_dir, corpus, live, model, progress, pool, milvus)
    found = [f"{_what(file)}缺失或损坏：{file.relative_to(store_dir)}" for file in live.damaged]
    found += [f"Milvus 的集合里缺少 {lost} 段"] if lost else []
    done = f"{how}，沿用 {report.reused} 段的向量，重算 {report.embedded} 段。"
    return Repair(found, done, report)


def _corpus(store_dir: Path, live: Previous, paths: Sequence[Path]) -> tuple[Corpus, str]:
    """Where the articles are taken from, and how to say it."""
    if stored := _stored(live):
        return stored, "已用索引里的文章重建"
    own = [Path(path) for path in Sources.read(live.folder).paths]
    try:
        return FileCorpus(own or paths, live, bool(own)), "已从原文件重新读取文章并重建"
    except DocumentError as error:
        for folder in versions(store_dir):
            if stored := _stored(Previous.of(folder, thorough=True)):
                return stored, "原文件已不在，已退回上一个版本的文章"
        raise StoreDamaged(
            f"索引 {store_dir} 里的文章已损坏，原文件也找不到（{error}）；"
            "请运行 wence index <文件或文件夹> 重建。"
        ) from error


def _stored(version: Previous) -> StoredCorpus | None:
    if version.manifest and version.database:
        return StoredCorpus(version, version.manifest, version.database)
    return None


def _what(file: Path) -> str:
    lexical = "关键词索引" if file.parent.name == LEXICAL else "文件"
    return _WHAT.get(file.name, lexical)
