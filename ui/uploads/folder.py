"""The folder of uploaded files: read on arrival, kept waiting, corrected, moved to be indexed.

It lies beside the store. Files wait in a hidden folder inside it until a person has checked
what was read in them; builds read the files above it, with the corrections beside each.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from index.errors import DocumentError, StoreError
from index.ingest.sources import SourceFile, Sources
from index.loading.finding import Unread, find_files, is_known
from index.loading.loader import read_upload
from index.metadata.fields import SIDECAR, sidecar, write_sidecar
from index.passages import split_article
from index.store.database import Database
from index.store.manifest import DATABASE, current_version

WAITING = ".waiting"  # hidden, so that a build does not read it
MAX_STEM_BYTES = 150
SHOWN_TITLES = 5


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """What was read in a file that waits to be checked.

    `titles` are those of its first articles. `title` is empty where there are several
    articles, since each has its own.
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
class AcceptedFile:
    """A file that builds read, and what the index holds of it.

    `url` is the page of its first article, or empty until the file is indexed; `error` says
    why it could not be read.
    """

    name: str
    articles: int = 0
    passages: int = 0
    title: str = ""
    date: str = ""
    url: str = ""
    error: str = ""


def uploads_folder(store_dir: Path) -> Path:
    """Return the folder of the files uploaded to a store; it need not exist."""
    return store_dir.absolute().with_name(f"{store_dir.absolute().name}-uploads")


def with_uploads(paths: Sequence[Path], store_dir: Path) -> list[Path]:
    """Return the paths with the folder of uploads last, if that holds any file."""
    folder = uploads_folder(store_dir)
    others = [path for path in paths if path.absolute() != folder]
    return [*others, folder] if _files(folder) else others


def safe_name(name: str) -> str:
    """Turn any name that was sent into that of a visible file, valid on every system."""
    stem, dot, suffix = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    stem = re.sub(r"[<>:\"|?*]", "-", stem if dot else suffix)
    stem = "".join(c for c in stem if c.isprintable()).strip(" .~$")
    stem = stem.encode(errors="ignore")[:MAX_STEM_BYTES].decode(errors="ignore").strip(" .")
    return f"{stem or 'document'}.{suffix}" if dot else stem or "document"


class UploadFolder:
    """The uploaded files of a store: those that wait, and those that builds read.

    Files that were waiting when the program stopped are deleted when it starts again.
    """

    def __init__(self, store_dir: Path) -> None:
        self._store, self.folder = store_dir, uploads_folder(store_dir)
        self._waiting_folder = self.folder / WAITING
        self._lock, self._waiting = Lock(), dict[str, WaitingFile]()
        shutil.rmtree(self._waiting_folder, ignore_errors=True)

    def receive(self, name: str, data: bytes) -> WaitingFile:
        """Read a file and let it wait, under a name that no other file has.

        Raises:
            DocumentError: it cannot be read, or the same file was uploaded before.
            StoreError: it cannot be written.
        """
        if safe_name(name).lower().endswith(SIDECAR):  # it would correct another file
            raise DocumentError(f"不支持的文件类型：{SIDECAR}")
        corpus = read_upload(name, data)
        articles = corpus.articles
        only = articles[0].title if len(articles) == 1 else ""
        with self._lock:
            name = self._free_name(safe_name(name), data)
            try:
                self._waiting_folder.mkdir(parents=True, exist_ok=True)
                (self._waiting_folder / name).write_bytes(data)
            except OSError as error:
                raise StoreError(
                    f"上传的文件无法写入 {self.folder}（{error.strerror}）。"
                ) from error
            found = self._waiting[name] = WaitingFile(
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

    def accept(self, corrections: Mapping[str, Mapping[str, str]]) -> None:
        """Move waiting files, with a person's corrections, to where builds read them.

        Raises:
            DocumentError: no file of that name waits, or a correction is not valid. No file
                has been moved then.
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
        """Delete a waiting file; return False if none has this name."""
        with self._lock:
            if self._waiting.pop(name, None) is None:
                return False
            (self._waiting_folder / name).unlink(missing_ok=True)
            sidecar(self._waiting_folder / name).unlink(missing_ok=True)
        return True

    def remove(self, name: str) -> None:
        """Delete a file that builds read, and its corrections."""
        with self._lock:
            (self.folder / name).unlink(missing_ok=True)
            sidecar(self.folder / name).unlink(missing_ok=True)

    def has(self, name: str) -> bool:
        """Whether builds read a file of this name."""
        return any(file.name == name for file in _files(self.folder))

    def waiting(self) -> list[WaitingFile]:
        """Return the files that wait, in the order in which they were sent."""
        return list(self._waiting.values())

    def accepted(self) -> list[AcceptedFile]:
        """Return the files that builds read, with what the index holds of each."""
        try:
            version = current_version(self._store)
            known = {file.path: file for file in Sources.read(version).files}
            database = Database(version / DATABASE)
            sizes = database.passages_by_issue()
            return [
                _accepted_file(file, known.get(str(file)), database, sizes)
                for file in _files(self.folder)
            ]
        except StoreError:
            return [AcceptedFile(file.name) for file in _files(self.folder)]

    def unread(self) -> list[Unread]:
        """Return what the last build left out, of all that it was given."""
        try:
            return Sources.read(current_version(self._store)).unread
        except StoreError:
            return []

    def _free_name(self, name: str, data: bytes) -> str:
        """Return the name, numbered if it is taken. Raises DocumentError for a file sent before."""
        present = [*_files(self.folder), *(self._waiting_folder / name for name in self._waiting)]
        for file in present:
            if file.stat().st_size == len(data) and file.read_bytes() == data:
                raise DocumentError(f"已经上传过同样的文件：{file.name}")
        taken = {file.name.lower() for file in present}
        stem, free, count = Path(name).stem, name, 2
        while free.lower() in taken:
            free, count = f"{stem}-{count}{Path(name).suffix}", count + 1
        return free


def _files(folder: Path) -> list[Path]:
    """Return the files of a folder that builds read; none if there is no folder."""
    with suppress(DocumentError):
        return [file for file in find_files(folder) if is_known(file)]
    return []


def _accepted_file(
    file: Path, known: SourceFile | None, database: Database, sizes: Mapping[str, int]
) -> AcceptedFile:
    if known is None:
        return AcceptedFile(file.name)
    articles = database.articles_of(known.issues[0]) if known.issues else []
    return AcceptedFile(
        name=file.name,
        articles=known.articles,
        passages=sum(sizes.get(issue, 0) for issue in known.issues),
        title=articles[0].title if articles else "",
        date=known.date,
        url=f"/articles/{articles[0].id}" if articles else "",
        error=known.error,
    )
