from __future__ import annotations

import pytest

from rag.filters import Filters
from rag.overview.occurrences import articles_with_term, searched_words
from tests.conftest import FakePipeline


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("恩替卡韦", ("恩替卡韦",)),
        ("“恩替卡韦”", ("恩替卡韦",)),
        ("集采 关节", ("集采", "关节")),
        ("恩替卡韦降价多少？", ()),
        ("在全市范围内推广家庭医生签约服务并且提高质量的要求", ()),
        ("a b c d e", ()),
    ],
)
def test_a_search_for_words_is_told_from_a_question(query: str, words: tuple[str, ...]) -> None:
    assert searched_words(query) == words


def test_articles_are_counted_within_the_filters(pipeline: FakePipeline) -> None:
    store = pipeline.store
    assert articles_with_term(store, "疫苗冷链", None) == 1
    assert articles_with_term(store, "疫苗冷鏈", None) == 1
    assert articles_with_term(store, "量子计算", None) == 0
    assert articles_with_term(store, "存几年？", None) is None
    assert articles_with_term(store, "全科医生", Filters(sources=("东江市卫生健康委",))) == 1
    assert articles_with_term(store, "全科医生", Filters(sources=("别的",))) == 0
