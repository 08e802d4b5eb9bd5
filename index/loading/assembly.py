"""Turn a draft, as a format reader returns it, into articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.errors import DocumentError
from index.formats.magazine import ENTRY_MARKS, is_magazine, read_magazine
from index.layout.draft import MAX_TITLE, Draft, fold_title
from index.layout.noise import is_page_mark, site_lines
from index.layout.notices import document_starts
from index.layout.pages import PageMarks, page_starts
from index.layout.parts import Part
from index.layout.structure import structure_parts
from index.layout.title import find_title
from index.metadata.recognition import describe
from index.model import Article

OF_FILE = ("source", "url", "author", "section", "region")  # fields that several documents share
TITLE_WITHIN = 8  # parts at the top among which the title is searched


def finish(draft: Draft, name: str) -> tuple[list[Article], list[str]]:
    """Return a document's articles, with ids that start with `name`, and warnings.

    Raises:
        DocumentError: the document has no text.
    """
    lines, marks = _lines(draft.parts)
    text = "\n".join(lines)
    if is_magazine(text):
        articles, notes = read_magazine(text, name, marks if any(marks) else ())
        articles = [replace(article, recognised=draft.recognised) for article in articles]
        return articles, [*draft.notes, *notes]
    parts = _of_document(draft.parts)
    if not parts:
        raise DocumentError("文件是空的")
    starts = document_starts([part.text for part in parts])
    if len(starts) == 1:
        return [_article(replace(draft, parts=parts), name, 1)], list(draft.notes)
    given = {key: value for key, value in draft.metadata.items() if key in OF_FILE}
    pieces = [
        Draft(_from(parts, a, b), metadata=given, recognised=draft.recognised)
        for a, b in pairwise([*starts, len(parts)])
    ]
    return [_article(piece, name, n) for n, piece in enumerate(pieces, 1)], list(draft.notes)


def _article(draft: Draft, name: str, n: int) -> Article:
    title, parts = _title(draft, name)
    body, blocks = structure_parts(parts)
    article = Article(name, n, title, body, blocks=blocks, recognised=draft.recognised)
    if any(part.pages for part in parts):
        own = [(part.text, part.pages) for part in parts]
        starts = page_starts(body, [text for text, _ in own], [pages for _, pages in own])
        article = replace(article, page=starts[0][1] if starts else None, page_starts=starts)
    lines = [line for part in draft.parts for line in part.text.split("\n")]
    return describe(article, lines, draft.metadata)


def _of_document(parts: Sequence[Part]) -> list[Part]:
    """Return the parts that are neither marks of pages nor a website's words."""
    around = site_lines([part.text for part in parts])
    return [part for i, part in enumerate(parts) if i not in around and not is_page_mark(part.text)]


def _from(parts: Sequence[Part], start: int, end: int) -> list[Part]:
    """Return some of the parts; the first of them knows on which page it starts."""
    piece = list(parts[start:end])
    before = [page for part in parts[:start] for _, page in part.pages]
    if before and not any(offset == 0 for offset, _ in piece[0].pages):
        piece[0] = replace(piece[0], pages=((0, before[-1]), *piece[0].pages))
    return piece


def _title(draft: Draft, name: str) -> tuple[str, list[Part]]:
    """Return the title, and the parts without it."""
    parts = list(draft.parts)
    if title := draft.title[: 2 * MAX_TITLE]:
        return title, _without_title(parts, fold_title(title)) or parts
    given = fold_title(draft.metadata.get("title", ""))
    if given and (rest := _without_title(parts, given)) != parts:
        return draft.metadata["title"], rest or parts
    if len(parts) > 1 and not _has_sibling(parts):
        title, span = find_title([part.text for part in parts])
        own = fold_title(title)
        # a line that has nothing of the title that the file tells is text
        fits = not given or own in given or given in own
        if title and fits and (rest := [part for i, part in enumerate(parts) if i not in span]):
            return title, rest
    title = draft.hint[: 2 * MAX_TITLE] or name
    return title, _without_title(parts, fold_title(title)) or parts


def _without_title(parts: list[Part], title: str) -> list[Part]:
    """Drop the title from the parts: it may fill several lines and stand below a letterhead."""
    for start in range(min(len(parts), TITLE_WITHIN)):
        held = ""
        for end in range(start, min(len(parts), start + TITLE_WITHIN)):
            held += fold_title(parts[end].text)
            if held == title:
                return parts[:start] + parts[end + 1 :]
            if not title.startswith(held):
                break
    return parts


def _has_sibling(parts: Sequence[Part]) -> bool:
    """Return whether the first part is one of several headings of a level, so not the title."""
    level = parts[0].level
    return level > 0 and any(part.level == level for part in parts[1:])


def _lines(parts: Sequence[Part]) -> tuple[list[str], list[PageMarks]]:
    """Return the parts as the lines of a magazine's text, and the page marks of each line."""
    lines: list[str] = []
    marks: list[PageMarks] = []
    for part in parts:
        heading = part.kind == "heading" and not part.text.startswith(tuple(ENTRY_MARKS))
        prefix = "# " if heading else "- " if part.kind == "item" and not part.style else ""
        rows = part.text.split("\n")
        lines.extend(prefix + row for row in rows)
        marks.extend([part.pages, *[()] * (len(rows) - 1)])
    return lines, marks
