"""Load articles from files and folders.

A file that cannot be read is reported and the rest is loaded. Corrections in `x.pdf.meta.json`
beside `x.pdf` override what was read. The members of an archive are documents like any other,
named `x.zip/folder/member.docx`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path, PurePath

from index.errors import DocumentError
from index.loading.archive import Member, unpack
from index.loading.corrections import corrected, overridden
from index.loading.finding import (
    ARCHIVE,
    Unread,
    check_kind,
    find_files,
    printable,
    shown_name,
    told,
)
from index.loading.sandbox import Reader
from index.metadata.fields import read_sidecar
from index.model import Article

MAX_BYTES = 50_000_000  # of a file of a packed kind
MAX_TEXT_BYTES = 20_000_000  # of a file of a kind that is text
MAX_ARCHIVE_BYTES = 500_000_000
_TEXT = (".txt", ".md", ".markdown", ".html", ".htm", ".csv", ".tsv", ".json", ".jsonl")


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What was read in one file: articles, warnings, and the members that could not be read.

    `overridden` is what was read in the fields that corrections replace: see there.
    """

    articles: list[Article]
    warnings: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    overridden: dict[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoadedDocuments:
    """Articles of all documents, and warnings about their reading.

    `failed` maps the name of an unreadable file, relative to its folder, to the reason.
    """

    articles: list[Article] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def read_documents(paths: Sequence[Path]) -> LoadedDocuments:
    """Read the articles of files and folders, in order of file name.

    Raises:
        DocumentError: a path is missing, or nothing could be read.
    """
    loaded = LoadedDocuments()
    taken: set[str] = set()
    errors: list[DocumentError] = []
    with Reader() as reader:
        for file, name in [(f, shown_name(f, path)) for path in paths for f in find_files(path)]:
            try:
                found = read_file(file, reader)
            except DocumentError as error:
                errors.append(error)
                loaded.failed[name] = printable(str(error))
                loaded.warnings.append(printable(f"{error}（已跳过）"))
                continue
            articles = distinct(found.articles, taken)
            taken.update(article.issue for article in articles)
            loaded.articles.extend(
                replace(article, file=below(name, article.file)) for article in articles
            )
            loaded.warnings.extend(found.warnings)
    if not loaded.articles:
        raise errors[0] if errors else DocumentError("没有读到任何文章。")
    return loaded


def read_document(file: Path) -> tuple[list[Article], list[str]]:
    """Return the articles of one file, and warnings; raise as `read_file` does."""
    with Reader() as reader:
        found = read_file(file, reader)
    return found.articles, found.warnings


def read_file(file: Path, reader: Reader) -> ReadFile:
    """Read the articles of one file, corrected by its sidecar.

    Raises:
        DocumentError: the kind is unknown, or the file too large or unreadable; the message
            names the file.
    """
    try:
        _check(file.suffix, file.stat().st_size)
        found = _read(file.read_bytes(), file, reader)
    except OSError as error:
        raise DocumentError(f"文件无法读取（{error.strerror}）：{file}") from error
    except DocumentError as error:
        raise DocumentError(f"{error}：{file}") from error
    try:
        corrections = read_sidecar(file)
    except DocumentError as error:
        return replace(found, warnings=[*found.warnings, str(error)])
    return replace(
        found,
        articles=corrected(found.articles, corrections),
        overridden=overridden(found.articles, corrections),
    )


def read_upload(name: str, data: bytes, reader: Reader | None = None) -> LoadedDocuments:
    """Read a file that a person uploads, before it is saved anywhere.

    `reader` is a process that other files were read with; by default one is started.

    Raises:
        DocumentError: the file cannot be read; the message names it.
    """
    file = Path(Path(name.replace("\\", "/")).name)
    try:
        _check(file.suffix, len(data), MAX_BYTES)
        with nullcontext(reader) if reader else Reader() as process:
            found = _read(data, file, process)
    except DocumentError as error:
        raise DocumentError(printable(f"{error}：{file}")) from error
    return LoadedDocuments(found.articles, found.warnings)


def _read(data: bytes, file: Path, reader: Reader) -> ReadFile:
    """Read a file's bytes; articles have the file's name, those of a member its path."""
    if file.suffix.lower() == ARCHIVE:
        return _read_archive(data, file, reader)
    articles, warnings = reader.read(data, file.suffix.lower(), issue_name(file.stem))
    name = printable(file.name)
    articles = [replace(article, file=name) for article in articles]
    return ReadFile(articles, [_of_file(warning, file.name) for warning in warnings])


def _read_archive(data: bytes, file: Path, reader: Reader) -> ReadFile:
    articles: list[Article] = []
    warnings: list[str] = []
    unread: list[Unread] = []
    for member in unpack(data):
        if not isinstance(member, Member):
            unread.append(_inside(file, member))
            continue
        try:
            found = _read_member(member, file, reader)
        except DocumentError as error:
            unread.append(_inside(file, Unread(str(member.path), str(error))))
            continue
        articles.extend(distinct(found.articles, {article.issue for article in articles}))
        warnings.extend(found.warnings)
    if not articles:
        if not unread:
            raise DocumentError("压缩包里没有文件")
        name = PurePath(unread[0].path).name
        raise DocumentError(f"压缩包里没有可读的文件（{name}：{unread[0].reason}）")
    return ReadFile(articles, [*warnings, *told(unread)], unread)


def _read_member(member: Member, file: Path, reader: Reader) -> ReadFile:
    path = member.path
    _check(path.suffix, len(member.data))
    articles, warnings = reader.read(member.data, path.suffix.lower(), issue_name(path.stem))
    name = printable(f"{file.name}/{path}")
    articles = [replace(article, file=name) for article in articles]
    return ReadFile(articles, [_of_file(warning, name) for warning in warnings])


def _inside(file: Path, unread: Unread) -> Unread:
    return Unread(printable(f"{file}/{unread.path}"), unread.reason)


def _check(suffix: str, size: int, of_archives: int = MAX_ARCHIVE_BYTES) -> None:
    kind = suffix.lower()
    check_kind(kind)
    limit = MAX_TEXT_BYTES if kind in _TEXT else MAX_BYTES
    limit = of_archives if kind == ARCHIVE else limit
    if size > limit:
        raise DocumentError(f"文件太大（超过{limit // 1_000_000} MB），请拆分后再读")


def _of_file(warning: str, name: str) -> str:
    """Add the file's name to a warning, unless it names an issue already."""
    return f"{name}：{warning}" if warning.startswith(("第 ", "另有 ")) else warning


def issue_name(stem: str) -> str:
    """Make a file's stem safe for ids and URLs, whose parts are separated by `#` and `/`."""
    safe = (c if c.isprintable() and c not in " #/?%&\\" else "-" for c in stem)
    return "".join(safe).strip(".") or "document"


def distinct(found: list[Article], taken: set[str]) -> list[Article]:
    """Give the articles of a document an issue name of their own if another has taken theirs."""
    articles: list[Article] = []
    taken = set(taken)
    for file, group in groupby(found, key=lambda article: article.file):
        document = list(group)
        if document[0].issue in taken:
            name = _free_name(issue_name(PurePath(file).stem), taken)
            document = [replace(article, issue=name) for article in document]
        taken.update(article.issue for article in document)
        articles.extend(document)
    return articles


def _free_name(stem: str, taken: set[str]) -> str:
    name, count = stem, 2
    while name in taken:
        name, count = f"{stem}-{count}", count + 1
    return name


def below(name: str, document: str) -> str:
    """Return a document's path from the given folder on, where `name` is that of its file.

    `document` starts at the file, and goes on inside it where that is an archive.
    """
    return (PurePath(name).parent / document).as_posix()
