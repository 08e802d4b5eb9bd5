"""Articles printed twice, and passages that say the same.

Articles: MinHash (Broder 1997) of 5-character shingles finds the pairs, in one pass over
the corpus whatever its size; their shingles' true Jaccard similarity decides. Passages of
such a pair are copies where one holds the other's words and figures; any other passages,
where headings, lead and text are the same.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.model import Article, Passage
    from index.store.database import Database

SIMILAR = 0.9  # Jaccard similarity of two printings of one article, at least
SAME = 95.0  # of a passage's words found in the other's, in per cent
MIN_CHARS = 30  # what is shorter may well stand in two places
_SHINGLE = 5
_PERMUTATIONS = 64
_CANDIDATE = 0.8  # the pairs LSH is asked for: it misses few that are SIMILAR
_APART = re.compile(r"[\W_]+")
_FIGURE = re.compile(r"\d+")


def find_duplicates(database: Database) -> tuple[dict[str, str], NDArray[np.int32]]:
    """Of each article printed again, its first printing's id; and of each passage the row of
    the first that says the same, (passages,), its own where it says something new.
    """
    again = _articles(database)
    return again, _passages(database, again)


def _articles(database: Database) -> dict[str, str]:
    from datasketch import MinHash, MinHashLSH

    seen = MinHashLSH(threshold=_CANDIDATE, num_perm=_PERMUTATIONS)
    again: dict[str, str] = {}
    for article in database.articles():
        shingles = _shingles(article)
        if not shingles:
            continue
        signature = MinHash(_PERMUTATIONS, hashfunc=zlib.crc32)
        signature.update_batch([shingle.encode() for shingle in shingles])
        first = _first(database, shingles, seen.query(signature))
        if first:
            again[article.id] = first
        else:
            seen.insert(article.id, signature)
    return again


def _first(database: Database, shingles: set[str], candidates: Iterable[str]) -> str | None:
    """The candidate that is most similar, if it is similar enough."""
    best = max(((_jaccard(database, shingles, c), c) for c in candidates), default=(0.0, ""))
    return best[1] if best[0] >= SIMILAR else None


def _jaccard(database: Database, shingles: set[str], other: str) -> float:
    article = database.article(other)
    theirs = _shingles(article) if article else set()
    return len(shingles & theirs) / len(shingles | theirs)


def _shingles(article: Article) -> set[str]:
    text = _folded(article.text)
    if len(text) < MIN_CHARS:
        return set()
    return {text[i : i + _SHINGLE] for i in range(len(text) - _SHINGLE + 1)}


def _passages(database: Database, again: dict[str, str]) -> NDArray[np.int32]:
    copies: list[int] = []
    rows: dict[bytes, int] = {}
    firsts = set(again.values())
    kept: dict[str, list[tuple[int, str]]] = {}  # of first printings: row and text
    for row, passage in enumerate(database.passages()):
        same = rows.setdefault(_key(passage, row), row)
        if passage.article_id in firsts:
            kept.setdefault(passage.article_id, []).append((row, _folded(passage.text)))
        elif same == row and passage.article_id in again:
            same = _copy_of(_folded(passage.text), kept[again[passage.article_id]], row)
        copies.append(copies[same] if same < row else row)
    return np.array(copies, np.int32)


def _key(passage: Passage, row: int) -> bytes:
    """Equal for passages that say the same under the same headings."""
    text = _folded(passage.text)
    words = "\n".join((*map(_folded, passage.headings), _folded(passage.lead), text))
    alone = f"{row}\n" if len(text) < MIN_CHARS else ""
    return hashlib.blake2b((alone + words).encode(), digest_size=16).digest()


def _copy_of(text: str, others: list[tuple[int, str]], row: int) -> int:
    """The row among the others whose text holds this one's words and figures; else its own."""
    for other, theirs in others:
        if (
            len(text) <= len(theirs) * 1.02
            and Counter(_FIGURE.findall(text)) <= Counter(_FIGURE.findall(theirs))
            and fuzz.partial_ratio(text, theirs, score_cutoff=SAME)
        ):
            return other
    return row


def _folded(text: str) -> str:
    """Letters and figures alone, in one width and case."""
    return _APART.sub("", unicodedata.normalize("NFKC", text).lower())
