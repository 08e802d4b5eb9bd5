"""The database of articles and passages (SQLite): written once, then only read."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

from index.errors import DocumentError, StoreDamaged
from index.model import Article, Block, Passage, Relation
from index.store.files import REPAIR, printable

_TABLES = """
CREATE TABLE articles (
  row INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, issue TEXT NOT NULL, n INTEGER NOT NULL,
  title TEXT NOT NULL, text TEXT NOT NULL, section TEXT NOT NULL, source TEXT NOT NULL,
  page INTEGER, author TEXT NOT NULL, abstract TEXT NOT NULL, url TEXT NOT NULL,
  date TEXT NOT NULL, issuer TEXT NOT NULL, number TEXT NOT NULL, region TEXT NOT NULL,
  status TEXT NOT NULL, published TEXT NOT NULL, effective TEXT NOT NULL, expires TEXT NOT NULL,
  recognised TEXT NOT NULL, file TEXT NOT NULL, page_starts TEXT NOT NULL, blocks TEXT NOT NULL, checksum TEXT NOT NULL);
CREATE TABLE passages (
  row INTEGER PRIMARY KEY, issue TEXT NOT NULL, n INTEGER NOT NULL, k INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL,
  headings TEXT NOT NULL, lead TEXT NOT NULL, unit_hash TEXT NOT NULL);
CREATE TABLE relations (
  kind TEXT NOT NULL, newer TEXT NOT NULL, older TEXT NOT NULL, since TEXT NOT NULL,
  stated_in TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  until TEXT NOT NULL);
