"""Work out which documents of a corpus end or change which others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from index.model import Article, Relation, RelationKind
from index.validity.clauses import Clause, clauses
from index.validity.heads import Head
from index.validity.linking import Register
from index.validity.succession import TextOf, successions
from index.validity.titles import is_act

_STRENGTH: dict[RelationKind, int] = {"repeals": 0, "replaces": 1, "amends": 2, "extends": 3}


def find_relations(articles: Iterable[Article], text_of: TextOf) -> list[Relation]:
    """Return the relations between articles, each with the words that it comes from.

    The articles are gone through once and not kept; `text_of` is asked for the few texts of
    equal titles. Between two articles the strongest relation is kept.
    """
    heads: dict[str, Head] = {}
    stated: list[tuple[str, Clause]] = []
    for article in articles:
        found = clauses(article)
        stated += [(article.id, clause) for clause in found]
        if found or is_act(article.title):
            heads[article.id] = Head.of(article)
    register = Register(heads.values())
    relations = [
        relation for by, clause in stated for relation in _linked(clause, heads[by], register)
    ]
    for same_title in register.titles.values():
        if len(same_title) > 1:
            relations += successions(same_title, text_of)
    return list(_strongest(relations))


def _linked(clause: Clause, by: Head, register: Register) -> Iterator[Relation]:
    for head in register.find(clause.named, by, later=clause.passive):
        newer, older = (head, by) if clause.passive else (by, head)
        since = clause.since or newer.effective or newer.whole_day
        place = (by.id, clause.start, clause.end)
        yield Relation(clause.kind, newer.id, older.id, since, *place, clause.until)


def _strongest(relations: Iterable[Relation]) -> Iterable[Relation]:
    """Return one relation for each pair of articles."""
    kept: dict[tuple[str, str], Relation] = {}
    for relation in sorted(relations, key=lambda found: _STRENGTH[found.kind]):
        kept.setdefault((relation.newer, relation.older), relation)
    return kept.values()
