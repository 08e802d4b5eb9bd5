"""The uploaded files: read on arrival, kept waiting, corrected, moved to where builds read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock

from index.errors import DocumentError
from index.loading.finding import Unread
from index.loading.loader import read_upload
from index.loading.sandbox import Reader
from index.metadata.fields import SIDECAR, write_sidecar
from index.model import Article
from ui.library.own import OWN
from ui.uploads.kept import AcceptedFile, Kept
from ui.uploads.places import (
    WAITING,
    delete,
    files_in,
    folders_in,
    move,
    safe_folder,
    safe_name,
    uploads_folder,
)
from ui.uploads.room import NO_LIMIT, Room
from ui.uploads.waiting import WaitingFile, WaitingFolder, waiting_file


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How a waiting file is to be kept: with which corrections, in which folder.

    `folder` is None for the one that it was sent with. With `replace` it takes the place of
    the file that has the name it came with.
    """

    corrections: Mapping[str, str] = field(default_factory=dict)
    folder: str | None = None
    replace: bool = False


class UploadFolder:
    """The uploaded files of a store: those that wait, and those that builds read.

    Files that were waiting when the program stopped are deleted when it starts again.
    """

    def __init__(self, store_dir: Path, most: Room = NO_LIMIT) -> None:
        self.folder, self.most = uploads_folder(store_dir), most
        self.group = self.folder / OWN
        self._kept = Kept(store_dir)
        self._waiting_files = WaitingFolder(self.folder / WAITING)
        self._lock, self._waiting = RLock(), dict[str, WaitingFile]()

    def receive(
        self, name: str, data: bytes, folder: str = "", reader: Reader | None = None
    ) -> WaitingFile:
        """Read a file and let it wait, under a name that no other file has.

        `reader` is one that other files were read with, to save starting another.

        Raises:
            DocumentError: it cannot be read, the same file was uploaded before, or there are
                too many.
            StoreError: it cannot be written.
        """
        sent, folder = safe_name(name), safe_folder(folder)
        if sent.lower().endswith(SIDECAR):  # it would correct another file
            raise DocumentError(f"不支持的文件类型：{SIDECAR}")
        self._refuse_known(data)
        self.most.refuse(self.used(), len(data))
        read = read_upload(name, data, reader)
        with self._lock:
            self._refuse_known(data)
            free, same = self._free_name(sent), self._named(sent)
            taken = free != sent
            found = waiting_file(
                free, read, folder, sent if taken else "", same.name if same and taken else ""
            )
            self._waiting_files.write(free, data, read.articles)
            self._waiting[free] = found
        return found

    def accept(self, wanted: Mapping[str, Acceptance]) -> None:
        """Move waiting files, with a person's corrections, to where builds read them.

        Raises:
            DocumentError: no file of that name waits, or a correction is not valid. No file
                has been moved then.
        """
        with self._lock:
            for name in wanted:
                if name not in self._waiting:
                    raise DocumentError(f"没有等待加入的文件：{name}")
            targets = {name: self._target(name, how) for name, how in wanted.items()}
            for name, how in wanted.items():
                write_sidecar(self._waiting_files.folder / name, how.corrections)
            for name, target in targets.items():
                move(self._waiting_files.folder / name, target)
                self._waiting_files.forget(name)
                del self._waiting[name]

    def discard(self, names: Iterable[str]) -> set[str]:
        """Delete waiting files; return those of the names that had waited."""
        with self._lock:
            gone = set(names) & self._waiting.keys()
            for name in gone:
                del self._waiting[name]
                self._waiting_files.forget(name)
        return gone

    def remove(self, names: Iterable[str]) -> None:
        """Delete files that builds read, and their corrections."""
        for file in self.paths(names):
            delete(file)

    def move(self, names: Iterable[str], folder: str) -> None:
        """Move files that builds read to a folder of the group, "" for none.

        Raises:
            DocumentError: a file of that name is not there, the folder has too many levels, or
                another file of the name lies in it. Nothing has been moved then.
        """
        target = self.group / safe_folder(folder)
        files = [file for file in self.paths(names) if file.parent != target]
        for file in files:
            if (target / file.name).exists():
                raise DocumentError(f"文件夹里已有同名的文件：{file.name}")
        for file in files:
            move(file, target / file.name)

    def paths(self, names: Iterable[str]) -> list[Path]:
        """Return where files that builds read lie.

        Raises:
            DocumentError: there is no file of one of the names.
        """
        present = {file.name: file for file in files_in(self.folder)}
        found = {name: present.get(name) for name in names}
        if missing := [name for name, file in found.items() if file is None]:
            raise DocumentError(f"没有这个文件：{missing[0]}")
        return [file for file in found.values() if file]

    def has(self, name: str) -> bool:
        """Whether builds read a file of this name."""
        return any(file.name == name for file in files_in(self.folder))

    def read_in(self, name: str) -> list[Article] | None:
        """Return the articles of a waiting file; None where none of this name waits."""
        with self._lock:
            return self._waiting_files.articles(name) if name in self._waiting else None

    def waiting(self) -> list[WaitingFile]:
        """Return the files that wait, in the order in which they were sent."""
        with self._lock:
            return list(self._waiting.values())

    def used(self) -> Room:
        """Return how many files there are, waiting ones too, and the bytes of all that is kept."""
        with self._lock:
            count = len(self._present())
        sizes = (path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        return Room(count, sum(sizes))

    def accepted(self) -> list[AcceptedFile]:
        """Return the files that builds read, with what the index holds of each."""
        return self._kept.files()

    def unread(self) -> list[Unread]:
        """Return what the last build left out, of all that it was given."""
        return self._kept.unread()

    def folders(self) -> list[str]:
        """Return the folders of the group, in order."""
        return folders_in(self.group)

    def _target(self, name: str, how: Acceptance) -> Path:
        """Return where a waiting file is to lie."""
        waiting = self._waiting[name]
        old = self._named(waiting.same) if how.replace and waiting.same else None
        folder = waiting.folder if how.folder is None else safe_folder(how.folder)
        return old or self.group / folder / name

    def _present(self) -> list[Path]:
        return [*files_in(self.folder), *(self._waiting_files.folder / n for n in self._waiting)]

    def _refuse_known(self, data: bytes) -> None:
        """Raise DocumentError for a file that was sent before."""
        with self._lock:
            for file in self._present():
                if file.stat().st_size == len(data) and file.read_bytes() == data:
                    raise DocumentError(f"已经上传过同样的文件：{file.name}")

    def _named(self, name: str) -> Path | None:
        """Return the file that builds read under a name, in any case of letters."""
        return next((f for f in files_in(self.folder) if f.name.lower() == name.lower()), None)

    def _free_name(self, name: str) -> str:
        """Return the name, numbered if it is taken."""
        taken = {file.name.lower() for file in self._present()}
        stem, free, count = Path(name).stem, name, 2
        while free.lower() in taken:
            free, count = f"{stem}-{count}{Path(name).suffix}", count + 1
        return free
