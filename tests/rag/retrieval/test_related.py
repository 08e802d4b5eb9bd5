from types import SimpleNamespace

import numpy as np

from index.model import Passage
from rag.retrieval.related import ArticleMeans, Related

# two articles on one topic, two on another, one on both; two passages each
ABOUT = {1: [1, 0], 2: [0.9, 0.1], 3: [0, 1], 4: [0.1, 0.9], 5: [0.55, 0.45]}


def store():
    passages = [Passage("期", n, k, 0, 1, "文") for n in ABOUT for k in (1, 2)]
    rows = np.array([ABOUT[p.n] for p in passages], np.float32)
    vectors = np.hstack([rows, np.ones((len(rows), 1), np.float32)])  # common to all
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return SimpleNamespace(passages=lambda: passages, vectors=vectors)


def test_the_nearest_article_is_on_the_same_topic():
    related = Related(ArticleMeans(store()))
    assert related.nearest("期/1", 1) == ["期/2"]
    assert related.nearest("期/3", 1) == ["期/4"]


def test_articles_that_share_only_what_is_common_to_all_are_not_related():
    assert set(Related(ArticleMeans(store())).nearest("期/1", 4)) <= {"期/2", "期/5"}


def test_an_unknown_article_has_no_related_articles():
    assert Related(ArticleMeans(store())).nearest("期/9", 3) == []


def test_articles_that_are_not_seen_are_never_among_them():
    means = ArticleMeans(store())
    related = Related(means, lambda article_id: article_id != "期/2")
    assert "期/2" not in related.nearest("期/1", 4) and related.nearest("期/2", 4) == []
    assert related.nearest("期/1", 1) == ["期/5"]
    assert Related(means, lambda article_id: False).nearest("期/1", 4) == []


def test_the_pipeline_returns_related_articles(real_pipeline):
    article = real_pipeline.store.articles()[0]
    found = real_pipeline.related(article.id)
    assert article.id not in [other.id for other in found]
    assert all(real_pipeline.store.article(other.id) == other for other in found)
