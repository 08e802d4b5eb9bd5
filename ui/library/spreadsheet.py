"""Search results as a CSV file that spreadsheets open as text, never as formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from index.model import Article
from rag.validity import Standings

HEAD = ("标题", "来源", "发文机关", "文号", "日期", "期", "栏目", "页", "效力", "地址")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def results_csv(articles: Iterable[Article], standings: Standings, base_url: str) -> str:
    """Return the articles as CSV, with the mark by which Excel knows UTF-8."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for article in articles:
        standing = standings.of(article)
        page = "" if article.page is None else str(article.page)
        row = (
            *(article.title, article.source, article.issuer, article.number, article.known_date),
            *(article.issue, article.section, page, standing.label if standing else ""),
            f"{base_url}/articles/{article.id}",
        )
        writer.writerow([defused(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def defused(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would compute."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
