"""Cut from a statute what a question asks for: articles, a paragraph, an item, a chapter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.model import Article
from index.text.numerals import han_number
from rag.question.article_numbers import Wanted, written
from rag.statutes.provisions import (
    Line,
    Provision,
    items,
    lead_in,
    lines_of,
    paragraphs,
    provisions,
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is quoted for one article: its `lines`, and the `ranges` that citations cover.

    `lead` names it where the quote does not begin with the article's number.
    """

    lines: tuple[Line, ...]
    ranges: tuple[Line, ...]
    lead: str = ""

    @property
    def length(self) -> int:
        """Characters that are quoted."""
        return sum(end - start for start, end in self.ranges)


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a statute does not have, and how many of its kind there are."""

    name: str
    count: str

    def words(self, law: Article) -> str:
        """Say that a statute lacks it."""
        return f"《{law.title}》没有{self.name}（{self.count}）"


def stretches(law: Article, wanted: Sequence[Wanted]) -> list[Stretch | Lacking]:
    """Return what is wanted of a statute, in the order of the question."""
    return [found for one in wanted for found in _found(law, one)]


def _found(law: Article, wanted: Wanted) -> list[Stretch | Lacking]:
    own = provisions(law)
    chosen = [one for one in own if _is_wanted(one, wanted)]
    if not chosen:
        return [Lacking(wanted.name, _size(own, wanted))]
    if wanted.paragraph or wanted.item:
        return [_below(law, one, wanted) for one in chosen]
    return [_whole(law, one) for one in chosen]


def _is_wanted(one: Provision, wanted: Wanted) -> bool:
    if wanted.part == "条":
        return wanted.first <= one.number <= wanted.last
    return one.within(wanted.part, wanted.first[0])


def _size(own: Sequence[Provision], wanted: Wanted) -> str:
    """Say how many chapters or articles a document has, of several statutes the longest one."""
    chapters = {one.chapter for one in own} - {0}
    if wanted.part == "章" and chapters:
        return f"共{len(chapters)}章"
    series = [one.series for one in own]
    return f"共{max(series.count(one) for one in set(series))}条"


def _whole(law: Article, provision: Provision) -> Stretch:
    return Stretch(tuple(lines_of(law, provision)), ((provision.start, provision.end),))


def _below(law: Article, provision: Provision, wanted: Wanted) -> Stretch | Lacking:
    """Return a paragraph, or an item with the words before the items."""
    own = paragraphs(law, provision)
    if wanted.paragraph > len(own):
        return Lacking(_name(provision, wanted.paragraph), f"共{len(own)}款")
    if not wanted.item:
        chosen = own[wanted.paragraph - 1]
        lead = _name(provision, wanted.paragraph) if wanted.paragraph > 1 else ""
        return Stretch(tuple(chosen), ((chosen[0][0], chosen[-1][1]),), lead)
    among = [own[wanted.paragraph - 1]] if wanted.paragraph else own
    for paragraph in among:
        if item := items(law, paragraph).get(wanted.item):
            lines = (lead_in(law, paragraph), item)
            name = _name(provision, own.index(paragraph) + 1)
            return Stretch(lines, lines, name if paragraph is not own[0] else "")
    count = sum(len(items(law, paragraph)) for paragraph in among)
    return Lacking(wanted.name, f"共{count}项" if count else "不分项")


def _name(provision: Provision, paragraph: int) -> str:
    return f"{written(provision.number)}第{han_number(paragraph)}款"
