"""The text of an uploaded file as it was read, article by article, before and after indexing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from index.errors import DocumentError
from index.ingest.sources import Sources
from index.model import Article
from index.store.database import Database
from index.store.manifest import DATABASE, current_version
from ui.library.article_view import article_html

MOST = 100_000  # characters of an article that are shown
MOST_TITLES = 1000
_FACTS = (
    *(("日期", "date"), ("来源", "source"), ("发文机关", "issuer"), ("文号", "number")),
    *(("地区", "region"), ("效力", "status"), ("施行日期", "effective"), ("失效日期", "expires")),
    *(("栏目", "section"), ("作者", "author"), ("文字识别", "recognised")),
)


@dataclass(frozen=True, slots=True)
class Preview:
    """One article of a file: `n` of those with these `titles`, counted from 1.

    `facts` are pairs of a label and what was read; `left` characters of the text are not shown.
    """

    name: str
    titles: list[str]
    n: int
    title: str
    facts: list[tuple[str, str]]
    body: Markup
    left: int


def preview(name: str, articles: Sequence[Article], n: int) -> Preview:
    """Show article n of a file; the nearest there is.

    Raises:
        DocumentError: the file has no articles.
    """
    if not articles:
        raise DocumentError("这个文件不在索引里，请先重新索引。")
    n = min(max(n, 1), len(articles))
    article = articles[n - 1]
    return Preview(
        name=name,
        titles=[one.title for one in articles[:MOST_TITLES]],
        n=n,
        title=article.title,
        facts=[(label, v) for label, field in _FACTS if (v := getattr(article, field))],
        body=article_html(_start(article), (), None),
        left=max(0, len(article.text) - MOST),
    )


def indexed_articles(store_dir: Path, file: Path) -> list[Article]:
    """Return the articles that the index holds of a file; none where it holds none.

    Raises:
        StoreError: the index cannot be read.
    """
    version = current_version(store_dir)
    record = next((one for one in Sources.read(version).files if one.path == str(file)), None)
    if record is None:
        return []
    database = Database(version / DATABASE)
    return [article for issue in record.issues for article in database.articles_of(issue)]


def _start(article: Article) -> Article:
    """Return an article with the start of its text, as much as is shown."""
    blocks = tuple(block for block in article.blocks if block.end <= MOST)
    return replace(article, text=article.text[:MOST], blocks=blocks)
