"""Read plain text: the articles of a magazine, one official document or several, or any text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from index.errors import DocumentError
from index.formats.magazine import is_magazine, read_magazine
from index.formats.reader_head import split_reader_head
from index.formats.web.html import parse_html, parts_of
from index.layout.noise import is_page_mark, site_lines
from index.layout.notices import document_starts
from index.layout.structure import structure, structure_parts
from index.layout.title import find_title
from index.metadata.fields import Metadata
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
    given, text = split_reader_head(text)
    lines = _of_document(text)
    if not lines:
        raise DocumentError("文件是空的")
    starts = document_starts([_bare(line) for line in lines])
    pieces = [lines[start:end] for start, end in pairwise([*starts, len(lines)])]
    return [_article(name, n, piece, given) for n, piece in enumerate(pieces, 1)], []


def single(name: str, n: int, title: str, lines: Sequence[str], **metadata: str) -> Article:
    """Return one article of plain lines, with its metadata, given or recognised."""
    body, blocks = structure(lines, wrap_width(lines))
    article = Article(name, n, title, body, blocks=blocks)
    return describe(article, [_bare(line) for line in lines], metadata, body.split("\n"))


def single_of_html(name: str, n: int, title: str, text: str, **metadata: str) -> Article:
    """Return one article of a piece of HTML, as tables export it, with its metadata.

    Raises:
        DocumentError: it holds nothing, or is nested too deeply.
    """
    body, blocks = structure_parts(parts_of(parse_html(text)))
    return describe(Article(name, n, title, body, blocks=blocks), body.split("\n"), metadata)


def _article(name: str, n: int, lines: Sequence[str], given: Metadata) -> Article:
    bare = [_bare(line) for line in lines]
    title, span = (given["title"], range(0)) if "title" in given else find_title(bare)
    rest = [line for i, line in enumerate(lines) if i not in span]
    if not title or not rest:
        title, rest = name, list(lines)
    return single(name, n, title, rest, **given)


def _bare(line: str) -> str:
    return strip_markup(line.lstrip("# "))


def _of_document(text: str) -> list[str]:
    """Return the lines that hold something and are neither marks of pages nor a website's."""
    lines = [
        line
        for line in text.splitlines()
        if strip_markup(line).strip("#\t ") and not is_page_mark(line.strip())
    ]
    around = site_lines([line.strip() for line in lines])
    return [line for i, line in enumerate(lines) if i not in around]
