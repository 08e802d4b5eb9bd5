"""Put what a follow-up names in the place of its like in the question before.

居民呢？ after 职工医保三级医院支付比例是多少？ makes it 居民医保三级医院支付比例是多少？ A year takes
the place of a year, an ordinal of one of its unit, a place of a place; other words that of the
words with which they end alike (二级医院 of 三级医院), or of the likest noun in meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from rag.language.question_words import Word, runs, spelled, trimmed, words
from rag.language.word_lists import word_list
from rag.question.subjects import HOW_MUCH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.embedding.interface import Encoder

WORDS = Path(__file__).with_suffix(".toml")

LONGEST = 5  # words that are replaced
SHORT = 2  # words of a subject that is replaced as a whole by one word
LONGEST_SUBJECT = 12  # characters of a subject that is replaced as a whole
ALIKE = 0.5  # share of characters in which two stretches that end alike agree
MARGIN = (
    0.1  # cosine above the mean of the question's words, for one thing asked to replace another
)
CLEAR, LEAD = 0.08, 0.04  # cosine above that mean, and above the next, of a thing's likest noun
REMEMBERED = 1024  # words whose vectors are kept

_PARTICLES = re.compile(r"[的了吗呢吧么是和与及或、]|\W+")
_OF_LAW = "条款章节项"  # what is counted in a law
_SORT = re.compile("[bmav]")  # tags of words that tell of which sort the noun after them is


def swapped(named: str, before: str, meanings: Meanings | None = None) -> str:
    """Return the question before with what a follow-up names in place of its like; '' without.

    A year or an ordinal that has none stands in front of the question.
    """
    sort = named.endswith("的")
    text, rest = _numbered(named, before)
    if not rest or not text:
        return text
    found = words(text)
    spans = list(_spans(found))
    span = _ending_alike(rest, spans) or _place(rest, found)
    if not span and all(word.is_place for word in words(rest)):
        return f"{rest}的{text}"
    if not span and sort and not words(rest)[-1].tag.startswith("n"):
        return f"{rest}的{text}"
    if not span and meanings:
        span = _meant(rest, found, meanings)
    return text[: span[0].start] + rest + text[span[-1].end :] if span else ""


def _numbered(named: str, before: str) -> tuple[str, str]:
    """Return the question before with the years and ordinals of a name, and the rest of the name."""
    kept = []
    for word in words(named):
        if word.tag == "year" or (word.tag == "ordinal" and _counts(word)):
            before = _with_number(word, before)
        else:
            kept.append(word)
    rest = spelled(kept) if len(kept) < len(words(named)) else named
    return before, rest if rest == "目的" else rest.strip("的 ")


def _counts(word: Word) -> bool:
    """Return whether an ordinal is one of batches, rounds or articles of a law."""
    return word.text[-1] in f"批轮届版期次代季{_OF_LAW}"


def _with_number(word: Word, before: str) -> str:
    same = [
        one
        for one in words(before)
        if one.tag == word.tag and (word.tag == "year" or one.text[-1] == word.text[-1])
    ]
    if not same:
        year = f"{word.text}年" if word.text.isdigit() and not before.isascii() else word.text
        return year + before if word.text[-1] not in _OF_LAW else ""
    first, last = same[0], same[0]
    for one, after in pairwise(same):  # 2019年至2021年 is one stretch
        if one is last and after.start - one.end <= 1:
            last = after
    return before[: first.start] + _like(word.text, last.text) + before[last.end :]


def _like(year: str, before: str) -> str:
    """Return a year with or without 年, as the one before it."""
    return year.rstrip("年度") + "年" if before.endswith("年") and year[-1].isdigit() else year


def _spans(found: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield every stretch of up to `LONGEST` words without particles and asking words."""
    for start in range(len(found)):
        for end in range(start + 1, min(start + LONGEST, len(found)) + 1):
            last = found[end - 1]
            if last.asks or last.tag == "year" or _PARTICLES.fullmatch(last.text):
                break
            yield list(found[start:end])


def _ending_alike(named: str, spans: Sequence[list[Word]]) -> list[Word] | None:
    """Return the stretch that ends like a name: 三级医院 for 二级医院; the nearest in length."""
    best, most = None, (0.0, 0)
    for span in spans:
        text = spelled(span)
        if text == named or not (span[-1].names or span[-1].tag in ("m", "b") or len(span) > 1):
            continue
        end = _shared(text[::-1], named[::-1])
        start = _shared(text, named) if end < min(len(text), len(named)) else 0
        share = (end + start) / max(len(text), len(named))
        rank = (share, -abs(len(text) - len(named)))
        if end and share >= ALIKE and min(len(text), len(named)) > 1 and rank > most:
            best, most = span, rank
    return best


