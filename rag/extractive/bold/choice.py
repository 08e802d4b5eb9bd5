"""Choose which of several figures of a text is the one asked for: the nearest to the asked words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from rag.extractive.bold import changes
from rag.extractive.bold.asks import Ask
from rag.extractive.bold.figures import Range
from rag.extractive.bold.nearness import around, fit
from rag.extractive.bold.stretches import stretches

MAX_ASKED = 6  # highlighted in one statement, where several are asked for
MARGIN = 1.0  # by which a figure's words must fit the question better than another's
SAME = (
    3  # characters before figures of parallel cases that are the same: 最长为12个月, 最长为24个月
)

MAX_FINES = 3  # of one rule: for the breach, for one not mended, for a grave one

_FINE = re.compile("的?罚款")
_WORSE = re.compile("逾期|拒不|情节|严重|再次|造成|个人|主管人员")
_CASE = re.compile(r"\d|[一二三四五六七八九十两][多几]?[年月岁天级万]")  # which of several is meant
_LIST = re.compile("、|以及|[和或与及]")
_SPAN = re.compile(r"[至到—–~～－-]")

Choice = tuple[list[Range], float]


def chosen(ask: Ask, part: str, text: str, found: Sequence[Range], after: int = -1) -> Choice:
    """Return those of several ranges that are asked for, and how well the best of them fits.

    There is none where that is not certain. A figure that is the first of its kind `after` an
    offset is nearer by what the part before asked for.
    """
    fits = [fit(ask, part, text, one) for one in found]
    if after >= 0 and (follows := _first_after(text, found, after)) is not None:
        fits[follows] += changes.FITS
    best = max(range(len(found)), key=fits.__getitem__)
    if ask.spans and (spans := [one for one in found if _SPAN.search(text[slice(*one)])]):
        return spans[:1], fits[best]
    if ask.is_pair:
        return _pair(text, found, fits)
    if ask.several:
        return _all_asked(text, found, fits), fits[best]
    return _single(part, text, found, fits, best)


def _single(
    part: str, text: str, found: Sequence[Range], fits: Sequence[float], best: int
) -> Choice:
    """Return the best range if it is certain, or all of cases that are alike."""
    joined = _joined(text, found, best)
    if len(joined) > 1 and fits[best] >= 0:
        return [found[place] for place in joined], fits[best]
    if fits[best] >= 0 and (fines := _fines(part, text, found)):
        return fines, fits[best]
    rivals = [
        place
        for place in range(len(found))
        if fits[place] > fits[best] - MARGIN
        and text[slice(*found[place])] != text[slice(*found[best])]
    ]
    if fits[best] < 0:
        return [], fits[best]
    if not rivals:
        return [found[best]], fits[best]
    if _CASE.search(part):
        return [], fits[best]
    return _alike(text, found, sorted({best, *rivals})), fits[best]


def _joined(text: str, found: Sequence[Range], best: int) -> range:
    """Return the places of the figures that a list joins with the best: 三十年、二十年、十年.

    A list of as many things before them is told each its own, so that none goes with another.
    """

    def joins(place: int) -> bool:
        return bool(_LIST.fullmatch(text, found[place][1], found[place + 1][0]))

    first = last = best
    while first > 0 and joins(first - 1):
        first -= 1
    while last + 1 < len(found) and joins(last):
        last += 1
    sentence = stretches(text).sentence(found[first][0])[0]
    things = len(_LIST.findall(text[sentence : found[first][0]]))
    if things or last - first >= MAX_ASKED:
        return range(best, best + 1)
    return range(first, last + 1)


def _fines(part: str, text: str, found: Sequence[Range]) -> list[Range]:
    """Return all fines of one rule, where it is open whether the first or a worse breach is meant."""
    all_fines = all(_FINE.match(text, end) for _, end in found)
    asked = "罚" in part and not _WORSE.search(part)
    return [*found] if asked and all_fines and 1 < len(found) <= MAX_FINES else []


def _alike(text: str, found: Sequence[Range], places: Sequence[int]) -> list[Range]:
    """Return the figures if each is of another case in the same words: …最长为12个月；…最长为24个月."""
    words = {around(text, found[place]).before[-SAME:] for place in places}
    sentences = {stretches(text).sentence(found[place][0]) for place in places}
    same = len(words) == 1 and len(words.pop()) == SAME and len(sentences) == len(places)
    return [found[place] for place in places] if same and len(places) <= MAX_ASKED else []


def _first_after(text: str, found: Sequence[Range], after: int) -> int | None:
    """Return the place of the first figure after an offset in the same sentence."""
    sentence = stretches(text).sentence(after - 1)
    return next(
        (n for n, (start, _) in enumerate(found) if after <= start < sentence[1]),
        None,
    )


def _pair(text: str, found: Sequence[Range], fits: Sequence[float]) -> Choice:
    """Return the best two neighbours that a change leads from and to."""
    neighbours = [
        (fits[place] + fits[place + 1], place)
        for place in range(len(found) - 1)
        if _leads(text, found, place)
    ]
    if not neighbours:
        return [], 0.0
    best, place = max(neighbours, key=lambda pair: (pair[0], -pair[1]))
    return [found[place], found[place + 1]], best


def _leads(text: str, found: Sequence[Range], place: int) -> bool:
    """Return whether a figure is followed by what it became, in the same sentence."""
    (start, _), (following, _) = found[place], found[place + 1]
    of, sentences = changes.role, stretches(text)
    first = sentences.sentence(start)[0]
    return (
        sentences.sentence(start) == sentences.sentence(following)
        and of(text[first:start]) == "before"
        and of(text[first:following]) == "after"
    )


def _all_asked(text: str, found: Sequence[Range], fits: Sequence[float]) -> list[Range]:
    """Return the figures of the best clause that has several; if none has, of a sentence."""
    for stretch in (stretches(text).clause, stretches(text).sentence):
        if group := _best_group(stretch, found, fits):
            return [found[place] for place in group] if len(group) <= MAX_ASKED else []
    return [found[max(range(len(found)), key=fits.__getitem__)]]


def _best_group(
    stretch: Callable[[int], Range], found: Sequence[Range], fits: Sequence[float]
) -> list[int]:
    """Return the places of the figures of the best stretch that has several, none if none has."""
    groups = defaultdict[Range, list[int]](list)
    for place, (start, _) in enumerate(found):
        groups[stretch(start)].append(place)
    many = [group for group in groups.values() if len(group) > 1]
    return max(many, key=lambda group: max(fits[place] for place in group), default=[])