"""
_INDEXES = """
CREATE INDEX passages_article ON passages (issue, n, k);
CREATE INDEX relations_newer ON relations (newer);
CREATE INDEX relations_older ON relations (older);
"""
_UNSAFE = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
_FETCHED = 256  # rows read at a time
_ARTICLE = (
    "issue, n, title, text, section, source, page, author, abstract, url, "
    "date, issuer, number, region, status, published, effective, expires, "
    "recognised, file, page_starts, blocks"
)
_TEXT_ONLY = _ARTICLE.replace("page_starts, blocks", "'[]', '[]'")
_PASSAGE = 'issue, n, k, start, "end", text, headings, lead'
_RELATION = 'kind, newer, older, since, stated_in, start, "end", until'
_HOLDS = "(title LIKE ? ESCAPE '!' OR text LIKE ? ESCAPE '!')"
_HOLDS_WORD = f"({_HOLDS} AND has_word(title || char(10) || text, ?))"
_EDGED = re.compile(r"^[A-Za-z0-9]|[A-Za-z0-9]$")  # such a word may stand inside a longer one
_NEXT_ROW = "? + row_number() OVER (ORDER BY row) - 1"
_COPY_ARTICLES = (
    f"INSERT INTO articles SELECT {_NEXT_ROW}, id, "  # noqa: S608
    f"{_ARTICLE.replace('file', '?')}, checksum "
    "FROM earlier.articles WHERE id > ? AND id < ? AND issue = ?"
)
_OF_OTHER_FILE = (
    f"SELECT {_ARTICLE}, checksum FROM earlier.articles "  # noqa: S608
    "WHERE id > ? AND id < ? AND issue = ? AND file <> ?"
)
_COPY_PASSAGES = (
    f"INSERT INTO passages SELECT {_NEXT_ROW}, {_PASSAGE}, unit_hash "  # noqa: S608
    "FROM earlier.passages WHERE issue = ?"
)


class DatabaseWriter:
    """A writer of a new database; it keeps no article in memory.

    `earlier` is a database that `copy` takes articles from. A killed build leaves a file that
    cannot be read: a journal would double the writing, and nobody reads the file before it has
    been flushed with all of its version.
    """

    def __init__(self, path: Path, earlier: Path | None = None) -> None:
        self._connection = sqlite3.connect(path, uri=True)
        self._connection.executescript(f"{_UNSAFE}{_TABLES}")
        if earlier:
            self._connection.execute("ATTACH ? AS earlier", (_uri(earlier),))
        self.articles = self.passages = 0

    def add(self, article: Article, units: Iterable[tuple[Passage, str]]) -> None:
        """Add an article and its passages, each with the hash of its unit.

        Raises:
            DocumentError: the article's id is taken, or its text cannot be stored.
        """
        try:
            self._connection.execute(
                f"INSERT INTO articles VALUES ({_marks(25)})",  # noqa: S608
                (self.articles, article.id, *_article_values(article), checksum(article)),
            )
            for passage, unit_hash in units:
                self._connection.execute(
                    f"INSERT INTO passages VALUES ({_marks(10)})",  # noqa: S608
                    (self.passages, *_passage_values(passage), unit_hash),
                )
                self.passages += 1
        except UnicodeEncodeError as error:
            raise DocumentError(
                f"文章含有无法保存的字符（不成对的代理码位）：{printable(article.id)}"
            ) from error
        except sqlite3.IntegrityError as error:
            raise DocumentError(f"两篇文章的编号相同：{article.id}") from error
        self.articles += 1

    def copy(self, issue: str, file: str) -> None:
        """Add the articles and passages that the earlier database has of an issue.

        `file` is the name of their file now.

        Raises:
            DocumentError: an article's id is taken.
        """
        try:
            # all ids of the issue lie between these two, as 0 follows the slash
            ids = (f"{issue}/", f"{issue}0", issue)
            found = self._connection.execute(_COPY_ARTICLES, (self.articles, file, *ids))
            self.articles += found.rowcount
            self._renew_checksums(*ids, file)
            found = self._connection.execute(_COPY_PASSAGES, (self.passages, issue))
            self.passages += found.rowcount
        except sqlite3.IntegrityError as error:
            raise DocumentError(f"两篇文章的编号相同：{printable(issue)}") from error

    def _renew_checksums(self, first: str, last: str, issue: str, file: str) -> None:
        """Renew the checksums of an issue's copied articles whose file has another name now."""
        rows = self._connection.execute(_OF_OTHER_FILE, (first, last, issue, file)).fetchall()
        for *values, known in rows:
            article = _article(tuple(values))
            if checksum(article) == known:  # what is damaged must be found to be so
                renamed = checksum(replace(article, file=file))
                query = "UPDATE articles SET checksum = ? WHERE id = ?"
                self._connection.execute(query, (renamed, article.id))

    def written(self) -> Iterator[Article]:
        """Yield the articles written so far, in order, without blocks and pages."""
        query = f"SELECT {_TEXT_ONLY} FROM articles ORDER BY row"  # noqa: S608
        return map(_article, self._connection.execute(query))

    def text(self, article_id: str) -> str:
        """Return the text of an article written so far."""
        found = self._connection.execute("SELECT text FROM articles WHERE id = ?", (article_id,))
        return str(found.fetchone()[0])

    def relate(self, relations: Iterable[Relation]) -> None:
        """Add relations between articles."""
        self._connection.executemany(
            f"INSERT INTO relations VALUES ({_marks(8)})",  # noqa: S608
            map(astuple, relations),
        )

    def __enter__(self) -> DatabaseWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *details: object) -> None:
        if kind is None:
            self._connection.executescript(_INDEXES)
            self._connection.commit()
        self._connection.close()


