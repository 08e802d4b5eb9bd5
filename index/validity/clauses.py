"""Find the clauses in which a document ends or changes others, or is ended or changed itself.

Only what an official document states counts: no drafts, reports or commentary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.metadata.fields import iso_date
from index.model import Article, RelationKind
from index.text.sentences import split_sentences
from index.validity.lists import listed
from index.validity.names import Named, named_in
from index.validity.titles import ACTS, is_act
from index.validity.wording import SIGN, extended_in, found_in, is_quoted

MARKERS = (
    *("废止", "失效", "作废", "停止执行", "停止施行", "停止试行", "终止执行", "不再执行"),
    *("修改", "修订", "修正", "改为", "调整为", "删去", "代替", "替代", "取代"),
    *("有效期", "继续有效", "继续执行", "继续施行", "继续实施"),
)

LONGEST = 10_000  # characters of a sentence that is looked at: time grows with their square

_OF_ITSELF = re.compile(f"本(?:{'|'.join(ACTS)})")
_OWN_DAY = re.compile(r"自([^，。；]{4,24}?)起(?:施行|实施|执行|生效|试行)")
_BY = re.compile(
    rf"(?:[本此][^{SIGN}，。；]{{1,8}}?|^注[：:]?)[现已]{{0,2}}经?(?:被[^{SIGN}，。；]{{0,30}}|由){SIGN}"
    rf"[^{SIGN}。；]{{0,20}}?(?P<verb>废止|失效|代替|取代|修改|修订|修正)"
)
_TITLE = re.compile(
    r"关于(?P<verb>修改|修订|修正|废止|停止执行)(?P<what>[^修废]{2,200})的(?:决定|通知|公告|通告|令)$"
)
_KINDS: dict[str, RelationKind] = {
    **dict.fromkeys(("修改", "修订", "修正"), "amends"),
    **dict.fromkeys(("代替", "取代"), "replaces"),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """What `text[start:end]` of an article says of a document that it names.

    `since` is the day from which it holds where the clause tells it, `until` the first day after
    the new end of one that is extended. `passive`: it is the
    named document that ended or changed this one. Where the title says it, start and end are 0.
    """

    kind: RelationKind
    named: Named
    start: int
    end: int
    since: str = ""
    passive: bool = False
    until: str = ""


def clauses(article: Article) -> list[Clause]:
    """Return the clauses of an article, in order; those of its title come last."""
    if not may_have_clauses(article):
        return []
    official = _is_official(article)
    found = [
        clause
        for start, end in _spans(article.text)
        for clause in _of_sentence(article, start, end, official)
    ]
    if official:
        found += [Clause("repeals", *entry) for entry in listed(article)]
        found += _of_title(article)
    return found


def may_have_clauses(article: Article) -> bool:
    """Tell quickly whether a closer look is needed."""
    return any(word in article.text or word in article.title for word in MARKERS)


def effective_day(article: Article) -> str:
    """Return the day from which an article is in force: its field, else 自……起施行 in its text."""
    if article.effective:
        return article.effective
    return _own_day(article.text)


def _own_day(text: str) -> str:
    """Return the first day of 自……起施行 in a text, quotations aside."""
    found = (m for m in _OWN_DAY.finditer(text) if not is_quoted(text, m.start()))
    return next(filter(None, (iso_date(match[1]) for match in found)), "")


def _is_official(article: Article) -> bool:
    """Return whether an article is the document itself, not a report on it."""
    of_itself = article.issuer and _OF_ITSELF.search(article.text)
    return bool(article.number or of_itself or "第一条" in article.text) and is_act(article.title)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences that hold a marker and name a document."""
    at = 0
    for line in text.split("\n"):
        if _is_telling(line):
            for start, end in split_sentences(line):
                if end - start <= LONGEST and _is_telling(line[start:end]):
                    yield at + start, at + end
        at += len(line) + 1


def _is_telling(text: str) -> bool:
    return ("《" in text or "号" in text) and any(word in text for word in MARKERS)


def _of_sentence(article: Article, start: int, end: int, official: bool) -> Iterator[Clause]:
    sentence = article.text[start:end]
    names = named_in(sentence)
    signs = _signs(sentence, names)
    places = [at for at, sign in enumerate(signs) if sign == SIGN]
    if len(places) != len(names):  # the text has such signs of its own
        return
    for match in _BY.finditer(signs):
        at = places.index(signs.index(SIGN, match.start()))
        kind = _KINDS.get(match["verb"], "repeals")
        yield Clause(kind, names[at], start, end, passive=True)
    if not official:
        return
    day = _day(article, start, end)
    for at, kind, told in found_in(signs, article.title):
        named = names[places.index(at)]
        yield Clause(kind, named, start, end, told or day)
    for at, until in extended_in(signs):
        yield Clause("extends", names[places.index(at)], start, end, until=until)


def _signs(sentence: str, names: list[Named]) -> str:
    """Return the sentence with one sign for each document that it names."""
    parts, at = [], 0
    for name in names:
        parts += [sentence[at : name.start], SIGN]
        at = name.end
    return "".join([*parts, sentence[at:]])


def _day(article: Article, start: int, end: int) -> str:
    """Return the day from which the document is in force, as told nearest to a sentence."""
    above = article.text.rfind("\n", 0, start) + 1
    below = article.text.find("\n", end)
    return _own_day(article.text[above : below if below >= 0 else None])


def _of_title(article: Article) -> Iterator[Clause]:
    """Read a title such as 关于修改《…》的决定."""
    if not (match := _TITLE.search(article.title)):
        return
    kind = _KINDS.get(match["verb"], "repeals")
    names = named_in(match["what"]) or [Named(match["what"].strip("〈〉<>"), (), 0, 0)]
    for name in names:
        yield Clause(kind, name, 0, 0)
