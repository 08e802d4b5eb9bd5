"""The articles of a build and the record of the files they were read from.

Files are compared by content: a file that has not changed since the last build is not read
again, and its articles are taken from the live version. A file that can no longer be read
keeps the articles it had; within a folder it does not stop the build.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import index
from index import passages
from index.errors import DocumentError, StoreDamaged
from index.loading.loader import distinct, find_files, read_document, shown_name
from index.loading.sandbox import Reader
from index.metadata.fields import sidecar
from index.model import Article
from index.store.database import Database
from index.store.files import printable, read_json, sha256, write_json
from index.store.manifest import SCHEMA, SOURCES
from index.store.versions import PreviousVersion

PACKAGE = Path(index.__file__).parent
# the parts of the package that decide which articles are read from a document
READING = ("text", "metadata", "layout", "formats", "loading", "passages.py", "model.py")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The record of one file's last reading.

    `sha256` covers the file and the corrections beside it. `name` is relative to the folder
    that the user named. `issues` are the issues of its articles; they are `renamed` where
    another file has the same ones. `date` is the latest of its articles. With an `error` the
    file could not be read; if `kept`, its articles are those of an earlier reading.
    """

    path: str
    sha256: str
    name: str
    issues: list[str] = field(default_factory=list)
    renamed: bool = False
    articles: int = 0
    date: str = ""
    warnings: list[str] = field(default_factory=list)
    error: str = ""
    kept: bool = False

    @property
    def notes(self) -> list[str]:
        """Sentences about the file's reading that the user should see."""
        if not self.error:
            return self.warnings
        return [f"{self.error}（{'沿用上次读到的内容' if self.kept else '已跳过'}）"]


@dataclass(frozen=True, slots=True)
class Sources:
    """The files a version was built from.

    `paths` are the files and folders that the user named, empty where the user named none;
    `reader` is the `reading_version` that read them.
    """

    paths: list[str] = field(default_factory=list)
    files: list[SourceFile] = field(default_factory=list)
    reader: str = ""

    @classmethod
    def read(cls, folder: Path | None) -> Sources:
        """Read the record of a version; an empty one where it is missing or damaged."""
        if folder is None or not (folder / SOURCES).exists():
            return cls()
        try:
            values = read_json(folder / SOURCES)
            files = [SourceFile(**file) for file in values["files"]]
            return cls([str(path) for path in values["paths"]], files, str(values["reader"]))
        except (KeyError, TypeError, StoreDamaged):
            return cls()

    def renamed_since(self, before: Sources) -> dict[str, str]:
        """Return files that were renamed without a change: old name to new name."""
        now = {file.path for file in self.files}
        then = {file.path for file in before.files}
        gone = {file.sha256: file.name for file in before.files if file.path not in now}
        return {
            gone[file.sha256]: file.name
            for file in self.files
            if file.path not in then and file.sha256 in gone
        }

    def write(self, folder: Path) -> None:
        """Write `sources.json`."""
        write_json(folder / SOURCES, asdict(self))


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The articles of an unchanged file: the live version has them under these issues.

    `file` is the file's name now.
    """

    issues: list[str]
    file: str


class ArticleCorpus:
    """A corpus of given articles, which come from no file."""

    def __init__(self, articles: Sequence[Article], warnings: Sequence[str]) -> None:
        self._articles, self.warnings = articles, list(warnings)
        self.sources = Sources()

    def articles(self) -> Iterator[Article]:
        """Yield all articles, in order."""
        return iter(self._articles)

    def content(self, vectors: str) -> str:
        """Return a hash of corpus and settings; builds of equal hash give the same index."""
        return _hash([_settings(vectors), [asdict(a) for a in self._articles], self.warnings])


class FileCorpus:
    """A corpus of files and folders; `sources` is filled while they are read."""

    def __init__(self, paths: Sequence[Path], previous: PreviousVersion, remember: bool) -> None:
        """Find the files.

        Raises:
            DocumentError: a path does not exist, or there is no file to read in it.
        """
        before = Sources.read(previous.folder)
        self._database = previous.database
        self._same_code = before.reader == reading_version()
        self._before = {file.path: file for file in before.files}
        self._found = scan(paths)
        self._named = {str(path.absolute()) for path in paths}
        named = [str(path.absolute()) for path in paths]
        self.sources = Sources(named if remember else [], [], reading_version())

    @property
    def warnings(self) -> list[str]:
        """Sentences about the reading that the user should see."""
        return [note for file in self.sources.files for note in file.notes]

    def articles(self) -> Iterator[Article | Unchanged]:
        """Yield all articles, in order of path and file name.

        Raises:
            DocumentError: a file that the user named itself cannot be read.
        """
        taken: set[str] = set()
        with Reader() as reader:
            for found in self._found.values():
                if unchanged := self._unchanged(found, taken):
                    taken.update(unchanged.issues)
                    self.sources.files.append(unchanged)
                    yield Unchanged(unchanged.issues, found.name)
                    continue
                file, read = self._read(found, reader)
                articles = distinct(read, Path(found.path), taken)
                issues = list(dict.fromkeys(article.issue for article in articles))
                taken.update(issues)
                self.sources.files.append(
                    replace(
                        file,
                        issues=issues,
                        renamed=articles != read,
                        articles=len(articles),
                        date=max((article.date for article in articles), default=""),
                    )
                )
                yield from (replace(article, file=found.name) for article in articles)

    def content(self, vectors: str) -> str:
        """Return a hash of paths, files, failures and settings.

        Before the files have been read, it is the hash that is to be expected.
        """
        with Reader() as reader:
            files = self.sources.files or [
                self._expected(found, reader) for found in self._found.values()
            ]
        known = [[file.path, file.sha256, file.error] for file in files]
        return _hash([_settings(vectors), self.sources.paths, known])

    def _expected(self, found: SourceFile, reader: Reader) -> SourceFile:
        """Predict a file's record; a file that failed is tried again, as the cause may be gone."""
        before = self._before.get(found.path)
        failed = before is not None and before.sha256 == found.sha256 and before.error
        return self._read(found, reader)[0] if failed else found

    def _unchanged(self, found: SourceFile, taken: set[str]) -> SourceFile | None:
        """Return a file's record where its articles are what they were, names included."""
        before = self._before.get(found.path)
        if not before or before.sha256 != found.sha256 or before.error or before.renamed:
            return None
        if not self._database or not self._same_code or not taken.isdisjoint(before.issues):
            return None
        return replace(before, name=found.name)

    def _read(self, found: SourceFile, reader: Reader) -> tuple[SourceFile, list[Article]]:
        try:
            articles, warnings = read_document(Path(found.path), reader)
            return replace(found, warnings=warnings), articles
        except DocumentError as error:
            if found.path in self._named:
                raise
            before = self._before.get(found.path)
            kept = _articles(self._database, before) if self._database and before else []
            return replace(found, error=printable(str(error)), kept=bool(kept)), kept