class Database:
    """Read access to a version's articles and passages. Safe for many threads at once.

    Any method raises StoreDamaged where the file is damaged. Articles are compared with their
    checksums, so that a flipped bit never gets into a quotation.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(_uri(path), uri=True, check_same_thread=False)
        self._lock = threading.Lock()

    def articles(self) -> Iterator[Article]:
        """Yield all articles in corpus order, with a few in memory at a time."""
        query = f"SELECT {_ARTICLE}, checksum FROM articles"  # noqa: S608
        return (self._article(row) for row in self._stream(query))

    def article(self, article_id: str) -> Article | None:
        """Return an article, or None where there is no such id."""
        query = f"SELECT {_ARTICLE}, checksum FROM articles WHERE id = ?"  # noqa: S608
        rows = self._rows(query, article_id)
        return self._article(rows[0]) if rows else None

    def articles_of(self, issue: str) -> list[Article]:
        """Return the articles of an issue, in order."""
        query = f"SELECT {_ARTICLE}, checksum FROM articles WHERE issue = ? ORDER BY row"  # noqa: S608
        return [self._article(row) for row in self._rows(query, issue)]

    def holding(self, words: Sequence[str]) -> list[str]:
        """Return the ids of the articles whose title or text has every word, in order.

        Case makes no difference in Latin letters, and a Latin word is no part of a longer one.
        Reads all texts, which takes a tenth of a second for a hundred thousand passages, over a
        connection of its own, so that nobody waits for it.
        """
        held = " AND ".join(_HOLDS_WORD if _EDGED.search(word) else _HOLDS for word in words)
        query = f"SELECT id FROM articles WHERE {held or 'TRUE'} ORDER BY row"  # noqa: S608
        values = [value for word in words for value in _forms(word)]
        with self._reading(), closing(sqlite3.connect(_uri(self._path), uri=True)) as connection:
            connection.create_function("has_word", 2, has_word, deterministic=True)
            return [value for (value,) in connection.execute(query, values)]

    def passages(self) -> Iterator[Passage]:
        """Yield all passages in row order, with a few in memory at a time."""
        query = f"SELECT {_PASSAGE} FROM passages"  # noqa: S608
        return (self._passage(row) for row in self._stream(query))

    def passage(self, row: int) -> Passage:
        """Return the passage of a row; raise IndexError where there is none."""
        query = f"SELECT {_PASSAGE} FROM passages WHERE row = ?"  # noqa: S608
        rows = self._rows(query, row)
        if not rows:
            raise IndexError(row)
        return self._passage(rows[0])

    def passages_of(self, issue: str, n: int) -> list[Passage]:
        """Return the passages of an article, in order."""
        query = f"SELECT {_PASSAGE} FROM passages WHERE issue = ? AND n = ? ORDER BY row"  # noqa: S608
        return [self._passage(row) for row in self._rows(query, issue, n)]

    def row(self, issue: str, n: int, k: int) -> int | None:
        """Return a passage's row, or None where there is no such passage."""
        rows = self._rows(
            "SELECT row FROM passages WHERE issue = ? AND n = ? AND k = ?", issue, n, k
        )
        return int(rows[0][0]) if rows else None

    def relations(self) -> list[Relation]:
        """Return all relations between articles."""
        return [Relation(*row) for row in self._rows(f"SELECT {_RELATION} FROM relations")]  # noqa: S608

    def relations_of(self, article_id: str) -> list[Relation]:
        """Return the relations in which an article is the newer or the older one."""
        query = f"SELECT {_RELATION} FROM relations WHERE newer = ? OR older = ?"  # noqa: S608
        return [Relation(*row) for row in self._rows(query, article_id, article_id)]

    def unit_hashes(self) -> list[str]:
        """Return each passage's hash of its unit, in row order."""
        return [value for (value,) in self._rows("SELECT unit_hash FROM passages ORDER BY row")]

    def article_ids(self) -> list[str]:
        """Return the ids of all articles, in order."""
        return [value for (value,) in self._rows("SELECT id FROM articles ORDER BY row")]

    def files(self) -> list[tuple[str, str, str]]:
        """Return id, issue and file of all articles, in order."""
        return self._rows("SELECT id, issue, file FROM articles ORDER BY row")

    def checksums(self) -> list[str]:
        """Return the checksums of all articles, in order."""
        return [value for (value,) in self._rows("SELECT checksum FROM articles ORDER BY row")]

    def first_rows(self) -> dict[str, int]:
        """Return the row of the first passage of each article that has any."""
        query = "SELECT issue || '/' || n, min(row) FROM passages GROUP BY issue, n"
        return dict(self._rows(query))

    def counts(self) -> tuple[int, int]:
        """Return the numbers of articles and of passages."""
        [(articles, passages)] = self._rows(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
        )
        return int(articles), int(passages)

    def passages_by_issue(self) -> dict[str, int]:
        """Return the number of passages of each issue."""
        return dict(self._rows("SELECT issue, count(*) FROM passages GROUP BY issue"))

    def passages_by_article(self) -> dict[str, int]:
        """Return the number of passages of each article that has any, in row order."""
        query = (
            "SELECT issue || '/' || n, count(*) FROM passages GROUP BY issue, n ORDER BY min(row)"
        )
        return dict(self._rows(query))

    def _article(self, row: tuple[Any, ...]) -> Article:
        with self._reading():
            article = _article(row[:-1])
            if row[-1] != checksum(article):
                raise ValueError("checksum")
            return article

    def _passage(self, row: tuple[Any, ...]) -> Passage:
        with self._reading():
            return _passage(row)

    def _stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query in batches; between batches no lock is held."""
        at = 0
        while rows := self._rows(f"{query} WHERE row >= ? ORDER BY row LIMIT {_FETCHED}", at):
            yield from rows
            at += _FETCHED

    def _rows(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        with self._reading(), self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except (UnicodeEncodeError, OverflowError):  # SQLite cannot hold such an id
                return []

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Turn whatever a damaged file raises into StoreDamaged."""
        try:
            yield
        except (sqlite3.Error, ValueError, TypeError, RecursionError) as error:
            raise StoreDamaged(f"索引文件 {self._path} 已损坏，{REPAIR}") from error


