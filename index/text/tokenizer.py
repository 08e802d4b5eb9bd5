"""Words and character bigrams of Chinese text, for indexing and search."""

from __future__ import annotations

import logging
import os
import re
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.paths import cache_dir

if TYPE_CHECKING:
    pass

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
        self._jieba = new_jieba()
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


def new_jieba() -> Any:
    """A jieba of our own, to which terms can be added."""
    known = dictionary()
    tokenizer = type(known)()
    tokenizer.FREQ, tokenizer.total = dict(known.FREQ), known.total
    tokenizer.initialized = True
    return tokenizer
