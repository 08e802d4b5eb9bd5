"""Load articles from files and folders.

A file given by name must be readable; in a folder, unreadable files are reported and the rest
is loaded. Corrections in `x.pdf.meta.json` beside `x.pdf` override what was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from index.errors import DocumentError
from index.loading.registry import KINDS
from index.loading.sandbox import Reader
from index.metadata.fields import Metadata, read_sidecar
from index.model import Article

SUFFIXES = tuple(KINDS)
MAX_BYTES = 50_000_000  # of a file of a packed kind
MAX_TEXT_BYTES = 20_000_000  # of a file of any other kind
_PACKED = (
    ".pdf",
    ".docx",
    ".png",
    ".jpg",
    ".jpeg",
    ".tif",
    ".tiff",
    ".bmp",
    ".webp",
)  # these hold pictures and fonts, too


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
        DocumentError: a path is missing, a named file cannot be read, or nothing was found.
    """
    loaded = LoadedDocuments()
    taken: set[str] = set()
    with Reader() as reader:
        for path in paths:
            files = find_files(path)
            for file in files:
                name = shown_name(file, path)
                try:
                    articles, warnings = read_document(file, reader)
                except DocumentError as error:
                    if file == path or len(files) == 1:
                        raise
                    loaded.failed[name] = _printable(str(error))
                    loaded.warnings.append(_printable(f"{error}（已跳过）"))
                    continue
                articles = distinct(articles, file, taken)
                taken.update(article.issue for article in articles)
                loaded.articles.extend(replace(article, file=name) for article in articles)
                loaded.warnings.extend(warnings)
    if not loaded.articles:
        raise DocumentError("没有读到任何文章。")
    return loaded


def read_document(file: Path, reader: Reader | None = None) -> tuple[list[Article], list[str]]:
    """Read the articles of one file, corrected by its sidecar, and warnings.

    To read many files, pass a `Reader` of your own: starting one costs as much as a page.

    Raises:
        DocumentError: the kind is unknown, or the file too large or unreadable; the message
            names the file.
    """
    if reader is None:
        with Reader() as own:
            return read_document(file, own)
    try:
        _check(file.suffix, file.stat().st_size)
        articles, warnings = reader.read(
            file.read_bytes(), file.suffix.lower(), issue_name(file.stem)
        )
    except OSError as error:
        raise DocumentError(f"文件无法读取（{error.strerror}）：{file}") from error
    except DocumentError as error:
        raise DocumentError(f"{error}：{file}") from error
    articles = [replace(article, file=_printable(file.name)) for article in articles]
    warnings = [_of_file(warning, file) for warning in warnings]
    try:
        return _corrected(articles, read_sidecar(file)), warnings
    except DocumentError as error:
        return articles, [*warnings, str(error)]


def read_upload(name: str, data: bytes) -> LoadedDocuments:
    """Read a file that a person uploads, before it is saved anywhere.

    Raises:
        DocumentError: the file cannot be read; the message names it.
    """
    file = Path(Path(name.replace("\\", "/")).name)
    try:
        _check(file.suffix, len(data))
        with Reader() as reader:
            articles, warnings = reader.read(data, file.suffix.lower(), issue_name(file.stem))
    except DocumentError as error:
        raise DocumentError(_printable(f"{error}：{file}")) from error
    warnings = [_of_file(warning, file) for warning in warnings]
    return LoadedDocuments([replace(a, file=_printable(str(file))) for a in articles], warnings)


def _check(suffix: str, size: int) -> None:
    kind = suffix.lower()
    if kind == ".doc":
        raise DocumentError("不支持旧版 Word 格式，请另存为 .docx")
    if kind not in SUFFIXES:
        raise DocumentError(f"不支持的文件类型（目前支持{'、'.join(SUFFIXES)}）")
    limit = MAX_BYTES if kind in _PACKED else MAX_TEXT_BYTES
    if size > limit:
        raise DocumentError(f"文件太大（超过{limit // 1_000_000} MB），请拆分后再读")


def find_files(path: Path) -> list[Path]:
    """Return the file itself, or a folder's files of known kinds except hidden and lock files.

    Raises:
        DocumentError: the path does not exist, or the folder holds no such file.
    """
    if not path.exists():
        raise DocumentError(f"找不到文件或文件夹：{path}")
    if path.is_file():
        return [path]
    files = sorted(
        file
        for file in path.rglob("*")
        if file.is_file()
        and file.suffix.lower() in SUFFIXES
        and not file.name.startswith("~$")
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )
    if not files:
        raise DocumentError(f"文件夹里没有可读的文件（{'、'.join(SUFFIXES)}）：{path}")
    return files


def _corrected(articles: list[Article], corrections: Metadata) -> list[Article]:
    """Apply the corrections of a file to its articles; title and 文号 only if there is just one."""
    of_one = ("title", "number") if len(articles) > 1 else ()
    known: dict[str, Any] = {
        name: value
        for name, value in corrections.items()
        if name not in of_one and (value or name != "title")
    }
    return [replace(article, **known) for article in articles]


def shown_name(file: Path, path: Path) -> str:
    """Return a file's name relative to the given folder."""
    return _printable(file.name if file == path else file.relative_to(path).as_posix())


def _of_file(warning: str, file: Path) -> str:
    """Add the file's name to a warning, unless it names an issue already."""
    return f"{file.name}：{warning}" if warning.startswith(("第 ", "另有 ")) else warning


def _printable(text: str) -> str:
    """Replace surrogates, which stand in names of another encoding and cannot be stored."""
    return text.encode(errors="replace").decode()


def issue_name(stem: str) -> str:
    """Make a file's stem safe for ids and URLs, whose parts are separated by `#` and `/`."""
    safe = (c if c.isprintable() and c not in " #/?%&\\" else "-" for c in stem)
    return "".join(safe).strip(".") or "document"


def distinct(found: list[Article], file: Path, taken: set[str]) -> list[Article]:
    """Give the articles an issue name of their own if another file has taken theirs."""
    if not found or found[0].issue not in taken:
        return found
    name, count = issue_name(file.stem), 2
    while name in taken:
        name, count = f"{issue_name(file.stem)}-{count}", count + 1
    return [replace(article, issue=name) for article in found]
