from __future__ import annotations

from dataclasses import replace

from index.search.interface import Scope
from rag.filters import Filters
from tests.data.corpus import ARTICLES


def test_a_scope_names_whole_issues_and_the_articles_of_the_others() -> None:
    other = replace(ARTICLES[0], issue="2031-02-10", n=1)
    articles = [*ARTICLES, other]
    whole = Scope.of(articles, [], Filters(issues=("2031-02-03",)).allows)
    assert (whole.issues, whole.articles) == ({"2031-02-03"}, set())
    mixed = Scope.of(articles, [], lambda article: article.n == 1)
    assert (mixed.issues, mixed.articles) == ({"2031-02-10"}, {"2031-02-03/1"})
    nothing = Scope.of(articles, [], lambda article: False)
    assert not nothing.issues and not nothing.articles and not len(nothing.rows)
