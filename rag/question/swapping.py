"""Put what a follow-up names in the place of its like in the question before.

居民呢？ after 职工医保三级医院支付比例是多少？ makes it 居民医保三级医院支付比例是多少？ A year takes
the place of a year, an ordinal of one of its unit, a place of a place; other words that of the
words with which they end alike (二级医院 of 三级医院), or of the likest noun in meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from rag.language.question_words import Word, runs, spelled, trimmed, words
from rag.language.word_lists import word_list
from rag.question.likes.by_form import PARTICLES, like_by_form
from rag.question.likes.numbers import numbered
from rag.question.subjects import HOW_MUCH, is_amount, is_uncommon

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.embedding.interface import Encoder

WORDS = Path(__file__).with_suffix(".toml")

SHORT = 2  # words of a subject that is replaced as a whole by one word
LONGEST_SUBJECT = 12  # characters of a subject that is replaced as a whole
MARGIN = (
    0.1  # cosine above the mean of the question's words, for one thing asked to replace another
)
CLEAR, LEAD = 0.08, 0.04  # cosine above that mean, and above the next, of a thing's likest noun
COMPOUND = (3, 4)  # characters of a name that can stand for two nouns: 起搏器 for 冠脉支架
ASKED = 0.012  # cosine by which a word is more like what is asked of things than like a thing
REMEMBERED = 1024  # words whose vectors are kept

_SORT = re.compile("[bmav]")  # tags of words that tell of which sort the noun after them is


def swapped(named: str, before: str, meanings: Meanings | None = None) -> str:
    """Return the question before with what a follow-up names in place of its like; '' without.

    A year or an ordinal that has none stands in front of the question.
    """
    sort = named.endswith("的")
    text, rest = numbered(named, before)
    if not rest or not text:
        return text
    found = words(text)
    span = like_by_form(rest, found)
    if not span and all(word.is_place for word in words(rest)):
        return f"{rest}的{text}"
    if not span and sort and not words(rest)[-1].tag.startswith("n"):
        return f"{rest}的{text}"
    if not span and meanings:
        span = _meant(rest, found, meanings)
    return text[: _begins(span, found)] + rest + text[span[-1].end :] if span else ""


def _begins(span: list[Word], found: Sequence[Word]) -> int:
    """Return where a stretch begins, with the character that the dictionary cuts off: 髌 of 髌关节."""
    at = found.index(span[0])
    before = found[at - 1] if at else span[0]
    cut_off = len(before.text) == 1 and before.names and is_uncommon(before.text)
    return before.start if cut_off else span[0].start


def _meant(named: str, found: Sequence[Word], meanings: Meanings) -> list[Word] | None:
    """Return the stretch likest in meaning; None where the follow-up names what is asked for.

    What stands for a thing (门诊, 儿童) always has one: the likest noun if no other is nearly as
    like, else the subject, or what is asked of it, if that is short.
    """
    stretches = list(_stretches(named, found))
    last = words(named)[-1]
    if not stretches or not (_can_be_swapped(last) or last.acts or is_amount(named)):
        return None
    others = [word.text for word in found if not PARTICLES.fullmatch(word.text)]
    subject = _subject(found)
    whole = [_before_of(subject), _after_of(subject)]
    near = meanings.alike(named, [*others, *map(spelled, [*stretches, *whole])])
    level, of_whole = fmean(near[: len(others)]), near[-2:]
    ranked = sorted(zip(near[len(others) : -2], stretches, strict=True), key=lambda one: -one[0])
    most, best = next((one for one in ranked if _holds(one, ranked[0], named)), ranked[0])
    is_name = len(named) >= COMPOUND[0] and "的" not in named and not is_amount(named)
    if meanings.asked_for(named, ASKED if is_name else 0.0):
        if not (_can_be_swapped(last) or last.acts or is_amount(spelled(best))):
            return None
        phrase = next((run for run in runs(found) if best[-1] in run), best)
        return _whole_head(best, phrase) if most - level >= MARGIN else None
    rivals = (other for other, span in ranked[1:] if not {*span} & {*best})
    sure = most - level >= CLEAR and most - next(rivals, level) >= LEAD
    likest = whole[of_whole[1] > of_whole[0]]
    part = len(best) == 2 and _is_compound(*best) and _is_little_more(likest, best)
    if not part and (
        (sure and len(named) <= len(spelled(best)) + 1) or _is_named_alike(named, best)
    ):
        return best
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


def _is_named_alike(named: str, best: list[Word]) -> bool:
    """Return whether a name is a long name's like by its length: 人工晶体 for 药物球囊."""
    alike = abs(len(spelled(best)) - len(named)) <= 1 and len(named) in COMPOUND
    whole = len(best) == 1 and len(best[0].text) in COMPOUND
    return alike and (whole or (len(best) == 2 and _is_compound(*best)))


