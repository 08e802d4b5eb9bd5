"""Whatever articles are written into the database are read from it unchanged."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import DocumentError
from index.model import Article, Block, Passage, Relation
from index.passages import split_article
from index.store.database import Database, DatabaseWriter

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
NAME = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)


@st.composite
def articles(draw: st.DrawFn) -> list[Article]:
    """Articles with different ids, whose blocks lie in their texts."""
    found: dict[str, Article] = {}
    for _ in range(draw(st.integers(1, 5))):
        text = draw(TEXT)
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
        blocks = tuple(
            Block(draw(st.sampled_from(["heading", "paragraph", "item", "table"])), a, b, 1)
            for a, b in zip(cuts[::2], cuts[1::2], strict=False)
            if a < b
        )
        article = Article(
            issue=draw(NAME),
            n=draw(st.integers(1, 99)),
            title=draw(TEXT),
            text=text,
            page=draw(st.none() | st.integers(0, 9999)),
            region=draw(TEXT),
            page_starts=tuple((at, page) for page, at in enumerate(cuts)),
            blocks=blocks,
        )
        found[article.id] = article
    return list(found.values())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(articles())
def test_articles_and_passages_round_trip(given_articles: list[Article]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.sqlite"
        expected: list[Passage] = []
        with DatabaseWriter(path) as writer:
            for article in given_articles:
                passages = split_article(article)
                writer.add(article, ((p, f"{len(expected) + i}") for i, p in enumerate(passages)))
                expected += passages
        database = Database(path)
        assert list(database.articles()) == given_articles
        assert list(database.passages()) == expected
        assert database.counts() == (len(given_articles), len(expected))
        assert database.unit_hashes() == [str(i) for i in range(len(expected))]
        for row, passage in enumerate(expected):
            article = database.article(passage.article_id)
            assert article and article.text[passage.start : passage.end] == passage.text
            assert database.passage(row) == passage
            assert database.row(passage.issue, passage.n, passage.k) == row
        for article in given_articles:
            assert database.passages_of(article.issue, article.n) == split_article(article)


def test_relations_are_found_from_either_side(tmp_path: Path) -> None:
    known = [
        Relation("repeals", "新/1", "旧/1", "2023-07-01", "新/1", 3, 9),
        Relation("amends", "新/1", "别的/1", "", "决定/1", 0, 4),
    ]
    with DatabaseWriter(tmp_path / "corpus.sqlite") as writer:
        writer.relate(known)
    database = Database(tmp_path / "corpus.sqlite")
    assert database.relations() == database.relations_of("新/1") == known
    assert database.relations_of("旧/1") == known[:1]
    assert database.relations_of("决定/1") == []


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=20), st.sampled_from(["title", "text", "author", "issue", "file"]))
def test_any_text_is_either_stored_or_refused_with_a_message(text: str, name: str) -> None:
    article = replace(Article("a", 1, "标题", "正文"), **{name: text})  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.sqlite"
        try:
            with DatabaseWriter(path) as writer:
                writer.add(article, [])
        except DocumentError as error:
            assert any("\ud800" <= c <= "\udfff" for c in text)
            assert str(error).encode()
            return
        assert list(Database(path).articles()) == [article]


def test_an_impossible_id_finds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "corpus.sqlite"
    with DatabaseWriter(path) as writer:
        writer.add(Article("a", 1, "标题", "正文"), [])
    database = Database(path)
    assert database.article("a/1") is not None
    for strange in ("\ud800/1", "a/1\0", "", "a/" + "9" * 40):
        assert database.article(strange) is None
    assert database.passages_of("a", 10**30) == []


def test_a_writer_gives_what_it_has_written(tmp_path: Path) -> None:
    article = Article("甲", 1, "标题", "正文。", blocks=(Block("paragraph", 0, 3),), number="甲1号")
    with DatabaseWriter(tmp_path / "corpus.sqlite") as writer:
        writer.add(article, [])
        assert list(writer.written()) == [replace(article, blocks=())]
        assert writer.text("甲/1") == "正文。"
