"""The uploaded files that builds read, and what the index holds of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from index.errors import StoreError
from index.ingest.sources import SourceFile, Sources
from index.loading.finding import Unread
from index.store.database import Database
from index.store.manifest import DATABASE, current_version
from ui.library.own import OWN
from ui.uploads.places import files_in, folder_in, uploads_folder


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A file that builds read, and what the index holds of it.

    `url` is the page of its first article, or empty until the file is indexed; `error` says
    why it could not be read. `folder` is the one that it lies in, empty for none.
    """

    name: str
    folder: str = ""
    articles: int = 0
    passages: int = 0
    title: str = ""
    date: str = ""
    status: str = ""
    url: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Held:
    """What one version of the store holds of uploaded files, by name, and what was not read."""

    version: Path
    files: dict[str, AcceptedFile]
    unread: list[Unread]


class Kept:
    """The files that builds read; the index is looked into once a version. Thread-safe."""

    def __init__(self, store_dir: Path) -> None:
        self._store, self._folder = store_dir, uploads_folder(store_dir)
        self._lock = Lock()
        self._held: _Held | None = None

    def files(self) -> list[AcceptedFile]:
        """Return the files, by folder and name, with what the index holds of each.

        A file that was moved keeps what is known of it until the index has followed.
        """
        held = self._now()
        known = held.files if held else {}
        return [_placed(file, self._folder / OWN, known) for file in files_in(self._folder)]

    def unread(self) -> list[Unread]:
        """Return what the last build left out, of all that it was given.

        Of an uploaded file the path is the one in the group: 医保/资料.zip/坏.pdf.
        """
        held, group = self._now(), f"{self._folder / OWN}/"
        unread = held.unread if held else []
        return [replace(one, path=one.path.removeprefix(group)) for one in unread]

    def _now(self) -> _Held | None:
        """Return what the live version holds; None where it cannot be read."""
        try:
            with self._lock:
                version = current_version(self._store)
                if self._held is None or self._held.version != version:
                    self._held = self._look_into(version)
                return self._held
        except StoreError:
            return None

    def _look_into(self, version: Path) -> _Held:
        sources = Sources.read(version)
        return _Held(version, dict(self._known(version, sources)), sources.unread)

    def _known(self, version: Path, sources: Sources) -> Iterator[tuple[str, AcceptedFile]]:
        database = Database(version / DATABASE)
        sizes = database.passages_by_issue()
        for file in sources.files:
            path = Path(file.path)
            if path.is_relative_to(self._folder):
                passages = sum(sizes.get(issue, 0) for issue in file.issues)
                yield path.name, _known_file(path.name, file, database, passages)


def _known_file(name: str, file: SourceFile, database: Database, passages: int) -> AcceptedFile:
    articles = database.articles_of(file.issues[0]) if file.issues else []
    return AcceptedFile(
        name=name,
        articles=file.articles,
        passages=passages,
        title=articles[0].title if articles else "",
        date=file.date,
        status=articles[0].status if len(articles) == 1 else "",
        url=f"/articles/{articles[0].id}" if articles else "",
        error=file.error,
    )


def _placed(file: Path, group: Path, known: dict[str, AcceptedFile]) -> AcceptedFile:
    found = known.get(file.name, AcceptedFile(file.name))
    return replace(found, folder=folder_in(group, file))
