"""What in a statement its source contradicts or lacks: figures, names, polarity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.passages import split_sentences
from rag.align import Window, bigrams, content
from rag.names import Name, names
from rag.polarity import contradicts
from rag.quantities import Quantity, fold, quantities, same

_LIST_ORDINAL = re.compile(r"[，,、：:是]")
_CLAUSE = re.compile(r"[，,；;。！？\n、（）()：:和与及而]")
_MEASURES = re.compile(r"[多余约超近达家个人次件名位元所种项例万亿年月日共已为有]")
_HEAD = 16  # characters; a place or institution named further on is not what it is about
_BACK = 400  # characters before a sentence, in which the one it speaks of is named
_LABELS = ("year", "age", "ordinal", "month", "day")
_ITEM = re.compile(
    r"[一二三四五六七八九十]是|其[一二三四五六七八九]|[（(][一二三四五六七八九十\d]+[)）]|(?<!\d)\d{1,2}[.、](?!\d)"
)
_SUFFIX = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:省|市|县|区|自治区|壮族自治区)$")
_SOURCE = r"报道|介绍|统计|发布|披露|消息|调查|研究|数据|报告|文件"
_REPORTED = re.compile(
    rf"(?:据|根据|援引|引用|引自|来自)([\u4e00-\u9fffA-Za-z]{{2,16}}?)的?(?:{_SOURCE})"
    rf"|(?:^|[，,。；;])([\u4e00-\u9fffA-Za-z]{{2,8}}?)的?(?:{_SOURCE})(?:指出|显示|表明|称|认为)"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, read once: its folded text, quantities and names."""

    text: str
    quantities: tuple[Quantity, ...]
    names: frozenset[Name]

    @classmethod
    def of(cls, statement: str) -> Claim:
        """Read a statement."""
        folded = fold(re.sub(r"^《[^》]*》[：:]", "", statement))
        counted = [q for q in quantities(folded) if not _lists(folded, q)]
        return cls(folded, tuple(counted), names(folded))


def _lists(text: str, quantity: Quantity) -> bool:
    """Whether an ordinal only counts the points of the text."""
    return quantity.kind == "ordinal" and bool(_LIST_ORDINAL.match(text, quantity.end))


def fault(claim: Claim, window: Window) -> str:
    """Return `figure`, `name` or `polarity` for what the window doesn't bear out, else nothing."""
    source = fold(window.text)
    if not figures_hold(claim, source, window):
        return "figure"
    if not names_hold(claim, source, window):
        return "name"
    if contradicts(claim.text, source):
        return "polarity"
    return ""


def figures_hold(claim: Claim, source: str, window: Window) -> bool:
    """Whether each figure stands in the source, and of the same thing."""
    found = quantities(source)
    return all(
        _stands(q, found, source, window) and _of_same(q, claim, found, source)
        for q in claim.quantities
    )


def _stands(quantity: Quantity, found: Sequence[Quantity], source: str, window: Window) -> bool:
    if any(same(quantity, other) or _in_column(quantity, other, source, window) for other in found):
        return True
    if quantity.kind == "year" and not any(q.kind == "year" for q in found):
        return any(same(quantity, q) for q in quantities(fold(window.context)))
    return quantity.loose and _enumerates(source, int(quantity.value), window)


def _in_column(quantity: Quantity, other: Quantity, source: str, window: Window) -> bool:
    """Whether a table's cell holds it, whose header has the percent sign or magnitude."""
    if "\t" not in source or other.bare != other.value:
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
    if quantity.kind in _LABELS:
        return True
    places = [other for other in found if same(quantity, other)]
    rivals = [
        _segment(source, other, found)
        for other in found
        if other.kind == quantity.kind
        and not same(quantity, other)
        and not other.loose
        and "分别" not in source[slice(*_between(source, other, "，；。\n"))]
    ]
    said = _segment(claim.text, quantity, claim.quantities)
    return not places or any(
        _about(said, _segment(source, place, found), () if quantity.loose else rivals)
        and _labelled(quantity, claim, place, found, source)
        for place in places
    )


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
        or [q for q in claim.quantities if q.kind in _LABELS and q.end <= quantity.start][-1:]
    )
    for kind in _LABELS:
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
        if q.kind in _LABELS
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
        figures = [q for q in found if q.kind not in _LABELS]
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


