from inspect import Parameter, signature

import pytest

from index.errors import QuestionError
from rag.filters import Filters
from ui.web.parameters import filters_from


def read(issue: str = "", since: str = "") -> Filters:
    return Filters.of([issue] if issue else [], (), (), since=since)


@filters_from(read)
def search(query: str, *, k: int = 10, filters: Filters, store: str = "") -> tuple:
    """Search."""
    return query, k, filters, store


def test_the_conditions_stand_where_filters_stood():
    parameters = signature(search).parameters
    assert list(parameters) == ["query", "k", "issue", "since", "store"]
    assert parameters["issue"].annotation is str and parameters["issue"].default == ""
    assert parameters["query"].default is Parameter.empty
    assert (search.__name__, search.__doc__) == ("search", "Search.")


def test_the_conditions_become_filters():
    found = search(query="x", issue="2022-03-14", since="2022", store="s")
    assert found == ("x", 10, Filters(issues=("2022-03-14",), since="2022"), "s")
    assert search(query="x", k=1) == ("x", 1, Filters(), "")


def test_an_invalid_condition_raises():
    with pytest.raises(QuestionError, match="日期"):
        search(query="x", since="去年")
