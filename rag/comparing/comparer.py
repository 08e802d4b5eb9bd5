"""Compare two articles clause by clause."""

from __future__ import annotations

import re
from bisect import bisect
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

from index.errors import QuestionError
from index.model import Article
from rag.comparing.alignment import Pair
from rag.comparing.clauses import Clause, clauses
from rag.comparing.comparison import Compared, Comparison, Parts, Row, Side
from rag.comparing.differences import Change, changes
from rag.comparing.figures import FigurePair, figures, side_by_side
from rag.comparing.importance import reasons
from rag.comparing.likeness import folded
from rag.comparing.matching import VERSIONS, Matched, match
from rag.comparing.wording import Kind, Status
from rag.semaphore import FairSemaphore

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering

LONGEST = 160  # characters of a paragraph that is compared as a whole
MOST_CLAUSES = 2000  # of one article
# likeness in words from which it is told word by word what differs, by kind
SAME_WORDS: dict[Kind, float] = {"versions": 0.35, "documents": 0.5}

KEPT = 16  # results that are kept
AT_ONCE = 1  # pairs that are compared at once: each uses all cores

_YEAR = re.compile(r"[（(][^（()）]{1,40}[)）]|\d{4}年?(?:版|修订版?|度)?")


class SameArticle(QuestionError):
    """An article was to be compared with itself."""


class TooLongToCompare(QuestionError):
    """An article has more clauses than are compared."""


def compare(pipeline: QuestionAnswering, first: Article, second: Article) -> Comparison:
    """Compare two articles of a store.

    Raises:
        SameArticle: both are one.
        TooLongToCompare: one of them has more than `MOST_CLAUSES` clauses.
    """
    if first.id == second.id:
        raise SameArticle("两篇是同一篇文章，请另选一篇来比较。")
    a, b = _clauses(first), _clauses(second)
    found = match(a, b, lambda texts: pipeline.embedder.embed(texts, "passage"))
    kind = _kind(pipeline, first, second, found)
    if kind == "documents":
        found = _without_headings(found, a)
    store = pipeline.store
    sides = [Compared(article, store.passages_of(article.id)) for article in (first, second)]
    return Comparison(
        kind, sides[0], sides[1], tuple(_Table(first, second, a, b, kind).rows(found))
    )


