"""Tell of an article whether it is in force on a day, and which document says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from index.metadata.fields import AMENDED, IN_FORCE, PENDING, REPEALED
from index.model import Article, Relation
from index.validity.standing import ENDS, standing

CACHED = 4096  # articles whose relations are kept in memory
ENDINGS = {"repeals": "废止", "replaces": "取代", "amends": "修改", "extends": "延长有效期"}
FROM = {PENDING: "施行", IN_FORCE: "施行", REPEALED: "失效", AMENDED: "修改"}


class Documents(Protocol):
    """The articles of a store and their relations."""

    def article(self, article_id: str, /) -> Article | None:
        """Return one article, or None."""
        ...

    def relations_of(self, article_id: str, /) -> Sequence[Relation]:
        """Return the relations in which an article is the newer or the older one."""
        ...


@dataclass(frozen=True, slots=True)
class ArticleStanding:
    """Whether an article is in force on a day.

    `status` is 现行, 尚未施行, 已修订 or 已废止, and `since` the day from which it has been so,
    empty where unknown. `relation` is the one that it follows from and `by` the newer document
    of it; both are None where it follows from what the article says of itself.
    """

    status: str
    since: str = ""
    relation: Relation | None = None
    by: Article | None = None

    @property
    def in_force(self) -> bool:
        """Whether the article is in force, perhaps with amendments."""
        return self.status in (IN_FORCE, AMENDED)

    @property
    def label(self) -> str:
        """The badge: 已废止（2023-07-01 起，见《…》）."""
        if self.status == IN_FORCE:
            return self.status
        since = f"{self.since} 起" if self.since else ""
        see = f"见《{self.by.title}》" if self.by else ""
        why = "，".join(filter(None, (since, see)))
        return f"{self.status}（{why}）" if why else self.status

    @property
    def reason(self) -> str:
        """Why it is so: 自2023-07-01起，被《…》（文号）废止; empty where nothing tells."""
        since = f"自{self.since}起" if self.since else ""
        if not (self.relation and self.by):
            return since and since + FROM[self.status]
        by = f"被{cited_name(self.by)}{ENDINGS[self.relation.kind]}"
        return "，".join(filter(None, (since, by)))

    @property
    def url(self) -> str:
        """Address of the sentence that says so, marked on its page; empty without a relation."""
        stated = self.relation
        return f"/articles/{stated.stated_in}?q={stated.start}-{stated.end}" if stated else ""

    def to_json(self, base_url: str = "") -> dict[str, Any]:
        """Return the JSON object of the standing."""
        return {
            "status": self.status,
            "since": self.since,
            "reason": self.reason,
            "by": self.relation.newer if self.relation else "",
            "by_url": base_url + self.url if self.url else "",
        }


def cited_name(article: Article) -> str:
    """Return a document's title with its number: 《…》（文号）."""
    return f"《{article.title}》" + (f"（{article.number}）" if article.number else "")


class Standings:
    """The standings of the articles of one store. Safe for use by several threads."""

    def __init__(self, documents: Documents, today: Callable[[], date] = date.today) -> None:
        self.today = today
        self._relations = lru_cache(maxsize=CACHED)(documents.relations_of)
        self._article = lru_cache(maxsize=CACHED // 16)(documents.article)

    def of(self, article: Article, day: str = "") -> ArticleStanding | None:
        """Return an article's standing on an ISO day, else today; None where nothing is known."""
        relations = self._relations(article.id)
        found = standing(article, relations, day or self.today().isoformat())
        if not found.status:
            return None
        by = self._article(found.relation.newer) if found.relation else None
        return ArticleStanding(found.status, found.since, found.relation, by)

    def ended(self, article_id: str) -> set[str]:
        """Return the ids of the documents that an article repeals or replaces."""
        relations = self._relations(article_id)
        return {r.older for r in relations if r.newer == article_id and r.kind in ENDS}

    def is_later(self, article_id: str, day: str) -> bool:
        """Return whether what an article does to others is known to begin after a day."""
        return any(r.newer == article_id and r.since > day for r in self._relations(article_id))


class _Unrelated:
    def article(self, article_id: str, /) -> Article | None:
        return None

    def relations_of(self, article_id: str, /) -> Sequence[Relation]:
        return ()


OWN = Standings(_Unrelated())
"""The standings that follow from what articles say of themselves."""
