"""Read articles from records, one a row: CSV with a header, or JSON Lines.

Columns have English or Chinese names: `text` or 正文, and any field of `index/metadata/fields.py`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from index.errors import DocumentError
from index.formats.plaintext import single, single_of_html
from index.layout.draft import MAX_TITLE
from index.metadata.fields import fold_name, named
from index.model import Article

TEXT = ("text", "正文", "内容", "全文", "content", "body")
MAX_WARNINGS = 20
_HTML = re.compile(r"<(?:p|div|br|table|h[1-6]|span|li)\b[^<>]{0,300}>", re.I)

_Row = Mapping[Any, Any] | str  # a str says what is wrong with the row


def read_records(text: str, name: str, *, is_csv: bool) -> tuple[list[Article], list[str]]:
    """Return articles `<name>/1`, `<name>/2`, …, and a warning for each row left out as unreadable.

    Raises:
        DocumentError: no row can be read.
    """
    articles: list[Article] = []
    wrong: list[str] = []
    for line, row in _csv_rows(text) if is_csv else _json_rows(text):
        found = row if isinstance(row, str) else _article(row, name, len(articles) + 1)
        if isinstance(found, str):
            wrong.append(f"第 {line} 行{found}")
        else:
            articles.append(found)
    if not articles:
        raise DocumentError(wrong[0] if wrong else "文件里没有数据行")
    if len(wrong) > MAX_WARNINGS:
        wrong[MAX_WARNINGS:] = [f"另有 {len(wrong) - MAX_WARNINGS} 行无法读取"]
    return articles, [f"{reason}，已跳过" for reason in wrong]


def _csv_rows(text: str) -> Iterator[tuple[int, _Row]]:
    """Yield line number and row; the delimiter is the most frequent candidate in the header."""
    header = text.split("\n", 1)[0]
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    rows = csv.reader(io.StringIO(text), delimiter=max(",\t;", key=header.count), strict=True)
    names: list[str] = []
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield line, "引号或分隔符不正确"
            continue
        if not names:
            names = cells
            if not any(fold_name(cell) in TEXT for cell in cells):
                raise DocumentError("第一行应是列名，其中要有 text 或 正文")
        elif any(cell.strip() for cell in cells):
            fits = len(cells) <= len(names)
            yield line, dict(zip(names, cells, strict=False)) if fits else "的列比表头多"


def _json_rows(text: str) -> Iterator[tuple[int, _Row]]:
    for line, source in enumerate(text.split("\n"), 1):
        if source.strip():
            try:
                row = json.loads(source)
            except (ValueError, RecursionError):
                yield line, "不是有效的 JSON"
                continue
            yield line, row if isinstance(row, dict) else "不是 JSON 对象"


def _article(row: Mapping[Any, Any], name: str, n: int) -> Article | str:
    values = {fold_name(str(key)): value for key, value in row.items()}
    text = next((values[key] for key in TEXT if values.get(key)), "")
    lines = [line for line in text.splitlines() if line.strip()] if isinstance(text, str) else []
    metadata = named(row)
    title = metadata.pop("title", "") or (lines[0][:MAX_TITLE] if lines else "")
    if not lines:
        return "没有正文"
    try:
        article = (
            single_of_html(name, n, title, text, **metadata)
            if _HTML.search(text)
            else single(name, n, title, lines, **metadata)
        )
    except DocumentError:
        return "没有正文"
    return article if article.text else "没有正文"
