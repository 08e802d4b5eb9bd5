"""Whether the figures of a claim stand in its source, said of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.language.ngrams import bigrams, content
from rag.language.quantities import Quantity, fold, quantities, same
from rag.verification.alignment import Window
from rag.verification.claim import Claim
from rag.verification.proximity import Place, Term, misplaced, place

LABELS = ("year", "age", "ordinal", "month", "day")  # say of what or when a figure is
_CLAUSE = re.compile(r"[，,；;。！？\n、（）()：:和与及而]")
_MEASURES = re.compile(r"[多余约超近达家个人次件名位元所种项例万亿年月日共已为有]")
_UNIT = re.compile(r"[万亿多余]*([\u4e00-\u9fff%])")
_HEAD = re.compile(r"[万亿多余]*个([\u4e00-\u9fff])")
_NUMERAL = re.compile("[\\d.万亿千百十零一二两三四五六七八九余多]")
_COUNTS = "0123456789个项点类种条面步层件大者批部"  # of what a text lists, not 家 or 名
_LABEL = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?:价|约|为|是|共|有)?$")
_ITEM = re.compile(
    r"[一二三四五六七八九十]是|其[一二三四五六七八九]|[（(][一二三四五六七八九十\d]+[)）]|(?<!\d)\d{1,2}[.、](?!\d)"
)


def figures_hold(claim: Claim, source: str, window: Window) -> bool:
    """Whether each figure stands in the source, and of the same thing."""
    found = quantities(source)
    return all(
        _stands(q, claim, found, source, window) and _of_same(q, claim, found, source)
        for q in claim.quantities
    ) and _bound(claim, source, found)


def _bound(claim: Claim, source: str, found: Sequence[Quantity]) -> bool:
    """Whether no figure of a claim is said of what the source says another one of."""
    said, there = _places(claim.text, claim.quantities), _places(source, found)
    return not any(misplaced(one, said, there) for one in said)


def _places(text: str, found: Sequence[Quantity]) -> list[Place]:
    labels = {q.start: f"{q.kind}{q.value}" for q in found if q.kind in LABELS}
    labels |= {at: f"of {text[at]}" for q in found for at in _counted(text, q)}
    terms = [_term(text, q) for q in found if q.kind not in LABELS]
    return [place(text, term, terms, labels) for term in terms]


def _counted(text: str, quantity: Quantity) -> Iterator[int]:
    """Where the thing that is counted begins: 省 of 27个省."""
    start = quantity.end - quantity.written.endswith("个")
    if quantity.kind == "plain" and (head := _HEAD.match(text, start)):
        yield head.start(1)


def _term(text: str, quantity: Quantity) -> Term:
    """A figure, whose rivals are those of its unit; those of a year are none of a duration's."""
    after = _UNIT.match(text, quantity.end)
    unit = _NUMERAL.sub("", quantity.written)[-1:] or (after[1] if after else "")
    if quantity.kind != "plain":
        unit = ""
    elif unit == "年" and quantity.value > 1000:
        unit = "year"
    return Term(quantity.start, quantity.end, quantity.kind, quantity.value, unit)


def _stands(
    quantity: Quantity, claim: Claim, found: Sequence[Quantity], source: str, window: Window
) -> bool:
    if any(
        same(quantity, other)
        or _as_many_days(quantity, claim, other, source)
        or _in_column(quantity, other, source, window)
        for other in found
    ):
        return True
    if quantity.kind == "year" and not any(q.kind == "year" for q in found):
        return any(same(quantity, q) for q in quantities(fold(window.context)))
    countable = quantity.loose and quantity.written[-1] in _COUNTS
    return countable and _enumerates(source, int(quantity.value), window)


def _as_many_days(quantity: Quantity, claim: Claim, other: Quantity, source: str) -> bool:
    """Whether one is written 7天 and the other 7日, which is no date."""
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
    """Whether a table's cell holds it, whose header has the percent sign or magnitude."""
    cell = re.compile(r"[\t\n]").split(source[other.start - 1 : other.end + 1])
    if len(cell) < 2 or other.bare != other.value:
        return False
    header = window.hit.passage.lead + window.before.partition("\n")[0] + source
    if quantity.kind == "percent":
        return quantity.value == other.value and "%" in fold(header)
    magnitude = re.sub(r"[^万亿]", "", quantity.written)
    return bool(magnitude) and quantity.bare == other.value and magnitude in header


def _enumerates(source: str, count: int, window: Window) -> bool:
    """Whether as many things are listed: 一是…二是…, or A、B和C."""
    whole = window.hit.passage.text
    if len(set(_ITEM.findall(source))) == count or len(set(_ITEM.findall(whole))) == count:
        return True
    return any(
        1 + len(re.findall("[、和与及]", piece.replace("以及", "和"))) == count
        for piece in re.split(r"[，,。；;：:]", source)
    )


