"""Read Markdown into parts, with markdown-it; YAML front matter gives the metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from index.errors import DocumentError
from index.formats.html import parse_html, parts_of
from index.formats.reader_head import split_reader_head
from index.layout.draft import Draft
from index.layout.noise import without_page_marks
from index.layout.parts import Part, heading, is_marked, plain, table
from index.metadata.fields import Metadata, named
from index.metadata.recognition import stands_alone
from index.text.lines import ends_sentence, join, tidy

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_FRONT_MATTER = 20_000  # most characters
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_BREAKS = {
    "softbreak": "\n",
    "hardbreak": "\f",
}  # lines may be rejoined at a soft break, not at a hard one


def read_markdown(text: str) -> Draft:
    """Return headings with levels, paragraphs, lists and tables; images become their alt text.

    Raises:
        DocumentError: the front matter is not valid YAML, or too large.
    """
    metadata, body = front_matter(text)
    return Draft(list(_parts(without_page_marks(body))), metadata=metadata)


def front_matter(text: str) -> tuple[Metadata, str]:
    """Split off the metadata between two lines `---` at the top from the text below."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return split_reader_head(text)
    values = _load(match[1])
    if values is None:  # the line was a horizontal rule
        return {}, text
    return named(values), text[match.end() :]


def _load(front: str) -> dict[object, object] | None:
    import yaml

    if len(front) > MAX_FRONT_MATTER or re.search(r"(?:^|[\s\[{,:-])[&*]\w", front):
        raise DocumentError("文件开头的元数据太大，或用了 YAML 引用")
    try:
        values = yaml.safe_load(front)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise DocumentError("文件开头的元数据（YAML）格式不正确") from error
    return values if isinstance(values, dict) else None


def _parts(text: str) -> Iterator[Part]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    item, at = 0, 0
    while at < len(tokens):
        token = tokens[at]
        item += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if token.type == "heading_open":
            if title := _inline(tokens[at + 1]).replace("\n", "").replace("\f", ""):
                yield heading(title, int(token.tag[1]))
            at += 2
        elif token.type == "table_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
            yield from _table(tokens[at:end])
            at = end
        elif token.type == "html_block":
            yield from parts_of(parse_html(token.content))
        elif token.type == "inline" or token.type in ("fence", "code_block"):
            yield from _lines(token, bullet=item > 0)
        at += 1


def _lines(token: Token, bullet: bool) -> Iterator[Part]:
    inline = token.type == "inline"
    text = _inline(token) if inline else token.content.replace("\n", "\f")
    lines = [line for block in text.split("\f") for line in _joined(block.split("\n"))]
    for n, line in enumerate(lines):
        yield plain(line, bullet and n == 0)


def _joined(lines: Sequence[str]) -> list[str]:
    """Join the lines of a paragraph, except where a sentence or a numbered point starts."""
    joined: list[str] = []
    for line in filter(None, (tidy(line.replace("\t", " ")) for line in lines)):
        alone = bool(joined) and (stands_alone(joined[-1]) or stands_alone(line))
        if joined and not alone and not ends_sentence(joined[-1]) and not is_marked(line):
            joined[-1] = join(joined[-1], line)
        else:
            joined.append(line)
    return joined


def _table(tokens: Sequence[Token]) -> Iterator[Part]:
    rows: list[list[str]] = []
    header = 0
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_inline(token))
        elif token.type == "thead_close":
            header = len(rows)
    yield from table(rows, header)


def _inline(token: Token) -> str:
    """Return the text of an inline token: link texts, alt texts of images, no HTML."""
    out = []
    for child in token.children or ():
        if child.type == "image":
            out.append(child.content)
        elif child.type == "html_inline":
            out.append("\f" if re.match(r"<br\b", child.content, re.I) else "")
        else:
            out.append(_BREAKS.get(child.type, child.content))
    return "".join(out)
