"""The articles of a build and the record of the files they were read from.

Files are compared by content: a file that has not changed since the last build is not read
again, and its articles are taken from the live version. A file that can no longer be read
keeps the articles it had; it does not stop the build, unless no file can be read. Files of
unknown kinds are recorded as unread.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from itertools import zip_longest
from pathlib import Path, PurePath
from typing import Any, Protocol

import index
from index import passages
from index.errors import DocumentError, StoreDamaged
from index.loading.finding import (
    ARCHIVE,
    Unread,
    check_kind,
    check_place,
    find_files,
    shown_name,
    told,
)
from index.loading.loader import below, distinct, read_file
from index.loading.sandbox import Reader
from index.metadata.fields import is_regular, sidecar
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
    another file has the same ones. `members` has the path of each issue's document in the
    archive, where the file is one, and `unread` its members that were not read. `date` is the
    latest of its articles. With an `error` the file could not be read; if `kept`, its articles
    are those of an earlier reading. `overridden` has what was read in the fields that corrections
    replace, None where its articles differ.
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
    members: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    overridden: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> SourceFile:
        """Return the record that `asdict` turned into these values."""
        unread = [Unread(**one) for one in values.get("unread", ())]
        return cls(**{**values, "unread": unread})

    @property
    def reason(self) -> str:
        """The error without the file's path, which it ends with."""
        return self.error.removesuffix(f"：{printable(self.path)}")

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
    `reader` is the `reading_version` that read them; `unknown` are the files of kinds that
    cannot be read.
    """

    paths: list[str] = field(default_factory=list)
    files: list[SourceFile] = field(default_factory=list)
    reader: str = ""
    unknown: list[Unread] = field(default_factory=list)

    @property
    def decided(self) -> list[str]:
        """The issues of whose status a person has decided."""
        return [issue for f in self.files if "status" in f.overridden for issue in f.issues]

    @classmethod
    def read(cls, folder: Path | None) -> Sources:
        """Read the record of a version; an empty one where it is missing or damaged."""
        if folder is None or not (folder / SOURCES).exists():
            return cls()
        try:
            values = read_json(folder / SOURCES)
            files = [SourceFile.from_json(file) for file in values["files"]]
            unknown = [Unread(**one) for one in values.get("unknown", ())]
            paths = [str(path) for path in values["paths"]]
            return cls(paths, files, str(values["reader"]), unknown)
        except (KeyError, TypeError, StoreDamaged):
            return cls()

    @property
    def unread(self) -> list[Unread]:
        """All files and members of archives of which the index holds nothing, with the reason."""
        members = [one for file in self.files for one in file.unread]
        failed = [Unread(file.path, file.reason) for file in self.files if file.error]
        every = [*self.unknown, *failed, *members]
        return sorted((Unread(printable(u.path), u.reason) for u in every), key=lambda u: u.path)

    def renamed_since(self, before: Sources) -> dict[str, str]:
        """Return files that were renamed without a change: old name to new name.

        One that only lies in another folder keeps its name, and with it its number.
        """
        now = {file.path for file in self.files}
        then = {file.path for file in before.files}
        gone = {file.sha256: file.name for file in before.files if file.path not in now}
        return {
            gone[file.sha256]: file.name
            for file in self.files
            if file.path not in then and gone.get(file.sha256, file.name) != file.name
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
        self._found, unknown = scan(paths)
        self._gone = {f.sha256: f for f in before.files if f.path not in self._found}
        self._named = {str(path.absolute()) for path in paths}
        named = [str(path.absolute()) for path in paths]
        self.sources = Sources(named if remember else [], [], reading_version(), unknown)

    @property
    def warnings(self) -> list[str]:
        """Sentences about the reading that the user should see."""
        notes = [note for file in self.sources.files for note in file.notes]
        return [*notes, *told(self.sources.unknown)]

    def articles(self) -> Iterator[Article | Unchanged]:
        """Yield all articles, in order of path and file name.

        Raises:
            DocumentError: the user named a file itself, and no file at all can be read.
        """
        taken: set[str] = set()
        with Reader() as reader:
            for found in self._found.values():
                if unchanged := self._unchanged(found, taken):
                    taken.update(unchanged.issues)
                    self.sources.files.append(unchanged)
                    yield from _unchanged_articles(unchanged)
                    continue
                file, read = self._read(found, reader)
                articles = distinct(read, taken)
                documents = {article.issue: article.file for article in articles}
                taken.update(documents)
                self.sources.files.append(
                    replace(
                        file,
                        issues=list(documents),
                        members=list(documents.values()) if _is_archive(found) else [],
                        renamed=articles != read,
                        articles=len(articles),
                        date=max((article.date for article in articles), default=""),
                    )
                )
                for article in articles:
                    yield replace(article, file=below(found.name, article.file))
        self._check_named()

    def _check_named(self) -> None:
        """Raise the error of a file that the user named, if no file could be read."""
        if all(file.error for file in self.sources.files):
            for file in self.sources.files:
                if file.path in self._named:
                    raise DocumentError(file.error)

    def content(self, vectors: str) -> str:
        """Return a hash of paths, files, failures and settings.

        Before the files have been read, it is the hash that is to be expected.
        """
        with Reader() as reader:
            files = self.sources.files or [
                self._expected(found, reader) for found in self._found.values()
            ]
        known = [[file.path, file.sha256, file.error] for file in files]
        unknown = [asdict(one) for one in self.sources.unknown]
        return _hash([_settings(vectors), self.sources.paths, known, unknown])

    def _expected(self, found: SourceFile, reader: Reader) -> SourceFile:
        """Predict a file's record; a file that failed is tried again, as the cause may be gone."""
        before = self._before.get(found.path)
        failed = before is not None and before.sha256 == found.sha256 and before.error
        return self._read(found, reader)[0] if failed else found

    def _unchanged(self, found: SourceFile, taken: set[str]) -> SourceFile | None:
        """Return a file's record where its articles are what they were, names included."""
        before = self._before.get(found.path) or self._moved(found)
        if not before or before.sha256 != found.sha256 or before.error or before.renamed:
            return None
        if not self._database or not self._same_code or not taken.isdisjoint(before.issues):
            return None
        return replace(before, path=found.path, name=found.name)

    def _moved(self, found: SourceFile) -> SourceFile | None:
        """Return the record of the same file, of the same name, where it lay in another folder."""
        before = self._gone.get(found.sha256)
        same = before and not before.unread and Path(before.path).name == Path(found.path).name
        return before if same else None

    def _read(self, found: SourceFile, reader: Reader) -> tuple[SourceFile, list[Article]]:
        try:
            read = read_file(Path(found.path), reader)
        except DocumentError as error:
            before = self._before.get(found.path)
            kept = _articles(self._database, before) if self._database and before else []
            return replace(found, error=printable(str(error)), kept=bool(kept)), kept
        file = replace(
            found, warnings=read.warnings, unread=read.unread, overridden=read.overridden
        )
        return file, read.articles


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


