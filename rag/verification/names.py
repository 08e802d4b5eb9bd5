"""Check that the names in a statement are those of its source.

「西山区要建医院」 is struck where the source reads 「东湖区要建医院」.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.text.sentences import split_sentences
from rag.language.clauses import clauses
from rag.language.entities import Name, names, shorten_ministries
from rag.language.ngrams import bigrams
from rag.language.quantities import Quantity, fold, quantities
from rag.verification.claim import LABEL_KINDS, Claim
from rag.verification.windows import Window

_SUBJECT_CHARS = 16  # from the start of a text; what is named further on is not its subject
_PLACE_SUFFIX = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:省|市|县|区|自治区|壮族自治区)$")
_GENERIC = re.compile(
    "[该本此某各多大小这那几家所等级三二一甲乙公立民营私办社会综合专科区县市省乡镇基层定点中外国内域协作试非核心医疗实体上下级]*"
)
_PUBLICATION = r"报道|介绍|统计|发布|披露|消息|调查|研究|数据|报告|文件|通报|公布|公告|证实|白皮书|蓝皮书|年报|公报|研报"
_REPORTED = re.compile(
    rf"(?:据|根据|援引|引用|引自|来自)([\u4e00-\u9fffA-Za-z]{{2,16}}?)的?(?:{_PUBLICATION})"
    rf"|(?:^|[，,。；;])([\u4e00-\u9fffA-Za-z]{{2,8}}?)的?(?:{_PUBLICATION})(?:指出|显示|表明|称|认为)"
)


def wrong_names(claim: Claim, source: str, window: Window) -> list[str]:
    """Return the names of a claim that the source is not about."""
    nearest_first = _texts_by_distance(claim, source, window)
    article = fold(window.article_text)
    heading = _heading(window)
    return sorted(
        name.text
        for name in claim.names
        if not _is_supported(name, claim, nearest_first, article, heading)
    )


def unknown_publishers(claim: Claim, window: Window) -> list[str]:
    """Return who published what the claim reports, if nothing near the source names them."""
    who = (m[1] or m[2] for m in _REPORTED.finditer(claim.text))
    return [name for name in who if not _is_known_publisher(name, window)]


def wrong_rows(claim: Claim, window: Window) -> list[str]:
    """Return the first words of a claim that name another row of a table than the window's."""
    return [] if _is_right_row(claim, window) else [claim.text[:_SUBJECT_CHARS]]


def _texts_by_distance(claim: Claim, source: str, window: Window) -> list[str]:
    """Return the texts that may name the claim's subject, nearest first.

    These are the most similar clause, its sentence, the sentences before, then headings and title.
    """
    sentences = [source[a:b] for a, b in split_sentences(source)]
    said = bigrams(claim.text)
    best = max(range(len(sentences)), key=lambda i: len(said & bigrams(sentences[i])))
    clause = max(clauses(sentences[best]), key=lambda c: len(said & bigrams(c)), default="")
    before = fold(window.article_before)
    earlier = [before[a:b] for a, b in split_sentences(before)]
    around = [fold(text) for text in [window.question, *window.context.split("\n")][::-1]]
    return [clause, *reversed(earlier + sentences[: best + 1]), *around]


def _heading(window: Window) -> str:
    """Return the nearest heading above, in the passage or its path, and the title."""
    lines = [line for line in window.passage_before.split("\n") if line.strip()]
    above = [
        line for line in lines if len(line) <= _SUBJECT_CHARS and not re.search(r"[。；，\t]", line)
    ]
    nearest = above[-1:] or window.hit.passage.headings[-1:]
    return "\n".join([*nearest, window.hit.article.title, window.question])


