"""What in a statement its source contradicts or lacks: figures, names, polarity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.align import Window, bigrams, content
from rag.names import Name, names
from rag.polarity import contradicts
from rag.quantities import Quantity, fold, quantities

_LIST_ORDINAL = re.compile(r"[，,、：:是]")
_CLAUSE = re.compile(r"[，,；;。！？\n、（）()：:]")
_ITEM = re.compile(
    r"[一二三四五六七八九十]是|其[一二三四五六七八九]|[（(][一二三四五六七八九十\d]+[)）]|(?<!\d)\d{1,2}[.、](?!\d)"
)
_SUFFIX = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:省|市|县|区|自治区|壮族自治区)$")
_REPORTED = re.compile(
    r"(?:据|根据|援引|引用|引自|来自)([\u4e00-\u9fffA-Za-z]{2,16}?)(?:的?(?:报道|介绍|统计|发布|披露|消息|调查|研究|数据))"
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
    return any(
        same(quantity, other) or _in_column(quantity, other, source, window) for other in found
    ) or (quantity.loose and _enumerates(source, int(quantity.value), window))


def same(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities are one: equal in value, and both percent, or months, or neither."""
    strict = {"percent", "month", "day", "ordinal"}
    kinds = a.kind == b.kind or not ({a.kind, b.kind} & strict)
    return kinds and abs(a.value - b.value) <= 1e-6 * max(1.0, abs(b.value))


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
    kind in the source, and none of those beside the figure itself.
    """
    if quantity.loose or quantity.kind in ("year", "month", "day", "ordinal"):
        return True
    said = bigrams(_clause(claim.text, quantity))
    rivals = [
        bigrams(_clause(source, other))
        for other in found
        if other.kind == quantity.kind and not same(quantity, other) and not other.loose
    ]
    return any(
        all(said & own - rival or not said & rival - own for rival in rivals)
        for own in (bigrams(_clause(source, o)) for o in found if same(quantity, o))
    ) or not any(same(quantity, o) for o in found)


def _clause(text: str, quantity: Quantity) -> str:
    """Words of the clause, or of the table row, around a quantity; a bare one takes the last."""
    line_start = text.rfind("\n", 0, quantity.start) + 1
    line_end = text.find("\n", quantity.end)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    if "\t" in line:
        return line
    start, end = line_start, line_start + len(line)
    cuts = [m.start() for m in _CLAUSE.finditer(text, start, end)]
    left = max((c + 1 for c in cuts if c < quantity.start), default=start)
    right = min((c for c in cuts if c >= quantity.end), default=end)
    while left > start and len(content(text[left:right])) < 2:
        left = max((c + 1 for c in cuts if c + 1 < left), default=start)
    return text[left:right]


def names_hold(claim: Claim, source: str, window: Window) -> bool:
    """Whether each name stands in the source, or around it where no other of its kind does."""
    known = names(source)
    return all(_holds(name, claim, source, known, window) for name in claim.names) and all(
        _known_source(m[1], window) for m in _REPORTED.finditer(claim.text)
    )


def _holds(name: Name, claim: Claim, source: str, known: frozenset[Name], window: Window) -> bool:
    if _occurs(name, source):
        return True
    around = fold(window.hit.passage.text + "\n" + window.context)
    if not _occurs(name, around):
        return not name.sure
    rivals = [n for n in known if n.kind == name.kind and not _occurs(n, claim.text)]
    return not rivals


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
    known = bigrams(window.hit.passage.text + "\n" + window.context)
    own = bigrams(who)
    return not own or len(own & known) >= 0.5 * len(own)