def _shared(one: str, other: str) -> int:
    """Return with how many of the same characters two texts begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _place(named: str, found: Sequence[Word]) -> list[Word] | None:
    """Return the place of the question before, if the follow-up names one."""
    if not all(word.is_place for word in words(named)):
        return None
    return next(([word] for word in found if word.is_place), None)


def _meant(named: str, found: Sequence[Word], meanings: Meanings) -> list[Word] | None:
    """Return the stretch likest in meaning; None where the follow-up names what is asked for.

    What stands for a thing (门诊, 儿童) always has one: the likest noun if no other is nearly as
    like, else the subject, or what is asked of it, if that is short.
    """
    stretches = list(_stretches(named, found))
    last = words(named)[-1]
    if not stretches or not (_can_be_swapped(last) or last.acts):
        return None
    others = [word.text for word in found if not _PARTICLES.fullmatch(word.text)]
    subject = _subject(found)
    whole = [_before_of(subject), _after_of(subject)]
    near = meanings.alike(named, [*others, *map(spelled, [*stretches, *whole])])
    level, of_whole = fmean(near[: len(others)]), near[-2:]
    ranked = sorted(zip(near[len(others) : -2], stretches, strict=True), key=lambda one: -one[0])
    most, best = next((one for one in ranked if _holds(one, ranked[0])), ranked[0])
    if meanings.asked_for(named):
        phrase = next((run for run in runs(found) if best[-1] in run), best)
        return _whole_head(best, phrase) if most - level >= MARGIN else None
    rivals = (other for other, span in ranked[1:] if not {*span} & {*best})
    sure = most - level >= CLEAR and most - next(rivals, level) >= LEAD
    if sure and len(named) <= len(spelled(best)) + 1:
        return best
    likest = whole[of_whole[1] > of_whole[0]]
    fits = len(likest) <= SHORT or len(words(named)) > 1
    return likest if likest and fits and len(spelled(likest)) <= LONGEST_SUBJECT else best


def _subject(found: Sequence[Word]) -> list[Word]:
    """Return the first noun phrase that is no title, without the noun of which 是多少 asks."""
    phrase = next((run for run in runs(found) if run[0].tag != "title"), [])
    rest = spelled([word for word in found if phrase and word.start >= phrase[-1].end])
    return trimmed(phrase[:-1]) if len(phrase) > 1 and HOW_MUCH.match(rest) else phrase


def _whole_head(best: list[Word], phrase: list[Word]) -> list[Word]:
    """Return the words after the last 的 of a phrase, if a stretch ends them: 的战略定位."""
    own = len(phrase) - len(_after_of(phrase))
    return phrase[own:] if own and phrase[-1] is best[-1] else best


def _before_of(phrase: list[Word]) -> list[Word]:
    return next((phrase[:i] for i, word in enumerate(phrase) if word.text == "的"), phrase)


def _after_of(phrase: list[Word]) -> list[Word]:
    texts = [word.text for word in phrase]
    return phrase[len(texts) - texts[::-1].index("的") :] if "的" in texts else phrase


def _holds(one: tuple[float, list[Word]], best: tuple[float, list[Word]]) -> bool:
    """Return whether a stretch adds its sort to the likest noun and is nearly as like: 在职职工."""
    longer = len(one[1]) > len(best[1]) and one[1][-1] is best[1][-1]
    return longer and best[0] - one[0] <= LEAD + 0.01


def _stretches(named: str, found: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield the nouns with which a name does not begin, each with the word for its sort: 三级医院."""
    for before, word in pairwise((None, *found)):
        if word is None or not _can_be_swapped(word) or len(word.text) < 2 or word.text in named:
            continue
        sort = before is not None and _SORT.match(before.tag) and not before.asks
        if not (before and sort and before.tag[0] in "bm"):
            yield [word]
        if before and sort and before.text not in named:
            yield [before, word]


def _can_be_swapped(word: Word) -> bool:
    return (word.names and word.tag != "title") or (word.is_latin and not word.asks)


class Meanings:
    """Compares the meanings of words by their vectors. Safe for many threads at once."""

    def __init__(self, embedder: Encoder) -> None:
        self._embedder = embedder
        # the turns of a conversation are compared anew with each of its questions
        self._vector = lru_cache(maxsize=REMEMBERED)(self._embedded)

    def alike(self, word: str, others: Sequence[str]) -> list[float]:
        """Return the cosine of a word with each of the others."""
        own = self._vector(word)
        return [float(own @ vector) for vector in self._embedder.embed(others, "query")]

    def asked_for(self, word: str) -> bool:
        """Return whether a word is like what is asked of things (费用), not like a thing (儿童)."""
        vector = self._vector(word)
        of_things, things = self._examples
        return float(vector @ of_things) > float(vector @ things)

    def _embedded(self, word: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._embedder.embed([word], "query")[0]
        return vector

    @cached_property
    def _examples(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The mean vectors of words that are asked for, and of words for things."""
        asked, things = word_list("asked_for", WORDS), word_list("things", WORDS)
        vectors = self._embedder.embed([*asked, *things], "query")
        return vectors[: len(asked)].mean(axis=0), vectors[len(asked) :].mean(axis=0)