def scan(paths: Sequence[Path]) -> tuple[dict[str, SourceFile], list[Unread]]:
    """Find the files of the paths, before any reading.

    Returns the records of those of known kinds by path, and the others.

    Raises:
        DocumentError: a path does not exist, or there is no file to read.
    """
    found: dict[str, SourceFile] = {}
    unknown: dict[str, Unread] = {}
    for path in paths:
        path = path.absolute()
        for file in find_files(path):
            try:
                check_kind(file.suffix)
                check_place(file, path)
            except DocumentError as error:
                unknown[str(file)] = Unread(printable(str(file)), str(error))
                continue
            if str(file) not in found:
                name = shown_name(file, path)
                found[str(file)] = SourceFile(str(file), _digest(file), name)
    if unknown and not found:
        first = next(iter(unknown.values()))
        raise DocumentError(f"{first.reason}：{first.path}")
    return found, list(unknown.values())


def _digest(file: Path) -> str:
    """Hash a file, and the corrections beside it if any; return '' where it is unreadable."""
    corrections = sidecar(file)
    try:
        beside = corrections.exists() and is_regular(corrections)
        return sha256(file) + (sha256(corrections) if beside else "")
    except OSError:
        return ""


def _is_archive(file: SourceFile) -> bool:
    return Path(file.path).suffix.lower() == ARCHIVE


def _unchanged_articles(file: SourceFile) -> Iterator[Unchanged]:
    if not file.members:
        yield Unchanged(file.issues, file.name)
    for issue, member in zip(file.issues, file.members, strict=False):
        yield Unchanged([issue], below(file.name, member))


def _articles(database: Database, file: SourceFile) -> list[Article]:
    """Return the articles that an earlier reading found, named as `read_file` names them."""
    own = PurePath(file.name).name
    return [
        replace(article, file=document)
        for issue, document in zip_longest(file.issues, file.members, fillvalue=own)
        for article in database.articles_of(issue)
    ]


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
