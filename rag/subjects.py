"""Whether the names in a claim are those that its source speaks of at that place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.passages import split_sentences
from rag.align import Window, bigrams
from rag.claim import Claim
from rag.figures import LABELS
from rag.names import Name, names
from rag.quantities import Quantity, fold, quantities

_HEAD = 16  # characters; a place or institution named further on is not what it is about
_BACK = 400  # characters before a sentence, in which the one it speaks of is named
_SUFFIX = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:省|市|县|区|自治区|壮族自治区)$")
_SOURCE = r"报道|介绍|统计|发布|披露|消息|调查|研究|数据|报告|文件"
_REPORTED = re.compile(
    rf"(?:据|根据|援引|引用|引自|来自)([\u4e00-\u9fffA-Za-z]{{2,16}}?)的?(?:{_SOURCE})"
    rf"|(?:^|[，,。；;])([\u4e00-\u9fffA-Za-z]{{2,8}}?)的?(?:{_SOURCE})(?:指出|显示|表明|称|认为)"
)


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
    figures = [q for q in claim.quantities if q.kind not in LABELS]
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
