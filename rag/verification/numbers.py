"""Check that the figures of a statement stand in its source, and have the same subject there.

「全市有九十家诊所」 is struck where the source reads 「全市有六十家诊所」.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.text.characters import NUMERALS
from rag.language.quantities import Quantity, fold, quantities, same_quantity
from rag.verification.claim import LABEL_KINDS, Claim
from rag.verification.figure_subjects import has_same_subject
from rag.verification.proximity import Neighbourhood, Term, misattributed, neighbourhood
from rag.verification.windows import Window

_UNIT = re.compile(r"[万亿多余]*([\u4e00-\u9fff%])")
_COUNTED = re.compile(r"[万亿多余]*个([\u4e00-\u9fff])")
_NUMERAL = re.compile(rf"[\d.零两{NUMERALS}百千万亿余多]")
_LIST_COUNTERS = "0123456789个项点类种条面步层件大者批部"  # for points of a text: not 家 or 名
_ITEM = re.compile(
    rf"[{NUMERALS}]是|其[一二三四五六七八九]|[（(][{NUMERALS}\d]+[)）]|(?<!\d)\d{{1,2}}[.、](?!\d)"
)


def absent_figures(claim: Claim, source: str, window: Window) -> list[str]:
    """Return the figures of a claim that the source lacks."""
    found = quantities(source)
    return [q.written for q in claim.quantities if not _occurs(q, claim, found, source, window)]


def misplaced_figures(claim: Claim, source: str) -> list[str]:
    """Return the figures of a claim that have another subject in the source."""
    found = quantities(source)
    return [q.written for q in claim.quantities if not has_same_subject(q, claim, found, source)]


def rival_figures(claim: Claim, source: str) -> list[str]:
    """Return the figures of a claim that stand among the words of another one in the source."""
    said = _neighbourhoods(claim.text, claim.quantities)
    there = _neighbourhoods(source, quantities(source))
    return [
        claim.text[one.term.start : one.term.end] for one in said if misattributed(one, said, there)
    ]


def has_new_figure(text: str, known: str) -> bool:
    """Return whether a text has a figure that the known text lacks."""
    old = quantities(fold(known))
    return not all(any(same_quantity(q, o) for o in old) for q in quantities(fold(text)))


def _neighbourhoods(text: str, found: Sequence[Quantity]) -> list[Neighbourhood]:
    """Weigh the words around each figure of a text, with dates, ages and units as labels."""
    labels = {q.start: f"{q.kind}{q.value}" for q in found if q.kind in LABEL_KINDS}
    labels |= {at: f"of {text[at]}" for q in found for at in _counted(text, q)}
    terms = [_term(text, q) for q in found if q.kind not in LABEL_KINDS]
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
        return any(
            same_quantity(quantity, q)
            for q in quantities(fold(f"{window.context}\n{window.question}"))
        )
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