def _is_little_more(phrase: list[Word], name: list[Word]) -> bool:
    """Return whether a phrase is a name with one word more: 定点医药机构."""
    return phrase[-len(name) :] == name and len(phrase) <= len(name) + 1


def _holds(one: tuple[float, list[Word]], best: tuple[float, list[Word]], named: str) -> bool:
    """Return whether a stretch is the whole name that the likest noun is in, nearly as like.

    It adds its sort (在职职工) or, for a name of three characters, is a compound: 冠脉支架 for
    起搏器, where 冠脉 alone is likest.
    """
    if len(one[1]) <= len(best[1]):
        return False
    if one[1][-1] is best[1][-1]:
        return best[0] - one[0] <= LEAD + 0.01
    compound = len(named) in COMPOUND and one[1][0] is best[1][0]
    return compound and best[0] - one[0] < CLEAR


def _stretches(named: str, found: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield the nouns with which a name does not begin, each with the word for its sort: 三级医院."""
    for before, word in pairwise((None, *found)):
        if word is None or not _can_be_swapped(word) or len(word.text) < 2 or word.text in named:
            continue
        sort = before is not None and _SORT.match(before.tag) and not before.asks
        if not (before and sort and before.tag[0] in "bm"):
            yield [word]
        if before and (sort or _is_compound(before, word)) and before.text not in named:
            yield [before, word]


def _is_compound(before: Word, word: Word) -> bool:
    """Return whether two neighbouring nouns can be one name: 冠脉支架."""
    return before.tag[:1] == "n" and word.tag[:1] == "n" and len(before.text) > 1


def _can_be_swapped(word: Word) -> bool:
    return (word.names and word.tag != "title") or (word.is_latin and not word.asks)


class Meanings:
    """Compares the meanings of words by their vectors. Safe for many threads at once."""

    def __init__(self, embedder: Encoder) -> None:
        self._embedder = embedder
        # the turns of a conversation are compared anew with each of its questions
        self._known: dict[str, NDArray[np.float32]] = {}

    def alike(self, word: str, others: Sequence[str]) -> list[float]:
        """Return the cosine of a word with each of the others."""
        own, *vectors = self._vectors([word, *others])
        return [float(own @ vector) for vector in vectors]

    def asked_for(self, word: str, margin: float = 0.0) -> bool:
        """Return whether a word is like what is asked of things (费用), not like a thing (儿童)."""
        (vector,) = self._vectors([word])
        of_things, things = self._examples
        return float(vector @ of_things) - float(vector @ things) > margin

    def _vectors(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """Return the vectors of words; those that were not seen lately are encoded in one call."""
        known = self._known
        unseen = [text for text in dict.fromkeys(texts) if text not in known]
        if unseen:
            fresh = dict(zip(unseen, self._embedder.embed(unseen, "query"), strict=True))
            kept = known if len(known) < REMEMBERED else {}
            self._known = known = {
                **kept,
                **{text: known[text] for text in texts if text in known},
                **fresh,
            }
        return [known[text] for text in texts]

    @cached_property
    def _examples(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The mean vectors of words that are asked for, and of words for things."""
        asked, things = word_list("asked_for", WORDS), word_list("things", WORDS)
        vectors = self._embedder.embed([*asked, *things], "query")
        return vectors[: len(asked)].mean(axis=0), vectors[len(asked) :].mean(axis=0)
