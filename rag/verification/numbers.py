"""Check that the figures of a statement stand in its source and belong to the same subject.

「全市有九十家诊所」 is struck where the source reads 「全市有六十家诊所」, and so is
「黄芪用15克」 where it reads 「黄芪20克、白术15克」.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.text.characters import NUMERALS
from rag.language.ngrams import bigrams, content_text
from rag.language.quantities import Quantity, fold, quantities, same_quantity
from rag.verification.alignment import Window
from rag.verification.claim import Claim
from rag.verification.proximity import Neighbourhood, Term, misattributed, neighbourhood

LABELS = ("year", "age", "ordinal", "month", "day")
"""Kinds of quantity that say to what or when another figure belongs."""

_CLAUSE = re.compile(r"[，,；;。！？\n、（）()：:和与及而]")
_FILLERS = re.compile(r"[多余约超近达家个人次件名位元所种项例万亿年月日共已为有]")
_UNIT = re.compile(r"[万亿多余]*([\u4e00-\u9fff%])")
_COUNTED = re.compile(r"[万亿多余]*个([\u4e00-\u9fff])")
_NUMERAL = re.compile(rf"[\d.零两{NUMERALS}百千万亿余多]")
_LIST_COUNTERS = "0123456789个项点类种条面步层件大者批部"  # for points of a text: not 家 or 名
_LABEL = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?:价|约|为|是|共|有)?$")
_ITEM = re.compile(
    rf"[{NUMERALS}]是|其[一二三四五六七八九]|[（(][{NUMERALS}\d]+[)）]|(?<!\d)\d{{1,2}}[.、](?!\d)"
)


def numbers_match(claim: Claim, source: str, window: Window) -> bool:
    """Return whether each figure of a claim stands in the source and has the same subject there."""
    found = quantities(source)
    return all(
        _occurs(q, claim, found, source, window) and _has_same_subject(q, claim, found, source)
        for q in claim.quantities
    ) and not _any_misattributed(claim, source, found)


def has_new_figure(text: str, known: str) -> bool:
    """Return whether a text has a figure that the known text lacks."""
    old = quantities(fold(known))
    return not all(any(same_quantity(q, o) for o in old) for q in quantities(fold(text)))


def _any_misattributed(claim: Claim, source: str, found: Sequence[Quantity]) -> bool:
    """Return whether a figure of the claim stands among the words of another one in the source."""
    said, there = _neighbourhoods(claim.text, claim.quantities), _neighbourhoods(source, found)
    return any(misattributed(one, said, there) for one in said)


def _neighbourhoods(text: str, found: Sequence[Quantity]) -> list[Neighbourhood]:
    """Weigh the words around each figure of a text, with dates, ages and units as labels."""
    labels = {q.start: f"{q.kind}{q.value}" for q in found if q.kind in LABELS}
    labels |= {at: f"of {text[at]}" for q in found for at in _counted(text, q)}
    terms = [_term(text, q) for q in found if q.kind not in LABELS]
    return [neighbourhood(text, term, terms, labels) for term in terms]


def _counted(text: str, quantity: Quantity) -> Iterator[int]:
    """Yield the offset of what is counted: of 省 in 27个省."""
    start = quantity.end - quantity.written.endswith("个")
    if quantity.kind == "plain" and (head := _COUNTED.match(text, start)):
        yield head.start(1)


def _term(text: str, quantity: Quantity) -> Term:
    """Return a figure as a term; its unit keeps a year (2021年) apart from a duration (5年)."""
    after = _UNIT.match(text, quantity.end)
    unit = _NUMERAL.sub("", quantity.written)[-1:] or (after[1] if after else "")
    if quantity.kind != "plain":
        unit = ""
    elif unit == "年" and quantity.value > 1000:
        unit = "year"
    return Term(quantity.start, quantity.end, quantity.kind, quantity.value, unit)


def _occurs(
    quantity: Quantity, claim: Claim, found: Sequence[Quantity], source: str, window: Window
) -> bool:
    """Return whether the source has a figure, be it as days, in a table or as a list's length.

    A year may also stand in the title or headings, if the source has no year itself.
    """
    if any(
        same_quantity(quantity, other)
        or _as_many_days(quantity, claim, other, source)
        or _in_column(quantity, other, source, window)
        for other in found
    ):
        return True
    if quantity.kind == "year" and not any(q.kind == "year" for q in found):
        return any(same_quantity(quantity, q) for q in quantities(fold(window.context)))
    countable = quantity.is_small_count and quantity.written[-1] in _LIST_COUNTERS
    return countable and _lists(source, int(quantity.value), window)


def _as_many_days(quantity: Quantity, claim: Claim, other: Quantity, source: str) -> bool:
    """Return whether one is written 7天 and the other 7日, without a month before it."""
    written = sorted(
        (q.kind, text[q.end : q.end + 1], text[q.start - 1 : q.start])
        for q, text in ((quantity, claim.text), (other, source))
    )
    (kind, _, month), (plain, unit, _) = written
    return (
        (kind, plain, unit) == ("day", "plain", "天")
        and month != "月"
        and quantity.value == other.value
    )


def _in_column(quantity: Quantity, other: Quantity, source: str, window: Window) -> bool:
    """Return whether a table's cell has the number, and its header the percent sign or magnitude."""
    cell = re.compile(r"[\t\n]").split(source[other.start - 1 : other.end + 1])
    if len(cell) < 2 or other.unscaled != other.value:
        return False
    header = window.hit.passage.lead + window.passage_before.partition("\n")[0] + source
    if quantity.kind == "percent":
        return quantity.value == other.value and "%" in fold(header)
    magnitude = re.sub(r"[^万亿]", "", quantity.written)
    return bool(magnitude) and quantity.unscaled == other.value and magnitude in header


def _lists(source: str, count: int, window: Window) -> bool:
    """Return whether so many things are listed: 一是…二是…, or A、B和C."""
    whole = window.hit.passage.text
    if len(set(_ITEM.findall(source))) == count or len(set(_ITEM.findall(whole))) == count:
        return True
    return any(
        1 + len(re.findall("[、和与及]", piece.replace("以及", "和"))) == count
        for piece in re.split(r"[，,。；;：:]", source)
    )


def _has_same_subject(
    quantity: Quantity, claim: Claim, found: Sequence[Quantity], source: str
) -> bool:
    """Return whether a figure has the same subject in claim and source.

    It has not if the claim's words beside it stand in the source beside another figure of its
    kind and not beside the figure itself, nor if claim and source have different years, ages
    or Latin names beside it.
    """
    if quantity.kind in LABELS:
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
        if (q.kind not in LABELS and (label := _LABEL.search(source[: q.start])))
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
    figures = [q for q in found if start <= q.start < right and q.kind not in LABELS]
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
        or [q for q in claim.quantities if q.kind in LABELS and q.end <= quantity.start][-1:]
    )
    for kind in LABELS:
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
        if q.kind in LABELS
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
        figures = [q for q in found if q.kind not in LABELS]
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
