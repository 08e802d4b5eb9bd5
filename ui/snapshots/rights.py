"""Who may open a snapshot: only those who may read every article that it cites or names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.model import Article
from rag.visibility import Visible
from ui.snapshots.model import Origin, Snapshot

TITLE = 6  # letters from which a title is looked for without 《》 around it

Articles = Callable[[], Sequence[Article]]


@dataclass(frozen=True, slots=True)
class Rights:
    """What snapshots show to whom.

    `visible` tells what the caller may read, `own` gives the articles that the caller sees, and
    `all_articles` every one; no text is made of these.
    """

    visible: Callable[[], Visible]
    own: Articles
    all_articles: Articles

    def traced(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot with the articles that it cites or names, as far as the caller sees them.

        Articles that the caller does not see are not looked for: whether a snapshot opens must
        not tell that there is a document of a name.
        """
        cited, said = {source.article for source in snapshot.sources}, _said(snapshot)
        found = (a for a in self.own() if a.id in cited or _is_named(a, said))
        drawn_from = tuple(Origin(article=a.id, file=a.file) for a in found)
        return snapshot.model_copy(update={"drawn_from": drawn_from})

    def allow(self, snapshot: Snapshot) -> bool:
        """Return whether the caller may read all that a snapshot was drawn from, then and now."""
        visible = self.visible()
        if visible.everything:
            return True
        now = {article.id: article.file for article in self.all_articles()}
        then = {origin.article: origin.file for origin in snapshot.drawn_from}
        cited = {source.article for source in snapshot.sources} | then.keys()
        files = [[one[id_] for one in (now, then) if id_ in one] for id_ in cited]
        return all(known and all(map(visible.allows, known)) for known in files)


def _said(snapshot: Snapshot) -> str:
    return "\n".join(_texts(snapshot.model_dump(exclude={"drawn_from", "again"})))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _is_named(article: Article, said: str) -> bool:
    title, number = article.title, article.number
    bare = len(title) >= TITLE and title in said
    return bare or f"《{title}》" in said or (bool(number) and number in said)
