"""Articles and passages in SQLite: written once, then only read."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.model import Article, Block, Passage

_TABLES = """
CREATE TABLE articles (
  row INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, issue TEXT NOT NULL, n INTEGER NOT NULL,
  title TEXT NOT NULL, text TEXT NOT NULL, section TEXT NOT NULL, source TEXT NOT NULL,
  page INTEGER, author TEXT NOT NULL, abstract TEXT NOT NULL, url TEXT NOT NULL,
  blocks TEXT NOT NULL);
CREATE TABLE passages (
  row INTEGER PRIMARY KEY, issue TEXT NOT NULL, n INTEGER NOT NULL, k INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL,
  headings TEXT NOT NULL, lead TEXT NOT NULL, unit_hash TEXT NOT NULL);
"""
_ARTICLE = "issue, n, title, text, section, source, page, author, abstract, url, blocks"
_PASSAGE = 'issue, n, k, start, "end", text, headings, lead'


def write(
    path: Path,
    articles: Iterable[Article],
    passages: Iterable[Passage],
    unit_hashes: Iterable[str],
) -> None:
    """Write a new database; rows count from 0 in the order given."""
    connection = sqlite3.connect(path)
    try:
        connection.executescript(_TABLES)
        connection.executemany(
            f"INSERT INTO articles VALUES ({_marks(13)})",  # noqa: S608
            ((row, a.id, *_article_values(a)) for row, a in enumerate(articles)),
        )
        connection.executemany(
            f"INSERT INTO passages VALUES ({_marks(10)})",  # noqa: S608
            (
                (row, *_passage_values(passage), unit_hash)
                for row, (passage, unit_hash) in enumerate(zip(passages, unit_hashes, strict=True))
            ),
        )
        connection.commit()
    finally:
        connection.close()


class Database:
    """Read access from any thread: one connection, one query at a time."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._lock = threading.Lock()

    def articles(self) -> list[Article]:
        """All, in corpus order."""
        rows = self._rows(f"SELECT {_ARTICLE} FROM articles ORDER BY row")  # noqa: S608
        return [_article(row) for row in rows]

    def article(self, article_id: str) -> Article | None:
        """One, or None."""
        rows = self._rows(f"SELECT {_ARTICLE} FROM articles WHERE id = ?", article_id)  # noqa: S608
        return _article(rows[0]) if rows else None

    def passages(self) -> list[Passage]:
        """All, in row order."""
        rows = self._rows(f"SELECT {_PASSAGE} FROM passages ORDER BY row")  # noqa: S608
        return [_passage(row) for row in rows]

    def unit_hashes(self) -> list[str]:
        """Of all passages, in row order: a hash of what was embedded."""
        return [value for (value,) in self._rows("SELECT unit_hash FROM passages ORDER BY row")]

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _article_values(article: Article) -> Iterator[Any]:
    values = asdict(article)
    values["blocks"] = json.dumps(
        [[b.kind, b.start, b.end, b.level, b.header_rows] for b in article.blocks]
    )
    return (values[name] for name in _ARTICLE.split(", "))


def _article(row: tuple[Any, ...]) -> Article:
    values = dict(zip(_ARTICLE.split(", "), row, strict=True))
    values["blocks"] = tuple(Block(*block) for block in json.loads(values["blocks"]))
    return Article(**values)


def _passage_values(p: Passage) -> tuple[Any, ...]:
    headings = json.dumps(p.headings, ensure_ascii=False)
    return p.issue, p.n, p.k, p.start, p.end, p.text, headings, p.lead


def _passage(row: tuple[Any, ...]) -> Passage:
    values = dict(zip(_PASSAGE.replace('"', "").split(", "), row, strict=True))
    values["headings"] = tuple(json.loads(values["headings"]))
    return Passage(**values)
