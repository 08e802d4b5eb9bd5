"""`wence index --repair`: rebuild what is damaged from what is intact.

Every file is compared with its SHA-256. Articles are taken from the version's own database, or
else read again from their files; vectors are taken from intact segments, and the others are
computed. Where neither database nor files are left, the previous version's articles are used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.embedding.embedder import Embedder
from index.errors import DocumentError, StoreDamaged, StoreMismatch
from index.ingest.build import BuildReport, update
from index.ingest.milvus import count_missing
from index.ingest.sources import Corpus, FileCorpus, Sources
from index.ingest.vectors import Progress, VectorPool
from index.model import Article
from index.store import segments
from index.store.database import Database
from index.store.manifest import (
    COPIES,
    CURRENT,
    DATABASE,
    DENSE,
    DUPLICATES,
    ENTITIES,
    KEYS,
    LEXICAL,
    MANIFEST,
    PLACES,
    SIGNATURES,
    SOURCES,
    TERMS,
    VECTORS,
    Manifest,
    current_version,
)
from index.store.spec import StoreSpec
from index.store.versions import PreviousVersion, versions, write_lock

if TYPE_CHECKING:
    from index.embedding.interface import LoadEncoder

_NAMES = {
    CURRENT: "当前版本的标记",
    MANIFEST: "清单",
    DATABASE: "文章和段落",
    VECTORS: "段落向量",
    DENSE: "向量索引",
    TERMS: "词表",
    PLACES: "向量位置表",
    DUPLICATES: "重复文章表",
    COPIES: "重复段落表",
    KEYS: "段落指纹",
    SIGNATURES: "文章指纹",
    SOURCES: "文件记录",
    ENTITIES: "Milvus 对照表",
    segments.TOKENS: "词向量",
    segments.ENDS: "词向量",
    segments.UNITS: "向量清单",
}


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair found and did.

    `damaged` has a sentence for each damaged file, `done` says how the store was rebuilt. Both
    are empty where the store is intact.
    """

    damaged: list[str] = field(default_factory=list)
    done: str = ""
    report: BuildReport | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the object of `wence index --repair --json`."""
        built = self.report.to_json() if self.report else None
        return {"damaged": self.damaged, "done": self.done, "report": built}


class StoredCorpus:
    """The articles of a stored version, to be indexed again unchanged."""

    def __init__(self, version: PreviousVersion, manifest: Manifest, database: Database) -> None:
        self._manifest, self._database = manifest, database
        self.warnings, self.sources = manifest.warnings, Sources.read(version.folder)

    def articles(self) -> Iterator[Article]:
        """Yield all articles, in order."""
        return self._database.articles()

    def content(self, vectors: str) -> str:
        """Return the version's hash, since its content does not change."""
        return self._manifest.content


def repair(
    spec: StoreSpec,
    paths: Sequence[Path],
    progress: Progress | None = None,
    *,
    load_embedder: LoadEncoder = Embedder.load,
) -> Repair:
    """Check every file, and rebuild where one is damaged or passages are missing in Milvus.

    `paths` and the spec's model and prompt are used only where the store's own record of them is lost.

    Raises:
        StoreMissing: nothing has been built there.
        StoreMismatch: the store was built by another version of the program.
        StoreDamaged: neither the articles nor the files they came from are left.
        StoreBusy, StoreError, StoreUnreachable, ModelError: as for a build.
    """
    with write_lock(spec.folder):
        live = PreviousVersion.live(spec.folder, thorough=True)
        if live.older_schema:
            raise StoreMismatch(f"索引 {spec.folder} 由旧版程序建立，请运行 wence index 更新。")
        intact = None if live.damaged else current_version(spec.folder)
        lost = count_missing(spec.milvus, intact) if spec.milvus and intact else 0
        if intact and not lost:
            return Repair()
        if live.manifest:
            spec = live.manifest.applied_to(spec)
        corpus, how = _corpus(spec.folder, live, paths)
        pool = VectorPool(spec.folder, spec.vectors, hashed=segments.ALL)
        report = update(spec, corpus, live, progress, pool=pool, load_embedder=load_embedder)
    found = [
        f"{_file_name(file)}缺失或损坏：{file.relative_to(spec.folder)}" for file in live.damaged
    ]
    found += [f"Milvus 的集合里缺少 {lost} 段"] if lost else []
    done = f"{how}，沿用 {report.reused} 段的向量，重算 {report.embedded} 段。"
    return Repair(found, done, report)


def _corpus(store_dir: Path, live: PreviousVersion, paths: Sequence[Path]) -> tuple[Corpus, str]:
    """Return where the articles are taken from, and the sentence that says so."""
    if stored := _stored(live):
        return stored, "已用索引里的文章重建"
    own = [Path(path) for path in Sources.read(live.folder).paths]
    try:
        return FileCorpus(own or paths, live, bool(own)), "已从原文件重新读取文章并重建"
    except DocumentError as error:
        for folder in versions(store_dir):
            if stored := _stored(PreviousVersion.inspect(folder, thorough=True)):
                return stored, "原文件已不在，已退回上一个版本的文章"
        raise StoreDamaged(
            f"索引 {store_dir} 里的文章已损坏，原文件也找不到（{error}）；"
            "请运行 wence index <文件或文件夹> 重建。"
        ) from error


def _stored(version: PreviousVersion) -> StoredCorpus | None:
    if version.manifest and version.database:
        return StoredCorpus(version, version.manifest, version.database)
    return None


def _file_name(file: Path) -> str:
    """Return the Chinese name of a file of the store."""
    lexical = "关键词索引" if file.parent.name == LEXICAL else "文件"
    return _NAMES.get(file.name, lexical)
