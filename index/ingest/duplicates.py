"""Articles that were printed more than once, and passages with the same words.

Candidate pairs of articles are found by MinHash (Broder 1997) over 5-character shingles, in one
pass over the corpus; the exact Jaccard similarity of their shingles decides. A passage of a
reprint is a copy where a passage of the first printing contains its words and figures. Any
other passage is a copy where headings, lead and text are the same.

Signatures of articles and keys of passages depend on nothing else, so that the next version of
a store can take them over.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
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
KEY = np.dtype("S16")
_SHINGLE = 5
# two articles are candidates where a band of their signatures is equal: 99 in 100 pairs of
# similarity .9, 1 in 30 of .5
_BANDS, _ROWS = 8, 8
SIGNATURE = _BANDS * _ROWS  # numbers of a signature
_MULTIPLIERS, _SUMMANDS = (
    np.random.default_rng(seed).integers(1, 1 << 63, SIGNATURE, dtype=np.uint64) | np.uint64(1)
    for seed in (1, 2)
)
_STEP = 4096  # shingles hashed at a time
_BASE = np.uint64(0x9E3779B97F4A7C15)
_SEPARATORS = re.compile(r"[\W_]+")
_FIGURE = re.compile(r"\d+")


def signature(article: Article) -> NDArray[np.uint32]:
    """Return an article's MinHash signature, (64,); zeros where its text is too short."""
    text = _folded(article.text)
    if len(text) < MIN_CHARS:
        return np.zeros(SIGNATURE, np.uint32)
    characters = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    shingles = np.zeros(len(text) - _SHINGLE + 1, np.uint64)
    for offset in range(_SHINGLE):
        shingles = (shingles + characters[offset : offset + len(shingles)]) * _BASE
    least = [
        (shingles[at : at + _STEP, None] * _MULTIPLIERS + _SUMMANDS).min(axis=0)
        for at in range(0, len(shingles), _STEP)
    ]
    values: NDArray[np.uint64] = np.min(least, axis=0) >> np.uint64(32)
    return values.astype(np.uint32)


def words_key(passage: Passage) -> bytes:
    """Return a key that is equal for passages with the same text, lead and headings.

    It is 16 zeros where the text is too short.
    """
    text = _folded(passage.text)
    if len(text) < MIN_CHARS:
        return bytes(KEY.itemsize)
    words = "\n".join((*map(_folded, passage.headings), _folded(passage.lead), text))
    return hashlib.blake2b(words.encode(), digest_size=KEY.itemsize).digest()


def find_duplicates(
    database: Database, signatures: NDArray[np.uint32], keys: NDArray[np.bytes_]
) -> tuple[dict[str, str], NDArray[np.int32]]:
    """Find repeated articles and repeated passages.

    `signatures` (articles, 64) and `keys` (passages,) are those of `signature` and `words_key`.
    Return the id of the first printing for the id of each reprint, and for each passage the
    row of the first passage with the same words, (passages,): its own row where it is new.
    """
    reprints = _find_reprints(database, signatures)
    return reprints, _find_copies(database, reprints, keys)


def _find_reprints(database: Database, signatures: NDArray[np.uint32]) -> dict[str, str]:
    seen = defaultdict[tuple[int, bytes], list[str]](list)
    reprints: dict[str, str] = {}
    for article_id, values in zip(database.article_ids(), signatures, strict=True):
        if not values.any():
            continue
        bands = [(i, band.tobytes()) for i, band in enumerate(values.reshape(_BANDS, _ROWS))]
        candidates = {other for band in bands for other in seen.get(band, ())}
        if candidates and (first := _most_similar(database, article_id, sorted(candidates))):
            reprints[article_id] = first
        else:
            for band in bands:
                seen[band].append(article_id)
    return reprints


def _most_similar(database: Database, article_id: str, candidates: Sequence[str]) -> str | None:
    """Return the most similar candidate, if it is similar enough and not another document."""
    article = database.article(article_id)
    others = [other for other in map(database.article, candidates) if other]
    others = [other for other in others if article and _may_reprint(database, article, other)]
    if not (article and others):
        return None
    shingles = _shingles(article)
    best = max((_jaccard(shingles, _shingles(other)), other.id) for other in others)
    return best[1] if best[0] >= SIMILAR else None


def _may_reprint(database: Database, article: Article, other: Article) -> bool:
    """Return whether two articles may be one: a version is as alike, but has its own 文号."""
    if article.number and other.number and article.number != other.number:
        return False
    relations = database.relations_of(article.id)
    return not any({r.newer, r.older} == {article.id, other.id} for r in relations)


def _jaccard(shingles: set[str], others: set[str]) -> float:
    return len(shingles & others) / len(shingles | others)


def _shingles(article: Article) -> set[str]:
    text = _folded(article.text)
    return {text[i : i + _SHINGLE] for i in range(len(text) - _SHINGLE + 1)}


def _find_copies(
    database: Database, reprints: dict[str, str], keys: NDArray[np.bytes_]
) -> NDArray[np.int32]:
    copies = _first_rows(keys)
    firsts: dict[str, list[tuple[int, str]]] = {}  # row and text of their passages
    starts = database.first_rows()
    for again, first in reprints.items():
        if again not in starts or first not in starts:
            continue
        if first not in firsts:
            firsts[first] = [(row, _folded(p.text)) for row, p in _rows(database, first, starts)]
        for row, passage in _rows(database, again, starts):
            if copies[row] == row:
                copies[row] = _copy_of(_folded(passage.text), firsts[first], row)
    while (copies != copies[copies]).any():  # copies of copies
        copies = copies[copies]
    return copies


def _first_rows(keys: NDArray[np.bytes_]) -> NDArray[np.int32]:
    """Return for each key the first row with the same one; its own for a key of zeros."""
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    rows = np.arange(len(keys))
    return np.where(keys == b"", rows, first[inverse]).astype(np.int32)


def _rows(
    database: Database, article_id: str, starts: dict[str, int]
) -> Iterable[tuple[int, Passage]]:
    issue, _, n = article_id.rpartition("/")
    return enumerate(database.passages_of(issue, int(n)), starts[article_id])


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
