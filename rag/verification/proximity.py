"""Match a figure or a word to its subject by the words around it; closer words weigh more.

「剖宫产1200元」 is struck where the source reads 「顺产由800元提到1200元，剖宫产为2500元」: the words
beside the claim's figure are those beside another figure of its unit. In the same way
「城区诊所减少」 is struck where the source reads 「城区诊所增加，乡村减少」.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rag.language.ngrams import FUNCTION_WORDS

_PER_CHARACTER = 0.95  # a word's weight shrinks by this with each character between,
_PER_MARK = 0.55  # by this with each punctuation mark,
_PER_TERM = 0.6  # and by this with each other term
_OTHER_SIDE = 0.5  # weight of a word that stands on the other side of the term in the source
_FACTOR, _INHERITED, _MARGIN = 1.2, 1.5, 0.3  # how much better the words must fit the rival
_MARK = re.compile(r"[，,；;：:、。\n]")
_SENTENCE_ENDS = "。；;\n"
_LETTER = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_NO_CONTENT = frozenset(FUNCTION_WORDS + "多余约超近达共已个过")
_UNINFORMATIVE = re.compile("分别|\t")
_REFERENCE = re.compile("[该其这]")


@dataclass(frozen=True, slots=True)
class Term:
    """A figure or word, at `start` to `end` of a text."""

    start: int
    end: int
    kind: str
    value: float
    unit: str = ""

    def rivals(self, other: Term) -> bool:
        """Return whether both cannot be true of one subject: alike in kind and unit, not in value."""
        alike = self.kind == other.kind and self.unit == other.unit
        return alike and not self.equals(other)

    def equals(self, other: Term) -> bool:
        """Return whether both have one kind and value."""
        near = abs(self.value - other.value) <= 1e-6 * max(1.0, abs(other.value))
        return self.kind == other.kind and near


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A term with the words around it.

    `weights` maps each word and its side, left (-1) or right (1), to a weight. It is empty, and
    `informative` false, in a table or beside 分别, where near words do not tell the subject.
    """

    term: Term
    informative: bool
    weights: dict[tuple[str, int], float] = field(repr=False)


def neighbourhood(
    text: str, term: Term, others: Sequence[Term], labels: Mapping[int, str]
) -> Neighbourhood:
    """Weigh the words around a term of a text.

    `labels` are names for what stands at some offsets (a year, a unit); they count double.
    """
    clause = text[slice(*_clause(text, term))]
    informative = not _UNINFORMATIVE.search(clause)
    between = {o.start for o in others if o is not term}
    refers_back = bool(_REFERENCE.search(clause))
    sides = (
        list(_weigh_outward(text, term, between, labels, side, refers_back)) for side in (-1, 1)
    )
    weights = {word: w for side in sides for word, w in side[::-1]} if informative else {}
    return Neighbourhood(term, informative, weights)


def misattributed(
    said: Neighbourhood,
    all_said: Sequence[Neighbourhood],
    found: Sequence[Neighbourhood],
    threshold: float = 0.0,
) -> bool:
    """Return whether a claim's term stands among the words that the source has around a rival.

    A rival counts from a similarity of `threshold` on. With a threshold above 0 a rival counts
    also where the source does not have the term at all. If the claim has the rival's term
    too, exchanging the two terms must fit the source better.
    """
    own = [other for other in found if said.term.equals(other.term)]
    rivals = [other for other in found if other.informative and said.term.rivals(other.term)]
    if not own:
        return bool(threshold) and any(_similarity(said, rival) > threshold for rival in rivals)
    best = max(own, key=lambda other: _similarity(said, other))
    rivals = [rival for rival in rivals if _similarity(said, rival) > max(threshold, _MARGIN)]
    return best.informative and any(_fits_rival(said, best, rival, all_said) for rival in rivals)


def _fits_rival(
    said: Neighbourhood,
    best: Neighbourhood,
    rival: Neighbourhood,
    all_said: Sequence[Neighbourhood],
) -> bool:
    """Return whether the words around the claim's term clearly fit the rival better than the best."""
    own, other = _similarity(said, best), _similarity(said, rival)
    taken = [p for p in all_said if p is not said and p.term.equals(rival.term)]
    if taken:
        second = max(taken, key=lambda p: _similarity(p, rival))
        swapped = other + _similarity(second, best)
        return swapped > _FACTOR * (own + _similarity(second, rival)) + _MARGIN
    # Words before the first of two terms may hold for the second too.
    inherited = _INHERITED if rival.term.start < best.term.start else 0.0
    return other > (_FACTOR + inherited) * own + _MARGIN


def _similarity(said: Neighbourhood, other: Neighbourhood) -> float:
    """Add up the weights of the words that stand around both terms."""
    return sum(
        max(
            min(weight, other.weights.get((word, side), 0.0)),
            _OTHER_SIDE * min(weight, other.weights.get((word, -side), 0.0)),
        )
        for (word, side), weight in said.weights.items()
    )


def _clause(text: str, term: Term) -> tuple[int, int]:
    """Return the offsets of the clause around a term."""
    marks = "，," + _SENTENCE_ENDS
    start = max(text.rfind(mark, 0, term.start) for mark in marks) + 1
    ends = [at for mark in marks if (at := text.find(mark, term.end)) >= 0]
    return start, min(ends, default=len(text))


def _weigh_outward(
    text: str,
    term: Term,
    between: set[int],
    labels: Mapping[int, str],
    side: int,
    refers_back: bool,
) -> Iterator[tuple[tuple[str, int], float]]:
    """Yield the words of the sentence on one side of a term with their weights, nearest first.

    If the clause refers back (该比例), the words of the sentence before are yielded too.
    """
    at, weight = (term.start - 1 if side < 0 else term.end), 1.0
    while 0 <= at < len(text):
        if text[at] in _SENTENCE_ENDS:
            if not (refers_back and side < 0):
                return
            refers_back = False
        if label := labels.get(at):
            yield (label, side), 2 * weight
        elif at in between:
            weight *= _PER_TERM
        word = text[at - 1 : at + 1] if side < 0 else text[at : at + 2]
        if len(word) == 2 and all(_LETTER.match(c) and c not in _NO_CONTENT for c in word):
            yield (word, side), weight
        weight *= _PER_MARK if _MARK.match(text[at]) else _PER_CHARACTER
        at += side
