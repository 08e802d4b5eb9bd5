"""The articles of the live store, without their texts."""

from pathlib import Path

from tests.conftest import FakePipeline, community_article, hostile_article
from ui.library.catalogue import Catalogue


def test_articles_are_read_once_per_version_and_without_their_texts(monkeypatch):
    pipeline = FakePipeline([community_article()])
    read, held = [], [community_article()]
    monkeypatch.setattr(pipeline.store, "articles", lambda: read.append(1) or iter(held))
    catalogue = Catalogue(pipeline)
    [article] = catalogue.articles()
    assert (article.title, article.text, article.blocks) == ("社区医院三年行动方案", "", ())
    assert catalogue.articles() == [article] and len(read) == 1
    held.append(hostile_article())
    assert len(catalogue.articles()) == 1
    monkeypatch.setattr(pipeline.store, "folder", Path("versions/next"))
    assert len(catalogue.articles()) == 2 and len(read) == 2
