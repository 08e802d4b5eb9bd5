"""Search results as a CSV file."""

from __future__ import annotations

from collections.abc import Iterable

from index.csv_files import csv_text
from index.model import Article
from rag.validity import Standings

HEAD = ("标题", "来源", "发文机关", "文号", "日期", "期", "栏目", "页", "效力", "地址")


def results_csv(articles: Iterable[Article], standings: Standings, base_url: str) -> str:
    """Return the articles as CSV, with their addresses below `base_url`."""
    return csv_text([HEAD, *(_row(article, standings, base_url) for article in articles)])


def _row(article: Article, standings: Standings, base_url: str) -> tuple[str, ...]:
    standing = standings.of(article)
    page = "" if article.page is None else str(article.page)
    return (
        *(article.title, article.source, article.issuer, article.number, article.known_date),
        *(article.issue, article.section, page, standing.label if standing else ""),
        f"{base_url}/articles/{article.id}",
    )