class Corpus(Protocol):
    """The articles of a build and where they come from."""

    @property
    def warnings(self) -> list[str]:
        """Sentences about the reading that the user should see."""

    @property
    def sources(self) -> Sources:
        """The record of the files that were read."""

    def articles(self) -> Iterator[Article | Unchanged]:
        """Yield all articles, in order; those of an unchanged file may be named only."""

    def content(self, vectors: str) -> str:
        """Return a hash of corpus and settings; builds of equal hash give the same index."""


def scan(paths: Sequence[Path]) -> dict[str, SourceFile]:
    """Find the files of the paths; return their records by path, before any reading.

    Raises:
        DocumentError: a path does not exist, or there is no file to read in it.
    """
    found: dict[str, SourceFile] = {}
    for path in paths:
        for file in find_files(path.absolute()):
            name = shown_name(file, path.absolute())
            found.setdefault(str(file), SourceFile(str(file), _digest(file), name))
    return found


def _digest(file: Path) -> str:
    """Hash a file, and the corrections beside it if any; return '' where it is unreadable."""
    corrections = sidecar(file)
    try:
        return sha256(file) + (sha256(corrections) if corrections.exists() else "")
    except OSError:
        return ""


def _articles(database: Database, file: SourceFile) -> list[Article]:
    return [article for issue in file.issues for article in database.articles_of(issue)]


@cache
def reading_version(package: Path = PACKAGE) -> str:
    """Return a hash of the code that decides which articles are read from a document.

    Documents that were read by other code are read again. A change to how passages are
    embedded, stored or searched does not change the hash. `package` is the folder of `index`.
    """
    return code_version(package, READING)


def code_version(package: Path, parts: Sequence[str]) -> str:
    """Return a hash of some parts of the program, files or folders of a package."""
    digest = hashlib.sha256()
    for part in parts:
        path = package / part
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in (".py", ".txt"):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _settings(model: str) -> list[Any]:
    relating = code_version(PACKAGE, ("validity",))
    return [SCHEMA, passages.VERSION, reading_version(), relating, model]


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
