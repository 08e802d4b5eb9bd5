"""Check that a figure has the same subject in a statement and in its source.

「黄芪用15克」 is struck where the source reads 「黄芪20克、白术15克」: both have the figure, but one has it
for another herb.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.language.ngrams import bigrams, content_text
from rag.language.quantities import Quantity, same_quantity
from rag.verification.claim import LABEL_KINDS, Claim

_CLAUSE = re.compile(r"[，,；;。！？\n、（）()：:和与及而]")
_FILLERS = re.compile(r"[多余约超近达家个人次件名位元所种项例万亿年月日共已为有]")
_LABEL = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?:价|约|为|是|共|有)?$")


def has_same_subject(
    quantity: Quantity, claim: Claim, found: Sequence[Quantity], source: str
) -> bool:
    """Return whether a figure has the same subject in claim and source.

    The subjects differ if the claim's words beside the figure stand in the source beside another
    figure of its kind, but not beside the figure itself. They also differ if claim and source
    have different years, ages or Latin names beside it.
    """
    if quantity.kind in LABEL_KINDS:
        return True
    places = [other for other in found if same_quantity(quantity, other)]
    rivals = [
        _segment(source, other, found)
        for other in found
        if other.kind == quantity.kind
        and not same_quantity(quantity, other)
        and not other.is_small_count
    ]
    said = _segment(claim.text, quantity, claim.quantities)
    return not places or any(
        _fits_best(
            said, _segment(source, place, found), rivals if _is_informative(place, source) else ()
        )
        and _labels_agree(quantity, claim, place, found, source)
        and _is_right_item(claim.text, place, found, source)
        for place in places
    )


def _is_right_item(said: str, place: Quantity, found: Sequence[Quantity], source: str) -> bool:
    """Return whether a figure of a list belongs to the item that the claim names.

    It does not if the claim names another item of the list and not the figure's own. Lists have
    the form 黄芪20g、白术15g or 用量、金额分别增加25倍和8倍.
    """
    words = bigrams(said)
    for labels in (_items(source, found), _respectively(source, place, found)):
        own = bigrams(labels.get(place.start, ""))
        others = [bigrams(label) for at, label in labels.items() if at != place.start]
        if own and any(words & other - own and not words & own - other for other in others):
            return False
    return True


def _items(source: str, found: Sequence[Quantity]) -> dict[int, str]:
    """Return the labels of figures listed as `甲1、乙2`, by the figures' offsets."""
    labelled = [
        (q, label[1])
        for q in found
        if (q.kind not in LABEL_KINDS and (label := _LABEL.search(source[: q.start])))
        and (not q.is_small_count or q.written[0].isdigit())
    ]
    linked = {
        q.start
        for (a, _), (b, label) in pairwise(labelled)
        for q in (a, b)
        if re.fullmatch(rf"[^、，,。；;\n]{{0,4}}、{label}\w?", source[a.end : b.start])
    }
    return {q.start: label for q, label in labelled if q.start in linked}


def _respectively(source: str, place: Quantity, found: Sequence[Quantity]) -> dict[int, str]:
    """Return the labels of figures listed as `甲、乙分别为1和2`, by the figures' offsets."""
    left, right = _between(source, place, "。；;\n")
    before, marker, _ = source[left : place.start].partition("分别")
    items = re.split("[、和与及]", re.split("[，,：:]", before)[-1]) if marker else []
    start = left + len(before)
    figures = [q for q in found if start <= q.start < right and q.kind not in LABEL_KINDS]
    figures = [q for q in figures if not q.is_small_count][: len(items)]
    if len(items) < 2 or len(figures) != len(items):
        return {}
    return {q.start: item[-2:] for q, item in zip(figures, items, strict=True)}


def _is_informative(place: Quantity, source: str) -> bool:
    """Return whether the words beside a figure tell its subject: not beside 分别 or 该比例."""
    clause = source[slice(*_between(source, place, "，,；;。\n"))]
    return not place.is_small_count and not re.search("分别|[该其这]", clause)


def _fits_best(said: str, own: str, rivals: Sequence[str]) -> bool:
    """Return whether the claim's words fit those beside the figure rather than beside a rival."""
    latin, own_latin = (set(re.findall(r"[A-Z][A-Z0-9-]+", t)) for t in (said, own))
    if latin and own_latin and not latin & own_latin:
        return False
    words, own_words = bigrams(said), bigrams(own)
    return all(
        words & own_words - other or not words & other - own_words for other in map(bigrams, rivals)
    )


def _labels_agree(
    quantity: Quantity, claim: Claim, place: Quantity, found: Sequence[Quantity], source: str
) -> bool:
    """Return whether claim and source have a common year, age or rank, where both have one."""
    own = _labels(source, place, found)
    said = (
        _labels(claim.text, quantity, claim.quantities)
        or [q for q in claim.quantities if q.kind in LABEL_KINDS and q.end <= quantity.start][-1:]
    )
    for kind in LABEL_KINDS:
        mine, theirs = ({q.value for q in labels if q.kind == kind} for labels in (said, own))
        if mine and theirs and not mine & theirs:
            return False
    return True


def _labels(text: str, quantity: Quantity, found: Sequence[Quantity]) -> list[Quantity]:
    """Return the dates in the sentence of a quantity, and the ages and ranks in its clause."""
    clause = _between(text, quantity, "，,、。；;\n")
    sentence = _between(text, quantity, "。；;\n")
    return [
        q
        for q in found
        if q.kind in LABEL_KINDS
        for left, right in [clause if q.kind in ("age", "ordinal") else sentence]
        if left <= q.start < right
    ]


def _between(text: str, quantity: Quantity, marks: str) -> tuple[int, int]:
    """Return the offsets of the text around a quantity, up to the nearest of these marks."""
    left = max(text.rfind(mark, 0, quantity.start) for mark in marks) + 1
    ends = [at for mark in marks if (at := text.find(mark, quantity.end)) >= 0]
    return left, min(ends, default=len(text))


def _segment(text: str, quantity: Quantity, found: Sequence[Quantity]) -> str:
    """Return the words around a quantity in its clause or table row, up to the next figures."""
    left, right = _clause(text, quantity)
    if "\t" not in text[left:right]:
        figures = [q for q in found if q.kind not in LABEL_KINDS]
        left = max([left, *(q.end for q in figures if q.end <= quantity.start)])
        right = min([right, *(q.start for q in figures if q.start >= quantity.end)])
    words = _FILLERS.sub("", text[left : quantity.start] + "，" + text[quantity.end : right])
    if len(content_text(words)) > 3:
        return words
    return _FILLERS.sub("", text[slice(*_clause(text, quantity))])


def _clause(text: str, quantity: Quantity) -> tuple[int, int]:
    """Return the offsets of the clause or table row around a quantity.

    A clause without other words is joined to the one before it.
    """
    start = text.rfind("\n", 0, quantity.start) + 1
    end = text.find("\n", quantity.end)
    end = end if end >= 0 else len(text)
    if "\t" in text[start:end]:
        return start, end
    cuts = [m.start() for m in _CLAUSE.finditer(text, start, end)]
    left = max((c + 1 for c in cuts if c < quantity.start), default=start)
    right = min((c for c in cuts if c >= quantity.end), default=end)
    while left > start and len(content_text(text[left:right])) < 2:
        left = max((c + 1 for c in cuts if c + 1 < left), default=start)
    return left, right