def _of_same(quantity: Quantity, claim: Claim, found: Sequence[Quantity], source: str) -> bool:
    """Whether the figure is said of the same thing in both.

    It is not when the words beside it in the claim are those beside another figure of its
    kind in the source, and none of those beside the figure itself; nor when the two have
    different years, ages or Latin names beside it.
    """
    if quantity.kind in LABELS:
        return True
    places = [other for other in found if same(quantity, other)]
    rivals = [
        _segment(source, other, found)
        for other in found
        if other.kind == quantity.kind and not same(quantity, other) and not other.loose
    ]
    said = _segment(claim.text, quantity, claim.quantities)
    return not places or any(
        _about(said, _segment(source, place, found), rivals if _tied(place, source) else ())
        and _labelled(quantity, claim, place, found, source)
        and _listed(claim.text, place, found, source)
        for place in places
    )


def _listed(said: str, place: Quantity, found: Sequence[Quantity], source: str) -> bool:
    """Whether a figure of a list (黄芪20g、白术15g; 用量、金额分别增加25倍和8倍) is the claim's item.

    It isn't where the claim names another item of the list, and not this one.
    """
    words = bigrams(said)
    for labels in (_items(source, found), _respectively(source, place, found)):
        own = bigrams(labels.get(place.start, ""))
        others = [bigrams(label) for at, label in labels.items() if at != place.start]
        if own and any(words & other - own and not words & own - other for other in others):
            return False
    return True


def _items(source: str, found: Sequence[Quantity]) -> dict[int, str]:
    """Labels of the figures of `甲1、乙2`, by where the figures begin."""
    labelled = [
        (q, label[1])
        for q in found
        if (q.kind not in LABELS and (label := _LABEL.search(source[: q.start])))
        and (not q.loose or q.written[0].isdigit())
    ]
    linked = {
        q.start
        for (a, _), (b, label) in pairwise(labelled)
        for q in (a, b)
        if re.fullmatch(rf"[^、，,。；;\n]{{0,4}}、{label}\w?", source[a.end : b.start])
    }
    return {q.start: label for q, label in labelled if q.start in linked}


def _respectively(source: str, place: Quantity, found: Sequence[Quantity]) -> dict[int, str]:
    """Labels of the figures of `A、B分别为1和2`, by where the figures begin."""
    left, right = _between(source, place, "。；;\n")
    before, marker, _ = source[left : place.start].partition("分别")
    items = re.split("[、和与及]", re.split("[，,：:]", before)[-1]) if marker else []
    start = left + len(before)
    figures = [q for q in found if start <= q.start < right and q.kind not in LABELS]
    figures = [q for q in figures if not q.loose][: len(items)]
    if len(items) < 2 or len(figures) != len(items):
        return {}
    return {q.start: item[-2:] for q, item in zip(figures, items, strict=True)}


def _tied(place: Quantity, source: str) -> bool:
    """Whether the words beside a figure tell what it is of: not 分别 or 该比例, nor for a count."""
    clause = source[slice(*_between(source, place, "，,；;。\n"))]
    return not place.loose and not re.search("分别|[该其这]", clause)


def _about(said: str, own: str, rivals: Sequence[str]) -> bool:
    """Whether words are about one figure rather than another."""
    latin, own_latin = (set(re.findall(r"[A-Z][A-Z0-9-]+", t)) for t in (said, own))
    if latin and own_latin and not latin & own_latin:
        return False
    words, own_words = bigrams(said), bigrams(own)
    return all(
        words & own_words - other or not words & other - own_words for other in map(bigrams, rivals)
    )


def _labelled(
    quantity: Quantity, claim: Claim, place: Quantity, found: Sequence[Quantity], source: str
) -> bool:
    """Whether year, age and rank beside a figure agree in claim and source, where both have one."""
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
    """Dates in the sentence of a quantity, ages and ranks in its clause."""
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
    """Range around a quantity up to the next of some punctuation marks."""
    left = max(text.rfind(mark, 0, quantity.start) for mark in marks) + 1
    ends = [at for mark in marks if (at := text.find(mark, quantity.end)) >= 0]
    return left, min(ends, default=len(text))


def _segment(text: str, quantity: Quantity, found: Sequence[Quantity]) -> str:
    """Words around a quantity in its clause or table row, up to the figures next to it."""
    left, right = _clause(text, quantity)
    if "\t" not in text[left:right]:
        figures = [q for q in found if q.kind not in LABELS]
        left = max([left, *(q.end for q in figures if q.end <= quantity.start)])
        right = min([right, *(q.start for q in figures if q.start >= quantity.end)])
    words = _MEASURES.sub("", text[left : quantity.start] + "，" + text[quantity.end : right])
    return (
        words
        if len(content(words)) > 3
        else _MEASURES.sub("", text[slice(*_clause(text, quantity))])
    )


def _clause(text: str, quantity: Quantity) -> tuple[int, int]:
    """Range of the clause, or of the table row, around a quantity; a bare one takes the last."""
    start = text.rfind("\n", 0, quantity.start) + 1
    end = text.find("\n", quantity.end)
    end = end if end >= 0 else len(text)
    if "\t" in text[start:end]:
        return start, end
    cuts = [m.start() for m in _CLAUSE.finditer(text, start, end)]
    left = max((c + 1 for c in cuts if c < quantity.start), default=start)
    right = min((c for c in cuts if c >= quantity.end), default=end)
    while left > start and len(content(text[left:right])) < 2:
        left = max((c + 1 for c in cuts if c + 1 < left), default=start)
    return left, right
