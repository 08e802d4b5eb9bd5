"""Read articles from records, one a row, under heads or keys that name their fields.

Heads are English or Chinese: `text` or 正文, and any field of `index/metadata/fields.py`. They
may have a title or empty rows above them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from index.errors import DocumentError
from index.formats.plaintext import single, single_of_html
from index.formats.sheets.sheet import Row
from index.layout.draft import MAX_TITLE
from index.metadata.fields import FIELDS, clean, fold_name, named
from index.model import Article

TEXT = (
    *("text", "正文", "内容", "全文", "content", "body"),
    *(
        "文章正文",
        "文章内容",
        "文件正文",
        "文件内容",
        "政策正文",
        "政策内容",
        "通知内容",
        "正文内容",
    ),
)
TITLE = (
    *FIELDS["title"],
    *("文章标题", "文件标题", "政策标题", "通知标题", "信息标题", "政策名称", "文章题目"),
)
UNCLEAR = ("内容", "content")  # heads of many other tables: of articles beside title or link
MAX_WARNINGS = 20
HEADS_WITHIN = 10  # rows at the top, among which the heads are searched
_REMARK = re.compile(r"[（(][^（）()]*[）)]|[*＊﹡]")  # 标题（必填） or 标题*
_HTML = re.compile(r"<(?:p|div|br|table|h[1-6]|span|li)\b[^<>]{0,300}>", re.I)

Records = Iterable[tuple[int, Mapping[Any, Any] | str]]  # a str says what is wrong with the row
Read = tuple[list[Article], list[str]]


def read_rows(rows: Sequence[Row], name: str, first: int = 1) -> Read | None:
    """Return the articles of rows below heads, or None if no row has heads of articles.

    Raises as `read_records` does.
    """
    filled = (at for at, row in enumerate(rows) if any(cell.strip() for cell in row.cells))
    for at in islice(filled, HEADS_WITHIN):
        if are_heads(rows[at].cells):
            return read_records(_below(rows[at].cells, rows[at + 1 :]), name, first)
    return None


def are_heads(cells: Iterable[str]) -> bool:
    """Return whether heads are those of articles: a text is among them."""
    names = set(map(fold_head, cells))
    texts = names.intersection(TEXT)
    beside = names.intersection((*TITLE, *FIELDS["url"]))
    return bool(texts.difference(UNCLEAR) or (texts and beside))


def holds_text(row: Mapping[Any, Any]) -> bool:
    """Return whether an object has a key for a text."""
    return any(fold_head(str(key)) in TEXT for key in row)


def read_records(records: Records, name: str, first: int = 1) -> Read:
    """Return articles `<name>/<first>` and on, and a warning for each row left out as unreadable.

    Raises:
        DocumentError: no row can be read.
    """
    articles: list[Article] = []
    wrong: list[str] = []
    for line, row in records:
        found = row if isinstance(row, str) else _article(row, name, first + len(articles))
        if isinstance(found, str):
            wrong.append(f"第 {line} 行{found}")
        else:
            articles.append(found)
    if not articles:
        raise DocumentError(wrong[0] if wrong else "文件里没有数据行")
    if len(wrong) > MAX_WARNINGS:
        wrong[MAX_WARNINGS:] = [f"另有 {len(wrong) - MAX_WARNINGS} 行无法读取"]
    return articles, [f"{reason}，已跳过" for reason in wrong]


def json_lines(text: str) -> Iterator[tuple[int, Any]]:
    """Yield line number and value of each line; a str says what is wrong with it."""
    for line, source in enumerate(text.split("\n"), 1):
        if source.strip():
            try:
                row = _decode(source)
            except (ValueError, RecursionError):
                yield line, "不是有效的 JSON"
                continue
            yield line, row if isinstance(row, dict) else "不是 JSON 对象"


def json_array(text: str) -> Iterator[tuple[int, Any]]:
    """Yield number and value of each object of an array, which may be all that an object holds.

    Raises:
        DocumentError: the text is not JSON, or holds no array of objects.
    """
    try:
        found = _decode(text)
    except (ValueError, RecursionError) as error:
        raise DocumentError("不是有效的 JSON") from error
    if isinstance(found, dict) and holds_text(found):
        found = [found]
    if isinstance(found, dict):
        arrays = [value for value in found.values() if isinstance(value, list) and value]
        found = arrays[0] if len(arrays) == 1 else None
    if not isinstance(found, list) or not any(isinstance(row, dict) for row in found):
        raise DocumentError("JSON 里没有成组的记录（应是对象的数组）")
    for number, row in enumerate(found, 1):
        yield number, row if isinstance(row, dict) else "不是 JSON 对象"


def table_rows(records: Sequence[tuple[int, Any]]) -> list[Row]:
    """Return objects that are no articles as the rows of a table, below their keys."""
    objects = [row for _, row in records if isinstance(row, dict)]
    keys = list(dict.fromkeys(key for row in objects for key in row))
    rows = [Row(line, [_cell(row.get(key)) for key in keys]) for line, row in enumerate(objects, 1)]
    return [Row(0, keys), *rows]


def _decode(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)  # digits as they are written


def _cell(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return "" if value is None else str(value)


def _below(heads: Sequence[str], rows: Sequence[Row]) -> Records:
    for row in rows:
        if row.wrong:
            yield row.line, row.wrong
        elif any(cell.strip() for cell in row.cells):
            fits = not any(cell.strip() for cell in row.cells[len(heads) :])
            cells = dict(zip(heads, row.cells, strict=False))
            yield row.line, cells if fits else "的列比表头多"


def fold_head(head: str) -> str:
    """Fold a head for comparison: drop spaces, dashes, and remarks such as （必填）; lower case."""
    return fold_name(_REMARK.sub("", head))


def _article(row: Mapping[Any, Any], name: str, n: int) -> Article | str:
    values = {fold_head(str(key)): value for key, value in row.items()}
    text = next((values[key] for key in TEXT if values.get(key)), "")
    lines = [line for line in text.splitlines() if line.strip()] if isinstance(text, str) else []
    if not lines:
        return "没有正文"
    metadata = named(values)
    metadata.pop("title", None)
    titles = (clean("title", values.get(key)) for key in TITLE)
    title = next(filter(None, titles), "") or lines[0][:MAX_TITLE]
    try:
        article = (
            single_of_html(name, n, title, text, **metadata)
            if _HTML.search(text)
            else single(name, n, title, lines, **metadata)
        )
    except DocumentError:
        return "没有正文"
    return article if article.text else "没有正文"
