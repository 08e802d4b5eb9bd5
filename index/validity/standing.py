"""The standing of a document on a day: in force, not yet, amended or repealed, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.metadata.fields import AMENDED, IN_FORCE, PENDING, REPEALED
from index.model import Article, Relation

ENDS = ("repeals", "replaces")  # relations after whose day the older document is out of force


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a document is in force on a day.

    `status` is 现行, 尚未施行, 已修订 or 已废止, or empty where nothing tells. `since` is the day
    from which it has been so, empty where unknown. `relation` is the one that it follows from;
    without one it follows from what the document says of itself.
    """

    status: str = ""
    since: str = ""
    relation: Relation | None = None

    @property
    def in_force(self) -> bool:
        """Whether nothing is known that would keep the document from being in force."""
        return self.status in ("", IN_FORCE, AMENDED)


def standing(article: Article, relations: Iterable[Relation], day: str) -> Standing:
    """Return a document's standing on an ISO day, by the relations that it has with others.

    A relation of an unknown day counts as of any day. What a document or a person says of its
    status without a day stands where neither a relation nor a day decides.
    """
    ended = [r for r in relations if r.older == article.id and r.since <= day]
    over = min((r for r in ended if r.kind in ENDS), key=lambda r: r.since, default=None)
    if over:
        return Standing(REPEALED, over.since, over)
    extended = extension(article, ended)
    expires = extended.until if extended else article.expires
    if expires and expires <= day:
        return Standing(REPEALED, expires)
    if article.status == REPEALED and not article.expires:
        return Standing(REPEALED)
    if article.status == PENDING and not article.effective:
        return Standing(PENDING)
    if article.effective > day:
        return Standing(PENDING, article.effective)
    amendments = (r for r in ended if r.kind == "amends")
    if amended := max(amendments, key=lambda r: r.since, default=None):
        return Standing(AMENDED, amended.since, amended)
    if extended:
        return Standing(IN_FORCE, extended.since, extended)
    known = article.status if article.status in (IN_FORCE, AMENDED) else ""
    return Standing(known or (IN_FORCE if article.effective else ""), article.effective)


def extension(article: Article, relations: Iterable[Relation]) -> Relation | None:
    """Return the last of the relations by which a document stays in force for longer, or None."""
    found = [r for r in relations if r.older == article.id and r.kind == "extends"]
    return max(found, key=lambda r: (r.since, r.until), default=None)
