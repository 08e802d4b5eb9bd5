"""Read a draft that comes as a file; the file is not kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from index.errors import DocumentError
from index.loading.loader import issue_name, read_upload
from index.model import Article, Block
from index.text.encoding import decode

TEXT = (".txt", ".md", ".markdown")
KINDS = (*TEXT, ".docx", ".doc", ".wps", ".rtf", ".odt", ".pdf")
MAX_BYTES = 20_000_000


def read_draft(name: str, data: bytes) -> str:
    """Return a draft's text: what is text as it is, all else as Markdown, read in a sandbox.

    Raises:
        DocumentError: the file is of another kind, too large, or cannot be read.
    """
    kind = PurePath(name).suffix.lower()
    if kind not in KINDS:
        raise DocumentError("稿件要是 Word、Markdown、纯文本或 PDF 文件。")
    if len(data) > MAX_BYTES:
        raise DocumentError(f"文件太大，最多 {MAX_BYTES // 1_000_000} MB。")
    if kind in TEXT:
        return decode(data)
    articles = read_upload(name, data).articles
    untitled = issue_name(PurePath(name).stem)
    return "\n\n".join(_markdown(article, untitled) for article in articles)


def _markdown(article: Article, untitled: str) -> str:
    """Return an article as Markdown; the file's name is no title."""
    title = [f"# {article.title}"] if article.title != untitled else []
    return "\n\n".join([*title, *_blocks(article)])


def _blocks(article: Article) -> Iterator[str]:
    for block in article.blocks:
        text = article.text[block.start : block.end]
        yield f"{_sign(block)}{text}" if text.strip() else ""


def _sign(block: Block) -> str:
    return "#" * min(block.level + 1, 6) + " " if block.kind == "heading" else ""
