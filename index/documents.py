"""Files and folders → articles.

A file given by name must be readable; in a folder, what cannot be read is reported and
the rest is taken.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.errors import DocumentError
from index.lines import strip_markup, wrap_width
from index.magazine import is_magazine, read_magazine
from index.model import Article
from index.structure import structure

SUFFIXES = (".txt", ".md")
SAMPLE = Path(__file__).parent / "sample"
MAX_BYTES = 50_000_000
MAX_TITLE = 80  # characters; a longer first line is text

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles of all documents, and what a person should know about the reading."""

    articles: list[Article] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def default_corpus() -> Path:
    """Where the corpus is when nobody says: `$WENCE_CORPUS`, or the first folder there is.

    `corpus/` here, `../shared/corpus`, and at last the sample that ships with the program.
    """
    if named := os.environ.get("WENCE_CORPUS"):
        return Path(named)
    for folder in (Path("corpus"), Path("../shared/corpus")):
        if folder.is_dir():
            return folder
    return SAMPLE


def read_documents(paths: Sequence[Path]) -> Corpus:
    """Articles of files and folders, in order of file name.

    Raises:
        DocumentError: a path is missing, a named file cannot be read, or nothing was found.
    """
    articles: list[Article] = []
    warnings: list[str] = []
    for path in paths:
        if not path.exists():
            raise DocumentError(f"找不到文件或文件夹：{path}")
        files = _files(path)
        if not files:
            raise DocumentError(f"文件夹里没有可读的文件（{'、'.join(SUFFIXES)}）：{path}")
        for file in files:
            try:
                found, notes = read_document(file)
            except DocumentError as error:
                if file == path or len(files) == 1:
                    raise
                warnings.append(f"{error}（已跳过）".encode(errors="replace").decode())
                continue
            articles.extend(_renamed(found, file, articles))
            warnings.extend(notes)
    if not articles:
        raise DocumentError("没有读到任何文章。")
    return Corpus(articles, warnings)


def read_document(file: Path) -> tuple[list[Article], list[str]]:
    """Articles of one file: a weekly's, or the file as one article; and warnings."""
    text = decode(file)
    if is_magazine(text):
        return read_magazine(text, _issue_name(file.stem))
    return [_single(text, file)], []


def decode(file: Path) -> str:
    """Text of a file in UTF-8, UTF-16 with its mark, or GB18030 (GBK, GB2312).

    Raises:
        DocumentError: too large, empty, binary, of an unknown kind or encoding.
    """
    if file.suffix.lower() not in SUFFIXES:
        raise DocumentError(f"不支持的文件类型（目前支持{'、'.join(SUFFIXES)}）：{file}")
    try:
        if file.stat().st_size > MAX_BYTES:
            raise DocumentError(f"文件太大（超过{MAX_BYTES // 1_000_000} MB）：{file}")
        raw = file.read_bytes()
    except OSError as error:
        raise DocumentError(f"文件无法读取（{error.strerror}）：{file}") from error
    text = _decode(raw)
    if text is None:
        raise DocumentError(f"文件不是文本，或编码无法识别（支持 UTF-8、GBK、UTF-16）：{file}")
    if not text.strip():
        raise DocumentError(f"文件是空的：{file}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(raw: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _try(raw, encoding)
    if b"\0" in raw:
        return None
    text = _try(raw, "utf-8")
    return _chinese(_try(raw, "gb18030")) if text is None else text


def _try(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _chinese(text: str | None) -> str | None:
    """The text if it reads as Chinese: GB18030 decodes nearly any bytes to something."""
    if not text:
        return None
    foreign = sum(ord(c) > 127 for c in text)
    common = sum("\u4e00" <= c <= "\u9fa5" or c in "，。、；：？！“”（）《》—…·" for c in text)
    return text if foreign and common / foreign > 0.8 else None


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(
        file
        for file in path.rglob("*")
        if file.is_file()
        and file.suffix.lower() in SUFFIXES
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )


def _single(text: str, file: Path) -> Article:
    """The file as one article; its first line is the title, if it can be one."""
    name = _issue_name(file.stem)
    lines = [line for line in text.splitlines() if strip_markup(line).strip("#\t ")]
    if not lines:
        raise DocumentError(f"文件是空的：{file}")
    title, rest = strip_markup(lines[0].lstrip("# ")), lines[1:]
    if len(title) > MAX_TITLE or not rest:
        title, rest = name, lines
    body, blocks = structure(rest, wrap_width(rest))
    return Article(name, 1, title, body, blocks=blocks)


def _issue_name(stem: str) -> str:
    """The stem, fit for an id and a URL: `#` and `/` separate their parts.

    A name in another encoding than the system's holds surrogates, which cannot be stored.
    """
    safe = (c if c.isprintable() and c not in " #/?%&\\" else "-" for c in stem)
    return "".join(safe).strip(".") or "document"


def _renamed(found: list[Article], file: Path, taken: Sequence[Article]) -> list[Article]:
    """Articles under an issue id of their own, when another file has taken theirs."""
    ids = {article.issue for article in taken}
    if not found or found[0].issue not in ids:
        return found
    name, count = _issue_name(file.stem), 2
    while name in ids:
        name, count = f"{_issue_name(file.stem)}-{count}", count + 1
    return [replace(article, issue=name) for article in found]
