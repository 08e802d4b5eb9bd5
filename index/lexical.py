"""BM25 over Chinese text: jieba's words, and character bigrams as a net for unknown words."""

from __future__ import annotations

import logging
import os
import re
import unicodedata
import warnings
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.e5 import cache_dir
from index.errors import StoreDamaged

if TYPE_CHECKING:
    from numpy.typing import NDArray

K1, B = 1.5, 0.75
BIGRAM_WEIGHT = 0.5  # of a bigram's score beside a word's
_BLOCKS = 1024
_SCORES_KEPT = 8  # queries; four bytes a document each
_BIGRAM = "#"  # marks bigrams, so that they are terms of their own

_CJK = "\u3400-\u4dbf\u4e00-\u9fff〇"
_CJK_GAP = re.compile(rf"(?<=[{_CJK}])\s+(?=[{_CJK}\d])|(?<=[\d%])\s+(?=[{_CJK}])")
_TERM = re.compile(
    rf"(?P<han>[{_CJK}]+)"
    r"|(?P<number>\d+(?:,\d{3})*(?:\.\d+)?%?)(?![a-z\d])"
    r"|(?P<latin>[a-z0-9]*[a-z][a-z0-9]*(?:[-.&+][a-z0-9]+)*)"
    r"|\d+"
)
STOP_WORDS = frozenset(
    (  # noqa: SIM905
        "的 了 和 与 及 或 在 是 为 对 将 把 被 等 也 都 就 而 其 之 于 以 由 从 到 向 这 那 有 个 "
        "并 中 上 下 以及 是否 吗 呢 吧 啊 哪 么 几 什么 哪些 哪个 怎么 怎样 如何 多少 请问 一下"
    ).split()
)


@cache
def _simplifier() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Traditional characters as simplified ones, where that leaves every offset in place."""
    converted = str(_simplifier().convert(text))
    return converted if len(converted) == len(text) else text


def normalise(text: str) -> str:
    """NFKC, lower case, simplified characters, no spaces between Chinese and digits."""
    text = unicodedata.normalize("NFKC", text).lower()
    return _CJK_GAP.sub("", str(_simplifier().convert(text)))


class Tokenizer:
    """Words and bigrams of a text. `terms` are words to know beside jieba's dictionary."""

    def __init__(self, terms: Sequence[str] = ()) -> None:
        self._jieba = _new_jieba()
        for term in terms:
            self._jieba.add_word(term)

    def words(self, text: str) -> list[str]:
        """Words in jieba's search mode; Latin words and numbers whole; no function words."""
        return [word for word in self._words(normalise(text)) if word not in STOP_WORDS]

    def bigrams(self, text: str) -> list[str]:
        """Neighbouring characters of Chinese runs, marked."""
        runs = (match["han"] for match in _TERM.finditer(normalise(text)) if match["han"])
        return [_BIGRAM + run[i : i + 2] for run in runs for i in range(len(run) - 1)]

    def tokens(self, text: str) -> list[str]:
        """What is indexed of a text: its words and bigrams."""
        return self.words(text) + self.bigrams(text)

    def _words(self, text: str) -> Iterator[str]:
        for match in _TERM.finditer(text):
            if match["han"]:
                yield from self._jieba.cut_for_search(match["han"])
            elif match["number"]:
                number = match["number"].replace(",", "")
                yield number
                if number.endswith("%"):
                    yield number[:-1]
            else:
                yield match[0]


