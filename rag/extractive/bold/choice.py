"""Choose which of several figures of a text is the one asked for: the nearest to the asked words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from index.text.characters import character_pairs
from rag.extractive.bold.asks import Ask
from rag.extractive.bold.figures import Range
from rag.question.units import FIGURE

MAX_ASKED = 6  # highlighted in one statement, where several are asked for
NAMED = 6.0  # what a number of the question before a figure counts, or the counted noun after it
MARGIN = 1.0  # by which a figure's words must fit the question better than another's

_CLAUSE = re.compile(r"[^，,；;。！？!?：:\n\t]+")
_SENTENCE = re.compile(r"[^；;。！？!?\n\t]+")
# What a figure that is reached stands behind, where 降到多少 or 过了多少 is asked.
_REACHED_ASKED = re.compile(r"[到至过达]了?(?:大概|大约)?(?:多少|几)")
_REACHED = re.compile(r"(?:[到至达过破超]|接近|将近|约)$")
# Limits that are asked for, with the words before one: 最多 with 不得超过.
_LIMITS = (
    (re.compile(r"最[多高大长]|至多|上限|封顶"), re.compile(r"最[多高大长]|至多|超过|上限|封顶")),
    (
        re.compile(r"最[少低小短]|至少|起码"),
        re.compile(r"最[少低小短]|至少|起码|不[得能应]?[少低]于"),
    ),
)
_SPAN = re.compile(r"[至到—–~～－-]")
_ITEM_END = re.compile(r"[、（(到至为达]")


def chosen(ask: Ask, part: str, text: str, found: Sequence[Range]) -> tuple[list[Range], float]:
    """Return those of several ranges that are asked for, and how well the best of them fits.

    There is none where that is not certain.
    """
    fits = [_fit(ask, part, text, found, place) for place in range(len(found))]
    best = max(range(len(found)), key=lambda place: fits[place])
    if ask.spans and (spans := [one for one in found if _SPAN.search(text[slice(*one)])]):
        return spans[:1], fits[best]
    if ask.several:
        return _all_asked(text, found, fits), fits[best]
    second = max(
        (
            fit
            for place, fit in enumerate(fits)
            if text[slice(*found[place])] != text[slice(*found[best])]
        ),
        default=-MARGIN,
    )
    return [found[best]] if fits[best] >= second + MARGIN else [], fits[best]


def _all_asked(text: str, found: Sequence[Range], fits: Sequence[float]) -> list[Range]:
    """Return the figures of the best clause that has several; if none has, of a sentence."""
    for pattern in (_CLAUSE, _SENTENCE):
        groups = defaultdict[Range, list[int]](list)
        for place, (start, _) in enumerate(found):
            groups[_around(pattern, text, start)].append(place)
        if many := [group for group in groups.values() if len(group) > 1]:
            best = max(many, key=lambda group: max(fits[place] for place in group))
            return [found[place] for place in best] if len(best) <= MAX_ASKED else []
    return [found[max(range(len(found)), key=lambda place: fits[place])]]


def _fit(ask: Ask, part: str, text: str, found: Sequence[Range], place: int) -> float:
    """Return how much of the question the words around a figure say, the nearest counting most."""
    start, end = found[place]
    left, right = _around(_CLAUSE, text, start)
    before = text[max(left, found[place - 1][1] if place else 0) : start].rpartition("、")[2]
    after = text[end : min(right, found[place + 1][0] if place + 1 < len(found) else right)]
    after = _ITEM_END.split(after)[0]
    sentence = text[slice(*_around(_SENTENCE, text, start))]
    own, every = _pairs(ask.words), _pairs(part)
    near = f"{before}\n{after}"
    clause = text[left:start] + "\n" + text[end:right]
    named = sum(number in before for number in FIGURE.findall(part))
    counted = bool(ask.noun) and text.startswith(ask.noun, end)
    averaged = "均" in before and "均" in part
    limit = any(asked.search(part) and said.search(before) for asked, said in _LIMITS)
    reached = bool(_REACHED_ASKED.search(ask.words) and _REACHED.search(before.rstrip()))
    return NAMED * (named + counted + 2 * averaged + 2 * reached + limit) + sum(
        weight * sum(pair in words for pair in pairs)
        for words, pairs, weight in (
            (near, own, 2.0),
            (near, every, 1.0),
            (clause, own, 1.0),
            (clause, every, 1.0),
            (sentence, every, 1.0),
        )
    )


def _pairs(words: str) -> set[str]:
    return {pair for pair in character_pairs(words) if pair.isalnum()}


def _around(pattern: re.Pattern[str], text: str, at: int) -> Range:
    """Return the stretch that holds an offset."""
    return next((m.span() for m in pattern.finditer(text) if m.start() <= at < m.end()), (at, at))
