"""Read plain text: the articles of a magazine, or one article titled by its first line."""

from __future__ import annotations

from index.errors import DocumentError
from index.formats.magazine import is_magazine, read_magazine
from index.layout.draft import MAX_TITLE
from index.layout.structure import structure
from index.metadata.recognition import describe
from index.model import Article
from index.text.lines import strip_markup, wrap_width


def read_plaintext(text: str, name: str) -> tuple[list[Article], list[str]]:
    """Return articles whose ids start with `name`, and warnings.

    Raises:
        DocumentError: the file holds nothing but markup.
    """
    if is_magazine(text):
        return read_magazine(text, name)
    lines = [line for line in text.splitlines() if strip_markup(line).strip("#\t ")]
    if not lines:
        raise DocumentError("文件是空的")
    title, rest = strip_markup(lines[0].lstrip("# ")), lines[1:]
    if len(title) > MAX_TITLE or not rest:
        title, rest = name, lines
    return [single(name, 1, title, rest)], []


def single(name: str, n: int, title: str, lines: list[str], **metadata: str) -> Article:
    """Return one article of plain lines, with its metadata, given or recognised."""
    body, blocks = structure(lines, wrap_width(lines))
    return describe(Article(name, n, title, body, blocks=blocks), body.split("\n"), metadata)