def _is_supported(
    name: Name, claim: Claim, nearest_first: Sequence[str], article: str, heading: str
) -> bool:
    """Return whether the name is met before any rival, going from the nearest text outwards.

    A place named in heading or title needs no other mention. An institution is looked for in the
    clause and its sentence only; beyond them it is enough that the article names it.
    """
    known = _occurs(name, article)
    if not (name.sure or known or name.kind == "institution") or _is_part(name, claim.names):
        return True  # probably not a name, or checked as a part of a longer one
    for distance, text in enumerate(nearest_first):
        if _occurs(name, text):
            return True
        if name.kind == "institution" and distance > 1:
            break
        titled = name.kind == "institution" and _occurs(name, heading)
        if name.kind not in ("quoted", "title") and _has_rival(
            name, claim, text, not distance, known, only_alike=titled
        ):
            return False
        if name.kind == "place" and _occurs(name, heading):
            return True
    if name.kind == "person" and known:
        return _is_last_person(name, article)
    return not name.sure or known


def _is_last_person(name: Name, text: str) -> bool:
    """Return whether no other person is named after this one, as in an interview."""
    after = text[text.rfind(name.text) + len(name.text) :]
    return not any(n.kind == "person" and n.sure for n in names(after))


def _is_part(name: Name, others: Iterable[Name]) -> bool:
    """Return whether an unsure name is only a part of an institution's name."""
    return not name.sure and any(
        name.text in other.text for other in others if other.kind == "institution" != name.kind
    )


def _has_rival(
    name: Name, claim: Claim, text: str, nearest: bool, known: bool, only_alike: bool
) -> bool:
    """Return whether a text is about another name of this kind, which the claim doesn't have."""
    head = text if nearest or name.kind == "person" else text[:_SUBJECT_CHARS]
    sure = name.sure or name.kind != "institution"
    named = known or any(n.text == name.text[:-2] for n in claim.names)
    return any(
        n.kind == name.kind
        and ((sure and n.sure and not only_alike) or (named and _alike(n, name)))
        and not _occurs(n, claim.text)
        for n in names(head)
    )


def _alike(other: Name, name: Name) -> bool:
    """Return whether both are institutions of one kind with names of their own: 青川医院, 云岭医院."""
    return (
        name.kind == "institution"
        and other.text[-2:] == name.text[-2:]
        and not any(_GENERIC.fullmatch(n.text[:-2]) for n in (name, other))
    )


def _is_right_row(claim: Claim, window: Window) -> bool:
    """Return whether the window holds the table row that the claim names, if it names one."""
    rows = [row for row in window.hit.passage.text.split("\n") if "\t" in row]
    named = [row for row in rows if _mentions(claim.text[:_SUBJECT_CHARS], row.split("\t")[0])]
    held = [row for row in rows if row in window.own_text]
    if not named or not held:
        return True
    said = bigrams(claim.text)
    figures = [q for q in claim.quantities if q.kind not in LABEL_KINDS]
    best = max(held, key=lambda row: (_figures_in(row, figures), len(said & bigrams(row))))
    return best in named


def _figures_in(row: str, figures: Sequence[Quantity]) -> int:
    """Count the figures that stand in a row, outside its first cell."""
    found = quantities(fold(row.partition("\t")[2]))
    return sum(any(q.value in (o.value, o.unscaled) for o in found) for q in figures)


def _mentions(text: str, label: str) -> bool:
    """Return whether a text has the label of a table row, without its brackets."""
    label = re.sub(r"[（(][^)）\n]{0,100}[)）]", "", fold(label)).strip()
    return len(label) > 1 and label in text


def _occurs(name: Name, text: str) -> bool:
    """Return whether a text has a name; terms, titles and institutions may differ slightly."""
    folded, wanted = shorten_ministries(text).upper(), name.text.upper()
    if name.kind == "place":
        wanted = _PLACE_SUFFIX.sub("", wanted)
    if wanted in folded:
        return True
    if name.kind in ("quoted", "title", "institution"):
        own = bigrams(wanted)
        return bool(own) and len(own & bigrams(folded)) >= 0.8 * len(own)
    return False


def _is_known_publisher(who: str, window: Window) -> bool:
    """Return whether the window, the text before it or its context names who published a report."""
    near = window.article_before + window.text
    own = bigrams(who)
    return not own or len(own & bigrams(near + "\n" + window.context)) >= 0.5 * len(own)
