"""Articles that were printed more than once, and passages with the same words.

Candidate pairs of articles are found by MinHash (Broder 1997) over 5-character shingles, in one
pass over the corpus; the exact Jaccard similarity of their shingles decides. A passage of a
reprint is a copy where a passage of the first printing contains its words and figures. Any
other passage is a copy where headings, lead and text are the same.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz

from index.text.characters import half_width

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.model import Article, Passage
    from index.store.database import Database

SIMILAR = 0.9  # least Jaccard similarity of two printings of one article
SAME = 95.0  # least share of a copy's text that the other contains, in per cent
MIN_CHARS = 30  # shorter texts can be equal by chance
_SHINGLE = 5
_PERMUTATIONS = 64
_CANDIDATE = 0.8  # threshold for candidates: below SIMILAR, so that few pairs are missed
_SEPARATORS = re.compile(r"[\W_]+")
_FIGURE = re.compile(r"\d+")


def find_duplicates(database: Database) -> tuple[dict[str, str], NDArray[np.int32]]:
    """Find repeated articles and repeated passages.

    Return the id of the first printing for the id of each reprint, and for each passage the
    row of the first passage with the same words, (passages,): its own row where it is new.
    """
    reprints = _find_reprints(database)
    return reprints, _find_copies(database, reprints)


def _find_reprints(database: Database) -> dict[str, str]:
    from datasketch import MinHash, MinHashLSH

    seen = MinHashLSH(threshold=_CANDIDATE, num_perm=_PERMUTATIONS)
    reprints: dict[str, str] = {}
    for article in database.articles():
        shingles = _shingles(article)
        if not shingles:
            continue
        signature = MinHash(_PERMUTATIONS, hashfunc=zlib.crc32)
        signature.update_batch([shingle.encode() for shingle in shingles])
        first = _most_similar(database, shingles, seen.query(signature))
        if first:
            reprints[article.id] = first
        else:
            seen.insert(article.id, signature)
    return reprints


def _most_similar(database: Database, shingles: set[str], candidates: Iterable[str]) -> str | None:
    """Return the most similar candidate, if it is similar enough."""
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


def _find_copies(database: Database, reprints: dict[str, str]) -> NDArray[np.int32]:
    copies: list[int] = []
    rows: dict[bytes, int] = {}
    firsts = set(reprints.values())
    first_texts: dict[str, list[tuple[int, str]]] = {}  # row and text of their passages
    for row, passage in enumerate(database.passages()):
        same = rows.setdefault(_key(passage, row), row)
        if passage.article_id in firsts:
            first_texts.setdefault(passage.article_id, []).append((row, _folded(passage.text)))
        elif same == row and passage.article_id in reprints:
            same = _copy_of(_folded(passage.text), first_texts[reprints[passage.article_id]], row)
        copies.append(copies[same] if same < row else row)
    return np.array(copies, np.int32)


def _key(passage: Passage, row: int) -> bytes:
    """Return a key that is equal for passages with the same text, lead and headings."""
    text = _folded(passage.text)
    words = "\n".join((*map(_folded, passage.headings), _folded(passage.lead), text))
    alone = f"{row}\n" if len(text) < MIN_CHARS else ""
    return hashlib.blake2b((alone + words).encode(), digest_size=16).digest()


def _copy_of(text: str, others: list[tuple[int, str]], row: int) -> int:
    """Return the row of another text that contains this one's words and figures, else `row`."""
    for other, theirs in others:
        if (
            len(text) <= len(theirs) * 1.02
            and Counter(_FIGURE.findall(text)) <= Counter(_FIGURE.findall(theirs))
            and fuzz.partial_ratio(text, theirs, score_cutoff=SAME)
        ):
            return other
    return row


def _folded(text: str) -> str:
    """Keep only letters and figures, in one width and case."""
    return _SEPARATORS.sub("", half_width(text).lower())
