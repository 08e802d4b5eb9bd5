"""Compare a statement with its source run by run: what stands between the runs that both have.

Where 「差价不足以留人」 becomes 「差价足以留人」, a negation stands between two shared runs of one text
only. A run that continues far away in the source was joined from two places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np

from rag.language.word_lists import word_list
from rag.verification.coverage import COVERED, Content

_words = partial(word_list, file=Path(__file__).with_name("negation.toml"))
_NEGATION = re.compile("|".join(_words("negators")))
_NO_NEGATION = re.compile("|".join(_words("not_negators")))
_CLAUSE_END = re.compile(r"[，,。；;：:！？!?\n\t]")
_PLACES = 8  # of a run in the source that are tried
_FAR = 12  # characters more between two runs in the source than in the statement, at least
_BEFORE = 6  # characters before the first run in which a negation may deny it


@dataclass(frozen=True, slots=True)
class Run:
    """A run that both texts have: `at` in the statement, `place` in the source."""

    at: int
    place: int
    length: int


def edits(content: Content, source: str) -> dict[str, float]:
    """Count how a statement departs from a squeezed source.

    `negated` gaps have a negation in one text only; `joined` runs lie far apart in the source;
    `runs` are the runs.
    """
    runs = aligned(content, source)
    if not runs:
        return {"negated": 0.0, "joined": 0.0, "runs": 0.0}
    said, found = _masked(content.text), _masked(source)
    gaps = list(_gaps(runs, said, found))
    near = [(a, b) for a, b in gaps if not _is_far(a, b)]
    first, last = runs[0], runs[-1]
    opening = [_CLAUSE_END.split(text)[-1] for text in (said[: first.at], found[: first.place])]
    closing = [
        _CLAUSE_END.split(text)[0]
        for text in (said[last.at + last.length :], found[last.place + last.length :])
    ]
    negated = sum(_denies(a) != _denies(b) for a, b in near)
    negated += _denies(opening[0][-_BEFORE:]) != _denies(opening[1][-_BEFORE:])
    negated += _denies(closing[0]) and not _denies(closing[1])
    return {
        "negated": float(negated),
        "joined": float(len(gaps) - len(near)),
        "runs": float(len(runs)),
    }


def aligned(content: Content, source: str) -> list[Run]:
    """Place the runs of a statement in the source, so that they jump as little as possible."""
    pieces = list(_pieces(content, source))
    places = [_places(content.text[a:b], source) for a, b in pieces]
    if not pieces:
        return []
    costs, came = [0.0] * len(places[0]), []
    for k, ((a0, b0), (a1, _)) in enumerate(pairwise(pieces), 1):
        steps = [
            [c + _jump(p + b0 - a0, q, a1 - b0) for c, p in zip(costs, places[k - 1], strict=True)]
            for q in places[k]
        ]
        came.append([int(np.argmin(step)) for step in steps])
        costs = [min(step) for step in steps]
    chosen = [int(np.argmin(costs))]
    for back in reversed(came):
        chosen.append(back[chosen[-1]])
    return [
        Run(a, spots[n], b - a)
        for (a, b), spots, n in zip(pieces, places, reversed(chosen), strict=True)
    ]


def _jump(end: int, start: int, said: int) -> float:
    """Return the cost of two runs: by how much their distances differ, and for going back."""
    return min(4.0, abs(start - end - said) / 10 + (start < end))


def _pieces(content: Content, source: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of a statement with content, from left to right, none overlapping."""
    text, at = content.text, 0
    while at < len(text):
        end = at
        while end < len(text) and text[at : end + 1] in source:
            end += 1
        if end - at >= COVERED and content.weights[at:end].sum() > 0:
            yield at, end
        at = max(end, at + 1)


def _places(run: str, source: str) -> list[int]:
    found = [source.find(run)]
    while len(found) < _PLACES and (following := source.find(run, found[-1] + 1)) >= 0:
        found.append(following)
    return found


def _gaps(runs: Sequence[Run], said: str, found: str) -> Iterator[tuple[str, str]]:
    """Yield what stands between neighbouring runs in the two texts, unless they change order."""
    for one, other in pairwise(runs):
        if other.place >= one.place:
            yield (
                said[one.at + one.length : other.at],
                found[one.place + one.length : other.place],
            )


def _is_far(said: str, found: str) -> bool:
    return len(found) > _FAR + 2 * len(said)


def _masked(text: str) -> str:
    """Blank words that contain a negation but deny nothing: 不断, 非常."""
    return _NO_NEGATION.sub(lambda m: "□" * len(m[0]), text)


def _denies(text: str) -> bool:
    return bool(_NEGATION.search(text))
