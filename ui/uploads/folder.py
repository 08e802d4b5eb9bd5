"""A person's own files: understood, corrected, kept in a folder beside the store, and indexed."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from index.embedding.embedder import Embedder
from index.errors import DocumentError, StoreBusy, StoreError, WenceError
from index.ingest.build import build
from index.ingest.sources import SourceFile, Sources
from index.ingest.status import remembered
from index.loading.loader import SUFFIXES, find_files, read_upload
from index.metadata.fields import sidecar, write_sidecar
from index.passages import split_article
from index.paths import default_corpus
from index.store.database import Database
from index.store.manifest import DATABASE, current_version

if TYPE_CHECKING:
    from rag.settings import Settings

WAITING = ".waiting"  # hidden, so that a build doesn't read it
MAX_STEM_BYTES = 150
SHOWN_TITLES = 5
INTERNAL = "程序内部出错，请稍后再试。"
_log = logging.getLogger("wence")


@dataclass(frozen=True, slots=True)
class Understood:
    """What was read in a file that waits to be indexed; `titles` are the first few.

    `title` is empty where there are several articles: each has its own.
    """

    name: str
    articles: int
    passages: int
    title: str
    date: str
    source: str
    titles: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that has been added; `url` leads to its first article, once that is indexed."""

    name: str
    articles: int = 0
    passages: int = 0
    title: str = ""
    date: str = ""
    url: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """The last build: `total` is 0 where it is not known; `message` tells how it ended."""

    state: str = "idle"  # running, done or failed
    stage: str = ""
    done: int = 0
    total: int = 0
    message: str = ""


def uploads_folder(store_dir: Path) -> Path:
    """Where uploads to a store are kept."""
    return store_dir.absolute().with_name(f"{store_dir.absolute().name}-uploads")


def with_uploads(paths: Sequence[Path], store_dir: Path) -> list[Path]:
    """The paths, and the folder of uploads at the end, if there are any."""
    folder = uploads_folder(store_dir)
    others = [path for path in paths if path.absolute() != folder]
    return [*others, folder] if _files(folder) else others


def safe_name(name: str) -> str:
    """A name of a visible file in one folder, for any system, whatever was sent."""
    stem, dot, suffix = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    stem = re.sub(r"[<>:\"|?*]", "-", stem if dot else suffix)
    stem = "".join(c for c in stem if c.isprintable()).strip(" .~$")
    stem = stem.encode(errors="ignore")[:MAX_STEM_BYTES].decode(errors="ignore").strip(" .")
    return f"{stem or 'document'}.{suffix}" if dot else stem or "document"


