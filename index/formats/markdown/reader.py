"""Read Markdown: markdown-it renders it, and the HTML is read as a page is.

Lists, tables, raw HTML, comments and struck text thus mean what CommonMark says. Front matter
gives the metadata.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.formats.markdown.marks import settle_marks
from index.formats.markdown.notes import Notes, cut_note
from index.formats.reader_head import split_reader_head
from index.formats.web.html import parse_html, parts_of
from index.layout.draft import Draft
from index.layout.noise import without_page_marks
from index.layout.parts import is_marked
from index.metadata.fields import Metadata, named
from index.metadata.recognition import stands_alone
from index.text.lines import ends_sentence, tidy, tidy_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_FRONT_MATTER = 20_000  # most characters
MAX_DEPTH = 60  # most lists and quotations inside each other; deeper text is not read
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_HOSTILE = re.compile(r"(?:^|[\s\[{,:-])[&*]\w")  # YAML's references: small files that grow huge
_KEY_VALUE = re.compile(r"^([^\s:：#-][^:：\n]{0,30}?)[ \t]*[:：][ \t]+(\S.*)$", re.M)


def read_markdown(text: str) -> Draft:
    """Return headings with levels, paragraphs, lists and tables; images become their alt text.

    Raises:
        DocumentError: the file holds nothing but comments, or is nested too deeply.
    """
    metadata, body = front_matter(text)
    return Draft(parts_of(parse_html(_html(without_page_marks(body)))), metadata=metadata)


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
    """Return the values of front matter; lines `name: value` count where it is not valid YAML."""
    import yaml

    if len(front) <= MAX_FRONT_MATTER and not _HOSTILE.search(front):
        try:
            values = yaml.safe_load(front)
            return values if isinstance(values, dict) else None
        except (yaml.YAMLError, ValueError, RecursionError):
            pass
    pairs = _KEY_VALUE.findall(front[:MAX_FRONT_MATTER])
    return {key: value.strip("\"' ") for key, value in pairs} or None


def _html(text: str) -> str:
    """Render Markdown, its notes at the end."""
    parser = _parser()
    notes: Notes = {}
    tokens = parser.parse(text, {"notes": notes})
    for label, note in notes.items():
        tokens += parser.parse(f"\\[{label}\\] {note}", {"notes": {}})
    for token in tokens:
        if token.type == "inline" and token.children:
            token.children = settle_marks(token.children, notes)
            _settle_breaks(token.children)
        elif token.type == "ordered_list_open" and token.markup == ")":
            token.attrSet("data-delimiter", ")")
    return str(parser.renderer.render(tokens, parser.options, {}))


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_DEPTH})
    parser.enable(["table", "strikethrough"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # none is followed
    parser.block.ruler.before("reference", "note", cut_note, {"alt": ["paragraph", "reference"]})
    return parser


def _settle_breaks(children: Sequence[Token]) -> None:
    """Break a paragraph's line where a sentence or a numbered point starts the next one."""
    line = ""
    for at, child in enumerate(children):
        if child.type == "softbreak":
            if line and _ends(tidy(line), _line_from(children, at + 1)):
                child.type, child.tag = "hardbreak", "br"
                line = ""
        elif child.type == "hardbreak":
            line = ""
        else:
            line += child.content if child.type in ("text", "code_inline") else ""


def _ends(line: str, following: str) -> bool:
    alone = stands_alone(line) or stands_alone(following)
    return alone or ends_sentence(line) or is_marked(following)


def _line_from(children: Sequence[Token], at: int) -> str:
    texts = []
    for child in children[at:]:
        if child.type in ("softbreak", "hardbreak"):
            break
        texts.append(child.content if child.type in ("text", "code_inline") else "")
    return tidy_text("".join(texts))
