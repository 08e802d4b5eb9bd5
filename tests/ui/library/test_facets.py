"""The counts and values of facets."""

from rag.filters import Filters
from ui.library.facets import facets


def test_facets_count_what_the_other_conditions_leave(pipeline):
    articles = list(pipeline.store.articles())
    found = {f.label: f.options for f in facets(articles, Filters(sections=("基层卫生",)))}
    first, _ = found["栏目"]
    assert (first.value, first.count, first.on) == ("基层卫生", 1, True)
    assert "来源" not in found  # only one is left