@cache
def dictionary() -> Any:
    """Jieba's dictionary, loaded quietly; its cache is in our folder, not the shared /tmp."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's regular expressions and pkg_resources
        import jieba

    jieba.setLogLevel(logging.CRITICAL)
    words = jieba.Tokenizer()
    folder = cache_dir() / "jieba"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        folder = Path(os.devnull)  # without a cache it starts a little slower
    words.tmp_dir = str(folder)
    words.initialize()
    return words


def _new_jieba() -> Any:
    """A jieba of our own, to which terms can be added."""
    known = dictionary()
    tokenizer = type(known)()
    tokenizer.FREQ, tokenizer.total = dict(known.FREQ), known.total
    tokenizer.initialized = True
    return tokenizer


class LexicalIndex:
    """BM25 (Lucene's form) of documents, in their order."""

    def __init__(self, model: Any, tokenizer: Tokenizer) -> None:
        self._model, self._tokenizer = model, tokenizer
        # a question's candidates are found by these scores, then ranked by them among others
        self._kept = lru_cache(maxsize=_SCORES_KEPT)(self._scores)

    @classmethod
    def build(cls, texts: Iterable[str], terms: Sequence[str] = ()) -> LexicalIndex:
        """Index texts, one at least."""
        tokenizer = Tokenizer(terms)
        return cls.from_tokens(map(tokenizer.tokens, texts), tokenizer)

    @classmethod
    def from_tokens(cls, documents: Iterable[list[str]], tokenizer: Tokenizer) -> LexicalIndex:
        """Index documents as the tokenizer gives them; memory holds four bytes a token."""
        import bm25s

        ids = {"": 0}  # bm25s wants a term, even of texts that have none
        encoded = [array("i", [ids.setdefault(t, len(ids)) for t in d]) for d in documents]
        model = bm25s.BM25(method="lucene", k1=K1, b=B)
        model.index((encoded, ids), show_progress=False)
        return cls(model, tokenizer)

    def __len__(self) -> int:
        return int(self._model.scores["num_docs"])

    def scores(self, query: str, bigram_weight: float = BIGRAM_WEIGHT) -> NDArray[np.float32]:
        """Score of each document, (n,), read-only."""
        return self._kept(query, bigram_weight)

    def _scores(self, query: str, bigram_weight: float) -> NDArray[np.float32]:
        words = self._score(self._tokenizer.words(query))
        found = words + bigram_weight * self._score(self._tokenizer.bigrams(query))
        found.setflags(write=False)
        return found

    def search(self, query: str, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The k best documents, best first, and their scores; none that shares no term."""
        scores = self.scores(query)
        rows = _best(scores, k)
        return rows, scores[rows]

    def _score(self, terms: list[str]) -> NDArray[np.float32]:
        known = [term for term in terms if term in self._model.vocab_dict]
        if not known:
            return np.zeros(len(self), np.float32)
        return np.asarray(self._model.get_scores(known), np.float32)

    def save(self, folder: Path) -> None:
        """Write bm25s' own files: npy and JSON."""
        folder.mkdir(parents=True, exist_ok=True)
        self._model.save(str(folder), show_progress=False, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, terms: Sequence[str] = (), mmap: bool = True) -> LexicalIndex:
        """Read, or map, what `save` wrote; `terms` are those it was built with.

        Raises:
            StoreDamaged: a file is missing or not what `save` wrote.
        """
        import bm25s

        try:
            model = bm25s.BM25.load(str(folder), mmap=mmap, allow_pickle=False, show_progress=False)
        except (OSError, ValueError, KeyError) as error:
            raise StoreDamaged(f"关键词索引 {folder} 无法读取，请重新运行 wence index。") from error
        return cls(model, Tokenizer(terms))


def _best(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Rows of the k greatest scores above zero, greatest first, ties by row.

    k blocks of rows reach the k-th greatest block's maximum, so that no score below it is
    among the k: two passes, where sorting or partitioning a million takes ten times as long.
    """
    starts = np.arange(0, len(scores), max(1, len(scores) // _BLOCKS))
    tops = np.sort(np.maximum.reduceat(scores, starts))[::-1]
    floor = tops[k - 1] if k <= len(tops) else 0.0
    rows = np.flatnonzero((scores >= floor) & (scores > 0))
    return rows[np.lexsort((rows, -scores[rows]))[:k]].astype(np.int64)
