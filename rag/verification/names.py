"""Whether the names in a claim are those that its source speaks of at that place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.text.sentences import split_sentences
from rag.language.clauses import clauses
from rag.language.entities import Name, abbreviated, names
from rag.language.ngrams import bigrams
from rag.language.quantities import Quantity, fold, quantities
from rag.verification.alignment import Window
from rag.verification.claim import Claim
from rag.verification.numbers import LABELS
from rag.verification.speakers import speaker_holds

_HEAD = 16  # characters; a place or institution named further on is not what it is about
_BACK = 400  # characters before a sentence, in which the one it speaks of is named
_SUFFIX = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:省|市|县|区|自治区|壮族自治区)$")
_GENERIC = re.compile(
    "[该本此某各多大小这那几家所等级三二一甲乙公立民营私办社会综合专科区县市省乡镇基层定点中外国内域协作试非核心医疗实体上下级]*"
)
_SOURCE = r"报道|介绍|统计|发布|披露|消息|调查|研究|数据|报告|文件|通报|公布|公告|证实|白皮书|蓝皮书|年报|公报|研报"
_REPORTED = re.compile(
    rf"(?:据|根据|援引|引用|引自|来自)([\u4e00-\u9fffA-Za-z]{{2,16}}?)的?(?:{_SOURCE})"
    rf"|(?:^|[，,。；;])([\u4e00-\u9fffA-Za-z]{{2,8}}?)的?(?:{_SOURCE})(?:指出|显示|表明|称|认为)"
)


def names_hold(claim: Claim, source: str, window: Window) -> bool:
    """Whether each name is one that the source speaks of at that place."""
    governing = _governing(claim, source, window)
    later = fold(window.hit.article.text)
    return (
        all(_holds(name, claim, governing, later, _heading(window)) for name in claim.names)
        and all(_known_source(m[1] or m[2], window) for m in _REPORTED.finditer(claim.text))
        and _right_row(claim, window)
        and speaker_holds(claim.text, source, window)
    )


def _governing(claim: Claim, source: str, window: Window) -> list[str]:
    """Clause and sentence most like the claim, those before, then headings: nearest first."""
    sentences = [source[a:b] for a, b in split_sentences(source)]
    said = bigrams(claim.text)
    best = max(range(len(sentences)), key=lambda i: len(said & bigrams(sentences[i])))
    clause = max(clauses(sentences[best]), key=lambda c: len(said & bigrams(c)), default="")
    at = window.hit.passage.start + window.start
    before = fold(window.hit.article.text[max(0, at - _BACK) : at])
    earlier = [before[a:b] for a, b in split_sentences(before)]
    around = [fold(text) for text in reversed(window.context.split("\n"))]
    return [clause, *reversed(earlier + sentences[: best + 1]), *around]


def _heading(window: Window) -> str:
    """The heading nearest above, in the passage or in its path, and the title."""
    lines = [line for line in window.before.split("\n") if line.strip()]
    above = [line for line in lines if len(line) <= _HEAD and not re.search(r"[。；，\t]", line)]
    nearest = above[-1:] or window.hit.passage.headings[-1:]
    return "\n".join([*nearest, window.hit.article.title])


def _holds(name: Name, claim: Claim, governing: Sequence[str], later: str, heading: str) -> bool:
    """Whether the nearest sentence that has the name, or another in its place, has the name.

    A place that heading or title name needs no other mention, and an institution of the
    article needs none outside the sentence.
    """
    known = _occurs(name, later)
    if not (name.sure or known or name.kind == "institution") or _part(name, claim.names):
        return True  # most likely no name at all, or looked for with its whole
    for nearness, text in enumerate(governing):
        if _occurs(name, text):
            return True
        if name.kind == "institution" and nearness > 1:
            break
        titled = name.kind == "institution" and _occurs(name, heading)
        if name.kind not in ("quoted", "title") and _rival(
            name, claim, text, not nearness, known, only_alike=titled
        ):
            return False
        if name.kind == "place" and _occurs(name, heading):
            return True
    if name.kind == "person" and known:
        return _named_last(name, later)
    return not name.sure or known


def _named_last(name: Name, text: str) -> bool:
    """Whether no other person is named after this one, as in an interview."""
    after = text[text.rfind(name.text) + len(name.text) :]
    return not any(n.kind == "person" and n.sure for n in names(after))


def _part(name: Name, others: Iterable[Name]) -> bool:
    """Whether what may be a person's name is but part of an institution's."""
    return not name.sure and any(
        name.text in other.text for other in others if other.kind == "institution" != name.kind
    )


def _rival(
    name: Name, claim: Claim, text: str, nearest: bool, known: bool, only_alike: bool
) -> bool:
    """Whether a text is about another name of this kind, which the claim doesn't have."""
    head = text if nearest or name.kind == "person" else text[:_HEAD]
    sure = name.sure or name.kind != "institution"
    named = known or any(n.text == name.text[:-2] for n in claim.names)
    return any(
        n.kind == name.kind
        and ((sure and n.sure and not only_alike) or (named and _alike(n, name)))
        and not _occurs(n, claim.text)
        for n in names(head)
    )


def _alike(other: Name, name: Name) -> bool:
    """Whether both are institutions of one kind with names of their own: 恩泽医院, 邵逸夫医院."""
    return (
        name.kind == "institution"
        and other.text[-2:] == name.text[-2:]
        and not any(_GENERIC.fullmatch(n.text[:-2]) for n in (name, other))
    )


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
    """How many of the figures stand in a row's cells, its label left out."""
    found = quantities(fold(row.partition("\t")[2]))
    return sum(any(q.value in (o.value, o.bare) for o in found) for q in figures)


def _mentions(text: str, label: str) -> bool:
    label = re.sub(r"[（(].*?[)）]", "", fold(label)).strip()
    return len(label) > 1 and label in text


def _occurs(name: Name, text: str) -> bool:
    folded, wanted = abbreviated(text).upper(), name.text.upper()
    if name.kind == "place":
        wanted = _SUFFIX.sub("", wanted)
    if wanted in folded:
        return True
    if name.kind in ("quoted", "title", "institution"):
        own = bigrams(wanted)
        return bool(own) and len(own & bigrams(folded)) >= 0.8 * len(own)
    return False


def _known_source(who: str, window: Window) -> bool:
    """Whether what is reported comes from someone named there or just before."""
    at = window.hit.passage.start + window.start
    near = window.hit.article.text[max(0, at - _BACK) : at] + window.text
    own = bigrams(who)
    return not own or len(own & bigrams(near + "\n" + window.context)) >= 0.5 * len(own)
