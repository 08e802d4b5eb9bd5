"""The result of a comparison: rows of clauses side by side, and what they differ in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from index.model import Article, Passage
from rag.comparing.differences import Change
from rag.comparing.figures import Figure, FigurePair
from rag.comparing.importance import level, weight
from rag.comparing.wording import ORDER, REASONS, STATUSES, Kind, Reason, Status, counted

Parts = Literal["", "split", "merged"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the two articles, with its passages, by which places are linked."""

    article: Article
    passages: Sequence[Passage] = field(repr=False)

    def url(self, start: int, end: int, base_url: str = "") -> str:
        """Return the address of a place, marked on the article's page."""
        within = next((p for p in self.passages if p.start <= start < p.end), None)
        anchor = f"#p{within.k}" if within else ""
        return f"{base_url}/articles/{self.article.id}?q={start}-{end}{anchor}"


@dataclass(frozen=True, slots=True)
class Side:
    """A clause as it stands in one article: `text` is `article.text[start:end]`.

    After its number, `label`, its words begin at `body`.
    """

    start: int
    end: int
    text: str
    label: str
    headings: tuple[str, ...]
    body: int

    @property
    def words(self) -> str:
        """The text without its number."""
        return self.text[self.body - self.start :]

    @property
    def place(self) -> str:
        """Where it stands: the headings above it and its number."""
        return " › ".join((*self.headings, self.label) if self.label else self.headings)


@dataclass(frozen=True, slots=True)
class Row:
    """A clause of one article beside that of the other; one side is None where it has none.

    `changes` tell word by word what became of `a.text`; there are none where the words have
    little in common. `likeness` is from 0 to 1. `parts` tells of a paragraph that was split in
    two or more, or merged from them.
    """

    status: Status
    a: Side | None
    b: Side | None
    is_heading: bool = False
    likeness: float = 0.0
    moved: bool = False
    renumbered: bool = False
    parts: Parts = ""
    changes: tuple[Change, ...] = ()
    figures: tuple[FigurePair, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def importance(self) -> int:
        """How much the change matters: the sum of what its reasons weigh."""
        return sum(weight(reason) for reason in self.reasons)

    @property
    def level(self) -> str:
        """How much the change matters: high, medium or low; empty where nothing changed."""
        if self.status == "same":
            return ""
        return "low" if self.is_heading else level(self.importance)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two articles side by side, `rows` in the order of the first, with the second's put in.

    `kind` tells whether they are versions of one document, or two documents on like matters.
    """

    kind: Kind
    a: Compared
    b: Compared
    rows: tuple[Row, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many rows there are of each status, and how many moved."""
        counted = Counter[str](row.status for row in self.rows)
        counted["moved"] = sum(row.moved for row in self.rows)
        return counted

    @property
    def figures(self) -> list[tuple[int, FigurePair]]:
        """The figures of clauses that both have, with their rows' places; differing ones first."""
        found = [
            (n, pair) for n, row in enumerate(self.rows) if row.a and row.b for pair in row.figures
        ]
        order = ("changed", "added", "removed", "same")
        return sorted(found, key=lambda one: order.index(one[1].verdict))

    @property
    def counted(self) -> list[str]:
        """What was found, in parts: 改动 3 处, 新增 1 处."""
        figures = sum(pair.verdict == "changed" for _, pair in self.figures)
        return list(counted(self.kind, self.counts if self.rows else {}, figures))

    @property
    def summary(self) -> str:
        """One sentence of counts."""
        return "，".join(self.counted) + "。"

    def by_importance(self) -> list[Row]:
        """Return the rows in which something differs, the weightiest first."""
        differing = [row for row in self.rows if row.status != "same"]
        return sorted(differing, key=lambda row: (row.is_heading, -row.importance))

    def label(self, row: Row) -> str:
        """Return the status of a row in words."""
        return STATUSES[self.kind][row.status]

    def to_json(self, base_url: str = "") -> dict[str, Any]:
        """Return the JSON object of `wence compare`."""
        return {
            "kind": self.kind,
            "a": _article_json(self.a, base_url),
            "b": _article_json(self.b, base_url),
            "summary": self.summary,
            "counts": {name: self.counts[name] for name in (*ORDER, "moved")},
            "figures": [
                {"row": n, **self._figures_json(pair, base_url)} for n, pair in self.figures
            ],
            "rows": [self._row_json(row, base_url) for row in self.rows],
        }

    def _row_json(self, row: Row, base_url: str) -> dict[str, Any]:
        return {
            "status": row.status,
            "heading": row.is_heading,
            "moved": row.moved,
            "renumbered": row.renumbered,
            "parts": row.parts,
            "likeness": round(row.likeness, 3),
            "importance": row.importance,
            "level": row.level,
            "reasons": [REASONS[reason] for reason in row.reasons],
            "a": _side_json(self.a, row.a, base_url),
            "b": _side_json(self.b, row.b, base_url),
            "changes": [_change_json(change) for change in row.changes],
            "figures": [self._figures_json(pair, base_url) for pair in row.figures],
        }

    def _figures_json(self, pair: FigurePair, base_url: str) -> dict[str, Any]:
        return {
            "verdict": pair.verdict,
            "difference": pair.difference,
            "a": _figure_json(self.a, pair.a, base_url),
            "b": _figure_json(self.b, pair.b, base_url),
        }


def pieces(row: Row, side: Literal["a", "b"]) -> Iterator[tuple[str, bool]]:
    """Yield the text of one side of a row in pieces, each with whether it differs."""
    own = row.a if side == "a" else row.b
    if own is None:
        return
    if not row.changes:
        yield own.text, False
        return
    for change in row.changes:
        span = (change.a_start, change.a_end) if side == "a" else (change.b_start, change.b_end)
        if span[0] < span[1]:
            yield own.text[slice(*span)], change.operation != "equal"


def _article_json(compared: Compared, base_url: str) -> dict[str, Any]:
    article = compared.article
    names = ("id", "issue", "n", "title", "source", "date", "number", "issuer", "status")
    known = {name: getattr(article, name) for name in names}
    return known | {"url": f"{base_url}/articles/{article.id}"}


def _side_json(compared: Compared, side: Side | None, base_url: str) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "quote": side.text,
        "start": side.start,
        "end": side.end,
        "label": side.label,
        "headings": list(side.headings),
        "page": compared.article.page_at(side.start),
        "url": compared.url(side.start, side.end, base_url),
    }


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "op": change.operation,
        "a": [change.a_start, change.a_end],
        "b": [change.b_start, change.b_end],
    }


def _figure_json(compared: Compared, figure: Figure | None, base_url: str) -> dict[str, Any] | None:
    if figure is None:
        return None
    return {
        "quote": figure.written,
        "value": figure.value,
        "kind": figure.kind,
        "unit": figure.unit,
        "start": figure.start,
        "end": figure.end,
        "phrase": compared.article.text[slice(*figure.phrase)],
        "url": compared.url(figure.start, figure.end, base_url),
    }