def names_hold(claim: Claim, source: str, window: Window) -> bool:
    """Whether each name is one that the source speaks of at that place."""
    governing = _governing(claim, source, window)
    later = fold(window.hit.article.text)
    return (
        all(
            _holds(name, claim, governing, later)
            or (name.kind == "place" and _occurs(name, _heading(window)))
            for name in claim.names
        )
        and all(_known_source(m[1] or m[2], window) for m in _REPORTED.finditer(claim.text))
        and _right_row(claim, window)
    )


def _governing(claim: Claim, source: str, window: Window) -> list[str]:
    """Sentence most like the claim, those before it, then headings and title: nearest first."""
    sentences = [source[a:b] for a, b in split_sentences(source)]
    said = bigrams(claim.text)
    best = max(range(len(sentences)), key=lambda i: len(said & bigrams(sentences[i])))
    at = window.hit.passage.start + window.start
    before = fold(window.hit.article.text[max(0, at - _BACK) : at])
    earlier = [before[a:b] for a, b in split_sentences(before)]
    around = [fold(text) for text in reversed(window.context.split("\n"))]
    return [*reversed(earlier + sentences[: best + 1]), *around]


def _heading(window: Window) -> str:
    """The heading nearest above, in the passage or in its path."""
    lines = [line for line in window.before.split("\n") if line.strip()]
    above = [line for line in lines if len(line) <= _HEAD and not re.search(r"[。；，\t]", line)]
    return above[-1] if above else " ".join(window.hit.passage.headings[-1:])


def _holds(name: Name, claim: Claim, governing: Sequence[str], later: str) -> bool:
    """Whether the nearest sentence that has the name, or another in its place, has the name."""
    if not name.sure and name.text not in later:
        return True  # most likely no name at all
    for text in governing:
        if _occurs(name, text):
            return True
        if name.kind not in ("quoted", "title") and _rival(name, claim, text):
            return False
    return not name.sure or (name.kind != "person" and _occurs(name, later))


def _rival(name: Name, claim: Claim, text: str) -> bool:
    """Whether a sentence is about another name of this kind, which the claim doesn't have."""
    head = text if name.kind == "person" else text[:_HEAD]
    return any(n.kind == name.kind and n.sure and not _occurs(n, claim.text) for n in names(head))


def _right_row(claim: Claim, window: Window) -> bool:
    """Whether the row of a table that the window holds is the one the claim names, if any."""
    rows = [row for row in window.hit.passage.text.split("\n") if "\t" in row]
    named = [row for row in rows if _mentions(claim.text[:_HEAD], row.split("\t")[0])]
    held = [row for row in rows if row in window.text]
    if not named or not held:
        return True
    said = bigrams(claim.text)
    figures = [q for q in claim.quantities if q.kind not in _LABELS]
    best = max(held, key=lambda row: (_figures_in(row, figures), len(said & bigrams(row))))
    return best in named


def _figures_in(row: str, figures: Sequence[Quantity]) -> int:
    found = quantities(fold(row))
    return sum(any(q.value in (o.value, o.bare) for o in found) for q in figures)


def _mentions(text: str, label: str) -> bool:
    label = re.sub(r"[（(].*?[)）]", "", fold(label)).strip()
    return len(label) > 1 and label in text


def _occurs(name: Name, text: str) -> bool:
    folded, wanted = text.upper(), name.text.upper()
    if name.kind == "place":
        wanted = _SUFFIX.sub("", wanted)
    if wanted in folded:
        return True
    if name.kind in ("quoted", "title", "institution"):
        own = bigrams(wanted)
        return bool(own) and len(own & bigrams(folded)) >= 0.8 * len(own)
    return False


def _known_source(who: str, window: Window) -> bool:
    known = bigrams(window.hit.article.text + "\n" + window.context)
    own = bigrams(who)
    return not own or len(own & known) >= 0.5 * len(own)
