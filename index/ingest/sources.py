"""Where the articles of a build come from, and what became of every file.

A file is known by its content: one that has not changed since the last build is not read
again, its articles are taken from the live version. A file that cannot be read any more
keeps the articles it had; in a folder it does not hold up the others.
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
from index.store.versions import Previous

# what decides which text is read from a document, below the package's folder
READING = ("text", "metadata", "layout", "formats", "loading", "passages.py", "model.py")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file, as it was last read.

    `name` is relative to the folder that was named. `issues` are those its articles stand
    under, `renamed` because another file has taken theirs; `date` is the latest of theirs.
    With an `error` it was not read; `kept`: its articles are those of an earlier reading.
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
    def told(self) -> list[str]:
        """What a person should know about its reading."""
        if not self.error:
            return self.warnings
        return [f"{self.error}（{'沿用上次读到的内容' if self.kept else '已跳过'}）"]


@dataclass(frozen=True, slots=True)
class Sources:
    """The paths a version was built from, where they were named, and their files.

    `reader` stands for the code that read them.
    """

    paths: list[str] = field(default_factory=list)
    files: list[SourceFile] = field(default_factory=list)
    reader: str = ""

    @classmethod
    def read(cls, folder: Path | None) -> Sources:
        """Those of a version; none where there is none."""
        if folder is None or not (folder / SOURCES).exists():
            return cls()
        try:
            values = read_json(folder / SOURCES)
            files = [SourceFile(**file) for file in values["files"]]
            return cls([str(path) for path in values["paths"]], files, str(values["reader"]))
        except (KeyError, TypeError, StoreDamaged):
            return cls()

    def renamed_since(self, before: Sources) -> dict[str, str]:
        """Files that had another name before, though the same content: old name → new name."""
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


class GivenCorpus:
    """Articles that are given, one by one."""

    def __init__(self, articles: Sequence[Article], warnings: Sequence[str]) -> None:
        self._articles, self.warnings = articles, list(warnings)
        self.sources = Sources()

    def articles(self) -> Iterator[Article]:
        """All of them, in order."""
        return iter(self._articles)

    def content(self, model: str) -> str:
        """Hash of the corpus and the settings: builds of one content are the same index."""
        return _hash([_settings(model), [asdict(a) for a in self._articles], self.warnings])


class FileCorpus:
    """Articles of files and folders; `sources` grows as they are read."""

    def __init__(self, paths: Sequence[Path], previous: Previous, remember: bool) -> None:
        """Find the files.

        Raises:
            DocumentError: a path is missing, or there is nothing to read in it.
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
        """What a person should know about the reading."""
        return [told for file in self.sources.files for told in file.told]

    def articles(self) -> Iterator[Article]:
        """All of them, in order of path and file name.

        Raises:
            DocumentError: a file that was named cannot be read.
        """
        taken: set[str] = set()
        with Reader() as reader:
            for found in self._found.values():
                file, read = self._reused(found) or self._read(found, reader)
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

    def content(self, model: str) -> str:
        """Hash of paths, files, what failed, and settings; before the reading, as expected."""
        with Reader() as reader:
            files = self.sources.files or [
                self._expected(found, reader) for found in self._found.values()
            ]
        known = [[file.path, file.sha256, file.error] for file in files]
        return _hash([_settings(model), self.sources.paths, known])

    def _expected(self, found: SourceFile, reader: Reader) -> SourceFile:
        """What failed is tried again: the reason may be gone though the file is the same."""
        before = self._before.get(found.path)
        failed = before is not None and before.sha256 == found.sha256 and before.error
        return self._read(found, reader)[0] if failed else found

    def _reused(self, found: SourceFile) -> tuple[SourceFile, list[Article]] | None:
        before = self._before.get(found.path)
        if not before or before.sha256 != found.sha256 or before.error or before.renamed:
            return None
        if not self._database or not self._same_code:
            return None
        return before, _articles(self._database, before)

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
    """Where the articles of a build come from."""

    @property
    def warnings(self) -> list[str]:
        """What a person should know about the reading."""

    @property
    def sources(self) -> Sources:
        """The files that were read."""

    def articles(self) -> Iterator[Article]:
        """All of them, in order."""

    def content(self, model: str) -> str:
        """Hash of corpus and settings: builds of one content are the same index."""


def scan(paths: Sequence[Path]) -> dict[str, SourceFile]:
    """Files of the paths, by path, with the hash of their content: '' where it is unreadable.

    Raises:
        DocumentError: a path is missing, or there is nothing to read in it.
    """
    found: dict[str, SourceFile] = {}
    for path in paths:
        for file in find_files(path.absolute()):
            name = shown_name(file, path.absolute())
            found.setdefault(str(file), SourceFile(str(file), _digest(file), name))
    return found


def _digest(file: Path) -> str:
    """Of the file and of the corrections beside it."""
    beside = sidecar(file)
    try:
        return sha256(file) + (sha256(beside) if beside.exists() else "")
    except OSError:
        return ""


def _articles(database: Database, file: SourceFile) -> list[Article]:
    return [article for issue in file.issues for article in database.articles_of(issue)]


@cache
def reading_version() -> str:
    """Hash the code that decides what is read from a document.

    Documents that other code has read are read again; a change to how they are embedded,
    stored or searched does not touch them.
    """
    package = Path(index.__file__).parent
    digest = hashlib.sha256()
    for part in READING:
        path = package / part
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in (".py", ".txt"):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _settings(model: str) -> list[Any]:
    return [SCHEMA, passages.VERSION, reading_version(), model]


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
