"""The output of `wence articles --status-table`: relations between documents, and standings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from index.model import Article, Relation
from index.store.files import printable
from index.validity.standing import standing
from ui.cli.terminal import print_json

if TYPE_CHECKING:
    from index.store.store import Store

KINDS = {"repeals": "废止", "replaces": "代替", "amends": "修改", "extends": "延长"}


def print_status_table(store: Store, json: bool) -> None:
    """Print all relations with the words they come from, then what is known of documents today."""
    relations, day = store.relations(), date.today().isoformat()
    articles = _articles(store, relations)
    found = [_relation(relation, articles) for relation in relations]
    standings = list(_standings(store.articles(), relations, day))
    if json:
        print_json({"day": day, "relations": found, "standings": standings})
        return
    typer.echo(f"文件之间的关系 {len(found)} 条：")
    for row in found:
        since = f"自 {row['since']} 起" if row["since"] else "起始日期不详"
        named = f"{_shown(row['newer'])} → {_shown(row['older'])}"
        words = " ".join(row["words"].split())
        typer.echo(printable(f"{KINDS[row['kind']]}\t{named}\t{since}\t「{words}」"))
    typer.echo(f"{day} 的效力 {len(standings)} 篇：")
    for row in standings:
        since = f"自 {row['since']} 起" if row["since"] else ""
        typer.echo(printable(f"{row['status']}\t{_shown(row)}\t{since}".rstrip()))


def _articles(store: Store, relations: Iterable[Relation]) -> dict[str, Article]:
    ids = {name for r in relations for name in (r.newer, r.older, r.stated_in)}
    found = {name: store.article(name) for name in ids}
    return {name: article for name, article in found.items() if article}


def _relation(relation: Relation, articles: dict[str, Article]) -> dict[str, Any]:
    source = articles[relation.stated_in]
    return {
        "kind": relation.kind,
        "newer": _named(articles[relation.newer]),
        "older": _named(articles[relation.older]),
        "since": relation.since,
        "stated_in": relation.stated_in,
        "words": source.text[relation.start : relation.end] or source.title,
    }


def _standings(
    articles: Iterable[Article], relations: Iterable[Relation], day: str
) -> Iterator[dict[str, str]]:
    """Yield the documents of whose standing anything is known."""
    by_older: dict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        by_older[relation.older].append(relation)
    for article in articles:
        found = standing(article, by_older[article.id], day)
        if found.status:
            yield {**_named(article), "status": found.status, "since": found.since}


def _named(article: Article) -> dict[str, str]:
    return {"id": article.id, "title": article.title, "number": article.number}


def _shown(named: dict[str, Any]) -> str:
    """Name a document by title and 文号; one without a 文号 by its id, since titles repeat."""
    title = named["title"].replace("《", "〈").replace("》", "〉")
    return f"《{title}》（{named['number'] or named['id']}）"
