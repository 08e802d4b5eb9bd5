"""What a draft's statement turns out to be: verdict, reason in Chinese, quoted places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from rag.answer import Hit
from rag.drafts.statements import Statement

DraftVerdict = Literal[
    "supported", "elsewhere", "misattributed", "contradicted", "not_found", "unchecked"
]
LABELS: dict[DraftVerdict, str] = {
    "supported": "有依据",
    "elsewhere": "出自别处",
    "misattributed": "张冠李戴",
    "contradicted": "与原文不符",
    "not_found": "没有找到",
    "unchecked": "没有核对",
}
SIGNS: dict[DraftVerdict, str] = {
    "supported": "✓",
    "elsewhere": "↪",
    "misattributed": "⇄",
    "contradicted": "✗",
    "not_found": "?",
    "unchecked": "–",
}
VERDICTS: tuple[DraftVerdict, ...] = get_args(DraftVerdict)


@dataclass(frozen=True, slots=True)
class QuotedPlace:
    """Words of an article, `article.text[start:end]`, inside a passage found."""

    hit: Hit
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words."""
        return self.hit.article.text[self.start : self.end]

    @property
    def is_outdated(self) -> bool:
        """Whether the article is known not to be in force."""
        return self.hit.standing is not None and not self.hit.standing.in_force

    def to_json(self, base_url: str = "") -> dict[str, Any]:
        """Return the fields of a hit that tell of its place, with the words as `quote`."""
        given = self.hit.to_json(base_url)
        names = ("passage_id", "issue", "title", "source", "date", "standing")
        article, passage = self.hit.article, self.hit.passage
        url = f"/articles/{article.id}?q={self.start}-{self.end}#p{passage.k}"
        return {
            **{name: given[name] for name in names},
            "article_n": article.n,
            "page": article.page_at(self.start),
            "quote": self.text,
            "start": self.start,
            "end": self.end,
            "url": base_url + url,
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement with its verdict.

    `places` support it, or hold what it distorts; where there are none, `nearest` is the passage
    that comes closest. The reason is empty where there is nothing to remark.
    """

    statement: Statement
    verdict: DraftVerdict
    reason: str = ""
    places: Sequence[QuotedPlace] = ()
    nearest: QuotedPlace | None = None

    @property
    def is_outdated(self) -> bool:
        """Whether what supports it is known not to be in force."""
        return self.verdict == "supported" and any(place.is_outdated for place in self.places)

    def to_json(self, base_url: str = "") -> dict[str, Any]:
        """Return the JSON object of one statement of `wence verify`."""
        statement = self.statement
        return {
            "n": statement.n,
            "start": statement.start,
            "end": statement.end,
            "text": statement.text,
            "verdict": self.verdict,
            "label": LABELS[self.verdict],
            "reason": self.reason,
            "outdated": self.is_outdated,
            "evidence": [place.to_json(base_url) for place in self.places],
            "nearest": self.nearest.to_json(base_url) if self.nearest else None,
        }


def counts(checked: Sequence[Checked]) -> dict[DraftVerdict, int]:
    """Return how many statements have each verdict."""
    return {name: sum(one.verdict == name for one in checked) for name in VERDICTS}
