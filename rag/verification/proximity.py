"""What a figure or a word is said of: the words on either side of it, the nearer the more.

「剖宫产1200元」 is not borne out by 「顺产由800元提到1200元，剖宫产为2500元」: the words beside
the claim's figure are those beside another one of its unit in the source. It is the same with
「用量下降」 and 「用量上升，费用下降」.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_NEAR, _ACROSS, _PAST = 0.95, 0.55, 0.6  # a word's weight, for each character, mark, term between
_OTHER_SIDE = 0.5  # worth of a word that stands on the other side of the term in the source
_MORE, _INHERITED, _CLEARLY = 1.2, 1.5, 0.3  # how much better the words have to fit the other one
_MARK = re.compile(r"[，,；;：:、。\n]")
_STOP = "。；;\n"
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_EMPTY = set("的了和与及或在是为对将把被等也都就而其之于以由从到向这那有并多余约超近达共已个过")
_UNTOLD = re.compile("分别|\t")
_BACK = re.compile("[该其这]")


@dataclass(frozen=True, slots=True)
class Term:
    """What can stand in another's place: terms of one kind and unit that differ in value."""

    start: int
    end: int
    kind: str
    value: float
    unit: str = ""

    def rivals(self, other: Term) -> bool:
        """Whether both can't be said of the same thing."""
        alike = self.kind == other.kind and self.unit == other.unit
        return alike and not self.equals(other)

    def equals(self, other: Term) -> bool:
        """Whether both say the same."""
        near = abs(self.value - other.value) <= 1e-6 * max(1.0, abs(other.value))
        return self.kind == other.kind and near


@dataclass(frozen=True, slots=True)
class Place:
    """A term with the weights of the words left (-1) and right (1) of it.

    `told`: whether the words beside it tell what it is of; not for 分别 and in a table.
    """

    term: Term
    told: bool
    setting: dict[tuple[str, int], float] = field(repr=False)


def place(text: str, term: Term, others: Sequence[Term], labels: Mapping[int, str]) -> Place:
    """A term of a text among others; `labels`: what counts as a word, by where it stands."""
    clause = text[slice(*_clause(text, term))]
    told = not _UNTOLD.search(clause)
    between = {o.start for o in others if o is not term}
    back = bool(_BACK.search(clause))
    sides = (list(_outward(text, term, between, labels, side, back)) for side in (-1, 1))
    return Place(term, told, {word: w for side in sides for word, w in side[::-1]} if told else {})


def misplaced(
    said: Place, all_said: Sequence[Place], found: Sequence[Place], least: float = 0.0
) -> bool:
    """Whether a term of a claim stands where the source has a rival.

    `least`: likeness to the rival's place from which on it counts, also where the source doesn't
    have the term at all (0: then not). Where the claim has the rival's term too, both have to fit
    better the other way round.
    """
    own = [other for other in found if said.term.equals(other.term)]
    rivals = [other for other in found if other.told and said.term.rivals(other.term)]
    if not own:
        return bool(least) and any(_likeness(said, rival) > least for rival in rivals)
    mine = max(own, key=lambda other: _likeness(said, other))
    rivals = [rival for rival in rivals if _likeness(said, rival) > max(least, _CLEARLY)]
    return mine.told and any(_fits_better(said, mine, rival, all_said) for rival in rivals)


def _fits_better(said: Place, mine: Place, rival: Place, all_said: Sequence[Place]) -> bool:
    own, other = _likeness(said, mine), _likeness(said, rival)
    taken = [p for p in all_said if p is not said and p.term.equals(rival.term)]
    if taken:
        second = max(taken, key=lambda p: _likeness(p, rival))
        swapped = other + _likeness(second, mine)
        return swapped > _MORE * (own + _likeness(second, rival)) + _CLEARLY
    # What stands before the first may hold for the second too.
    inherited = _INHERITED if rival.term.start < mine.term.start else 0.0
    return other > (_MORE + inherited) * own + _CLEARLY


def _likeness(said: Place, other: Place) -> float:
    """How much of the words beside two terms is the same."""
    return sum(
        max(
            min(weight, other.setting.get((word, side), 0.0)),
            _OTHER_SIDE * min(weight, other.setting.get((word, -side), 0.0)),
        )
        for (word, side), weight in said.setting.items()
    )


def _clause(text: str, term: Term) -> tuple[int, int]:
    start = max(text.rfind(mark, 0, term.start) for mark in "，," + _STOP) + 1
    ends = [at for mark in "，," + _STOP if (at := text.find(mark, term.end)) >= 0]
    return start, min(ends, default=len(text))


def _outward(
    text: str, term: Term, between: set[int], labels: Mapping[int, str], side: int, back: bool
) -> Iterator[tuple[tuple[str, int], float]]:
    """Words of the sentence on one side, nearest first.

    `back`: whether the clause speaks of what the sentence before is about.
    """
    at, weight = (term.start - 1 if side < 0 else term.end), 1.0
    while 0 <= at < len(text):
        if text[at] in _STOP:
            if not (back and side < 0):
                return
            back = False
        if label := labels.get(at):
            yield (label, side), 2 * weight
        elif at in between:
            weight *= _PAST
        word = text[at - 1 : at + 1] if side < 0 else text[at : at + 2]
        if len(word) == 2 and all(_WORD.match(c) and c not in _EMPTY for c in word):
            yield (word, side), weight
        weight *= _ACROSS if _MARK.match(text[at]) else _NEAR
        at += side