class Uploads:
    """The folder of uploads, and the files that wait there to be looked over."""

    def __init__(self, store_dir: Path) -> None:
        """Forget what was waiting when the program was last stopped."""
        self._store, self.folder = store_dir, uploads_folder(store_dir)
        self._waiting_folder = self.folder / WAITING
        self._lock, self._waiting = Lock(), dict[str, Understood]()
        shutil.rmtree(self._waiting_folder, ignore_errors=True)

    def add(self, name: str, data: bytes) -> Understood:
        """Read a file and let it wait, under a name that no other has.

        Raises:
            DocumentError: it cannot be read, or is there already.
            StoreError: it cannot be written.
        """
        corpus = read_upload(name, data)
        articles = corpus.articles
        only = articles[0].title if len(articles) == 1 else ""
        with self._lock:
            name = self._free(safe_name(name), data)
            try:
                self._waiting_folder.mkdir(parents=True, exist_ok=True)
                (self._waiting_folder / name).write_bytes(data)
            except OSError as error:
                raise StoreError(
                    f"上传的文件无法写入 {self.folder}（{error.strerror}）。"
                ) from error
            found = self._waiting[name] = Understood(
                name=name,
                articles=len(articles),
                passages=sum(len(split_article(article)) for article in articles),
                title=only,
                date=articles[0].date,
                source=articles[0].source,
                titles=[article.title for article in articles[:SHOWN_TITLES]],
                warnings=corpus.warnings,
            )
        return found

    def keep(self, corrections: Mapping[str, Mapping[str, str]]) -> None:
        """Move files that wait, with a person's corrections, to where builds read them.

        Raises:
            DocumentError: no such file waits, or a field cannot hold its value; none is moved.
        """
        with self._lock:
            for name in corrections:
                if name not in self._waiting:
                    raise DocumentError(f"没有等待加入的文件：{name}")
            for name, values in corrections.items():
                write_sidecar(self._waiting_folder / name, values)
            for name in corrections:
                waiting = self._waiting_folder / name
                sidecar(waiting).replace(sidecar(self.folder / name))
                waiting.replace(self.folder / name)
                del self._waiting[name]

    def discard(self, name: str) -> bool:
        """Remove a file that waits; False where there is none of this name."""
        with self._lock:
            if self._waiting.pop(name, None) is None:
                return False
            (self._waiting_folder / name).unlink(missing_ok=True)
            sidecar(self._waiting_folder / name).unlink(missing_ok=True)
        return True

    def remove(self, name: str) -> None:
        """Remove a file that was added, and its corrections; it is known to be there."""
        with self._lock:
            (self.folder / name).unlink(missing_ok=True)
            sidecar(self.folder / name).unlink(missing_ok=True)

    def holds(self, name: str) -> bool:
        """Whether a file of this name has been added."""
        return any(file.name == name for file in _files(self.folder))

    def waiting(self) -> list[Understood]:
        """Files that wait, the first sent first."""
        return list(self._waiting.values())

    def kept(self) -> list[Kept]:
        """Files that have been added, with what the index holds of them."""
        try:
            version = current_version(self._store)
            known = {file.path: file for file in Sources.read(version).files}
            database = Database(version / DATABASE)
            sizes = database.passages_by_issue()
            return [_kept(file, known.get(str(file)), database, sizes) for file in self._files()]
        except StoreError:
            return [Kept(file.name) for file in self._files()]

    def _files(self) -> list[Path]:
        return _files(self.folder)

    def _free(self, name: str, data: bytes) -> str:
        """The name, numbered where it is taken. Raises DocumentError for a file sent before."""
        there = [*self._files(), *(self._waiting_folder / name for name in self._waiting)]
        for file in there:
            if file.stat().st_size == len(data) and file.read_bytes() == data:
                raise DocumentError(f"已经上传过同样的文件：{file.name}")
        taken = {file.name.lower() for file in there}
        stem, free, count = Path(name).stem, name, 2
        while free.lower() in taken:
            free, count = f"{stem}-{count}{Path(name).suffix}", count + 1
        return free


class Indexing:
    """Builds the index anew in a thread of its own, one at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._lock, self.job = settings, Lock(), Job()
        self._load_embedder = cache(Embedder.load)  # one model, however many builds

    def start(self, change: Callable[[], None]) -> None:
        """Make a change to the files, and build; returns at once.

        Raises:
            StoreBusy: a build is running; nothing was changed. And what `change` raises.
        """
        with self._lock:
            if self.job.state == "running":
                raise StoreBusy("正在建立索引，请等它结束后再试。")
            change()
            self.job = Job("running")
        Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        settings = self._settings
        try:
            named = remembered(settings.store) or [settings.corpus or default_corpus()]
            paths = with_uploads(named, settings.store)
            spec, load = settings.store_spec, self._load_embedder
            report = build(paths, spec, self._advance, load_embedder=load)
        except WenceError as error:
            self.job = Job("failed", message=str(error))
        except Exception:
            _log.exception("建立索引时出错")
            self.job = Job("failed", message=INTERNAL)
        else:
            self.job = Job("done", message=f"索引里有 {report.articles} 篇文章")

    def _advance(self, stage: str, done: int, total: int) -> None:
        self.job = Job("running", stage, done, total)


def _files(folder: Path) -> list[Path]:
    with suppress(DocumentError):
        return [file for file in find_files(folder) if file.suffix.lower() in SUFFIXES]
    return []


def _kept(
    file: Path, known: SourceFile | None, database: Database, sizes: Mapping[str, int]
) -> Kept:
    if known is None:
        return Kept(file.name)
    articles = database.articles_of(known.issues[0]) if known.issues else []
    return Kept(
        name=file.name,
        articles=known.articles,
        passages=sum(sizes.get(issue, 0) for issue in known.issues),
        title=articles[0].title if articles else "",
        date=known.date,
        url=f"/articles/{articles[0].id}" if articles else "",
        error=known.error,
    )
