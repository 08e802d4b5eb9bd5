from __future__ import annotations

import pytest

from rag.overview.english import topic_in_english


def topic(asked: str) -> str:
    found = topic_in_english(asked, lambda word: {"中医药": 1, "中医": 3}.get(word, 2))
    return found.text if found else ""


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("What do the documents say about family doctors?", "家庭医生"),
        ("Tell me about the internet hospital.", "互联网医院"),
        ("Overview of DRG", "DRG"),
        ("family doctors", "家庭医生"),
        ("tell me about traditional Chinese medicine", "中医"),
    ],
)
def test_a_topic_is_named_in_english(asked: str, text: str) -> None:
    assert topic(asked) == text


@pytest.mark.parametrize(
    "asked",
    ["doctor", "Who are family doctors?", "tell me about nothing known", "介绍 family doctors"],
)
def test_what_asks_or_is_no_term_names_none(asked: str) -> None:
    assert topic(asked) == ""


def test_a_term_that_no_article_holds_names_none() -> None:
    assert topic_in_english("family doctors", lambda _: 0) is None
