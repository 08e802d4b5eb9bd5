"""What is written beside each statement of an exported draft; quotes come from the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from rag.drafts.statements import plain
from rag.drafts.verdicts import LABELS, SIGNS, DraftVerdict
from ui.export.checking import Places
from ui.verify.request import PlaceGiven, ResultGiven

if TYPE_CHECKING:
    from rag.protocol import ArticleStore

MAX_QUOTE = 600  # characters of a quote


@dataclass(frozen=True, slots=True)
class RemarkQuote:
    """A quote with the title of its article, where that comes from, and its address."""

    title: str
    about: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Remark:
    """The remark on `draft[start:end]`; `said` are its words without Markdown's marks."""

    start: int
    end: int
    said: str
    verdict: DraftVerdict
    reason: str
    quotes: Sequence[RemarkQuote]

    @property
    def head(self) -> str:
        """The verdict with its sign, and the reason: ✗ 与原文不符：原文没有“150”."""
        head = f"{SIGNS[self.verdict]} {LABELS[self.verdict]}"
        return f"{head}：{self.reason}" if self.reason else head

    def to_json(self) -> dict[str, Any]:
        """Return all fields as JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Return the remark that has these fields."""
        quotes = [RemarkQuote(**quote) for quote in values["quotes"]]
        return cls(**{**values, "quotes": quotes})


def remarks(given: ResultGiven, store: ArticleStore, base_url: str) -> list[Remark]:
    """Return the remarks on a draft; a quote whose place is not in the store is left out."""
    places = Places(store, base_url)
    return [
        Remark(
            one.start,
            one.end,
            plain(given.text[one.start : one.end]),
            one.verdict,
            one.reason,
            [q for place in one.evidence if (q := _quote(place, store, places))],
        )
        for one in given.statements
        if given.supported or one.verdict != "supported"
    ]


def _quote(place: PlaceGiven, store: ArticleStore, places: Places) -> RemarkQuote | None:
    article = store.article(f"{place.issue}/{place.article_n}")
    if article is None or not place.start < place.end <= len(article.text):
        return None
    found = places.quote(article, 0, place.start, place.end)
    words = " ".join(found.text.replace("\t", " ｜ ").split())
    text = words if len(words) <= MAX_QUOTE else f"{words[:MAX_QUOTE]}…"
    about = "，".join(filter(None, (article.source, article.known_date)))
    return RemarkQuote(article.title, about, text, found.url)