class Comparer:
    """Compares articles of a store, one pair after the other, and keeps the last few results.

    Safe for many threads.
    """

    def __init__(self, pipeline: QuestionAnswering) -> None:
        self._pipeline, self._lock = pipeline, Lock()
        self._turn = FairSemaphore(AT_ONCE)
        self._kept: OrderedDict[tuple[str, str, str], Comparison] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many threads wait for their turn."""
        return self._turn.waiting

    def compare(self, first: Article, second: Article) -> Comparison:
        """Compare two articles, see `compare`."""
        key = (str(self._pipeline.store.folder), first.id, second.id)
        with self._turn:
            found = self._find(key)
            if not found or (found.a.article, found.b.article) != (first, second):
                found = compare(self._pipeline, first, second)
                self._keep(key, found)
            return found

    def _find(self, key: tuple[str, str, str]) -> Comparison | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: tuple[str, str, str], found: Comparison) -> None:
        with self._lock:
            self._kept[key] = found
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)


def _clauses(article: Article) -> list[Clause]:
    found = clauses(article, LONGEST)
    if len(found) > MOST_CLAUSES:
        raise TooLongToCompare(f"《{article.title}》太长，无法逐条比较。")
    return found


def _kind(pipeline: QuestionAnswering, first: Article, second: Article, found: Matched) -> Kind:
    """Tell versions of one document by what replaces what, by title, or by how much is alike."""
    related = any(
        {first.id, second.id} == {relation.newer, relation.older}
        for relation in pipeline.store.relations_of(first.id)
    )
    same_title = _name(first.title) == _name(second.title)
    return "versions" if related or same_title or found.anchored >= VERSIONS else "documents"


def _name(title: str) -> str:
    """Return a title without year and edition."""
    return folded(_YEAR.sub("", title))


def _without_headings(found: Matched, a: Sequence[Clause]) -> Matched:
    kept = [pair for pair in found.pairs if a[pair.first].kind != "heading"]
    return Matched(kept, found.again, found.words, found.anchored)


class _Table:
    """Makes the rows of two articles' matched clauses."""

    def __init__(
        self,
        first: Article,
        second: Article,
        a: Sequence[Clause],
        b: Sequence[Clause],
        kind: Kind,
    ) -> None:
        self._first, self._second, self._a, self._b = first, second, a, b
        self._kind: Kind = kind
        self._versions = kind == "versions"

    def rows(self, found: Matched) -> list[Row]:
        """Return the rows in the first article's order, the second's own clauses put in."""
        again = [] if self._versions else found.again
        pairs = sorted([*found.pairs, *again], key=lambda pair: (pair.first, pair.second))
        own_a = self._unpaired(self._a, [range(p.first, p.first_end) for p in pairs])
        own_b = self._unpaired(self._b, [range(p.second, p.second_end) for p in pairs])
        before = self._places_of(own_b, [pair for pair in pairs if not pair.moved])
        placed: list[tuple[int, int, int, Row]] = []
        for pair in pairs:
            placed.append((pair.first, 0, pair.second, self._paired(pair, found)))
        placed += [(i, 0, 0, self._alone(self._a[i], "removed")) for i in own_a]
        placed += [(before[j], 1, j, self._alone(self._b[j], "added")) for j in own_b]
        return [row for *_, row in sorted(placed, key=lambda one: one[:3])]

    def _unpaired(self, clauses: Sequence[Clause], paired: Sequence[range]) -> list[int]:
        taken = {n for numbers in paired for n in numbers}
        wanted = (n for n in range(len(clauses)) if n not in taken)
        return [n for n in wanted if self._versions or clauses[n].kind != "heading"]

    @staticmethod
    def _places_of(own: Sequence[int], pairs: Sequence[Pair]) -> dict[int, int]:
        """Return for each of the second's own clauses the first's after which it stands."""
        ordered = sorted(pairs, key=lambda pair: pair.second)
        starts = [pair.second for pair in ordered]
        places: dict[int, int] = {}
        for j in own:
            before = bisect(starts, j)
            places[j] = ordered[before - 1].first_end - 1 if before else -1
        return places

    def _paired(self, pair: Pair, found: Matched) -> Row:
        mine, theirs = self._a[pair.first : pair.first_end], self._b[pair.second : pair.second_end]
        a, b = _side(self._first, mine), _side(self._second, theirs)
        renumbered = self._versions and a.label != b.label
        moved = self._versions and pair.moved
        parts = _parts(a, b) if self._versions else ""
        if folded(a.words) == folded(b.words):
            return Row("same", a, b, mine[0].kind == "heading", 1.0, moved, renumbered, parts)
        grown = len(mine) + len(theirs) > 2
        alike = max(pair.likeness * grown, float(found.words[pair.first, pair.second]))
        told = tuple(changes(a.text, b.text)) if alike >= SAME_WORDS[self._kind] else ()
        numbers = self._figures(a, b, pair.likeness)
        why = reasons(_changed(a, b, told), numbers, a.words, b.words)
        return Row(
            "changed",
            a,
            b,
            mine[0].kind == "heading",
            pair.likeness,
            moved,
            renumbered,
            parts,
            told,
            tuple(numbers),
            why,
        )

    def _figures(self, a: Side, b: Side, likeness: float) -> list[FigurePair]:
        return side_by_side(
            figures(self._first.text, a.body, a.end),
            figures(self._second.text, b.body, b.end),
            likeness,
        )

    def _alone(self, clause: Clause, status: Status) -> Row:
        article = self._first if status == "removed" else self._second
        side = _side(article, [clause])
        found = figures(article.text, clause.body, clause.end)
        removed = status == "removed"
        pairs = [FigurePair(one, None) if removed else FigurePair(None, one) for one in found]
        why = reasons(
            [clause.words], pairs, clause.words if removed else "", "" if removed else clause.words
        )
        a, b = (side, None) if removed else (None, side)
        return Row(status, a, b, clause.kind == "heading", figures=tuple(pairs), reasons=why)


def _side(article: Article, found: Sequence[Clause]) -> Side:
    start, end = found[0].start, found[-1].end
    return Side(
        start, end, article.text[start:end], found[0].label, found[0].headings, found[0].body
    )


def _parts(a: Side, b: Side) -> Parts:
    lines = [len([line for line in side.text.split("\n") if line.strip()]) for side in (a, b)]
    if lines[0] == lines[1]:
        return ""
    return "split" if lines[0] < lines[1] else "merged"


def _changed(a: Side, b: Side, told: Sequence[Change]) -> list[str]:
    """Return the words that differ; all of them where that is not told word by word."""
    if not told:
        return [a.text, b.text]
    differing = [change for change in told if change.operation != "equal"]
    return [a.text[c.a_start : c.a_end] for c in differing] + [
        b.text[c.b_start : c.b_end] for c in differing
    ]