@dataclass(frozen=True, slots=True)
class Column:
    """One field of every article, in corpus order; read from the database at each iteration."""

    database: Database
    name: str

    def __iter__(self) -> Iterator[str]:
        return (getattr(article, self.name) for article in self.database.articles())


def checksum(article: Article) -> str:
    """Return a hash of an article's content."""
    values = json.dumps(list(_article_values(article)))
    return hashlib.blake2b(values.encode("ascii"), digest_size=16).hexdigest()


def has_word(text: str, word: str) -> bool:
    """Return whether a text has a word, in any case, and not as a part of a longer Latin one."""
    before = r"(?<![A-Za-z0-9])" if re.match("[A-Za-z0-9]", word) else ""
    after = r"(?![A-Za-z0-9])" if re.search("[A-Za-z0-9]$", word) else ""
    return bool(re.search(f"{before}{re.escape(word)}{after}", text, re.I))


def _forms(word: str) -> list[str]:
    """Return the values for the conditions that a title or text holds a word."""
    escaped = re.sub("[!%_]", r"!\g<0>", word)
    anywhere = [f"%{escaped}%"] * 2
    return [*anywhere, word] if _EDGED.search(word) else anywhere


def _uri(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=ro&immutable=1"


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _article_values(article: Article) -> Iterator[Any]:
    values = {name: getattr(article, name) for name in _ARTICLE.split(", ")}
    values["blocks"] = json.dumps(
        [[b.kind, b.start, b.end, b.level, b.header_rows] for b in article.blocks]
    )
    values["page_starts"] = json.dumps(article.page_starts)
    return iter(values.values())


def _article(row: tuple[Any, ...]) -> Article:
    values = dict(zip(_ARTICLE.split(", "), row, strict=True))
    values["blocks"] = tuple(Block(*block) for block in json.loads(values["blocks"]))
    values["page_starts"] = tuple((at, page) for at, page in json.loads(values["page_starts"]))
    return Article(**values)


def _passage_values(p: Passage) -> tuple[Any, ...]:
    headings = json.dumps(p.headings, ensure_ascii=False)
    return p.issue, p.n, p.k, p.start, p.end, p.text, headings, p.lead


def _passage(row: tuple[Any, ...]) -> Passage:
    values = dict(zip(_PASSAGE.replace('"', "").split(", "), row, strict=True))
    values["headings"] = tuple(json.loads(values["headings"]))
    return Passage(**values)
