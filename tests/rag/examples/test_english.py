from __future__ import annotations

import pytest

from rag.examples.draft import Draft
from rag.examples.english import english, in_english, topics
from tests.data.fixtures import article

TEXT = article("正文。")


@pytest.mark.parametrize(
    ("chinese", "asked"),
    [
        ("什么是SPD模式？", "What is SPD?"),
        ("什么是家庭医生？", 'What does "family doctor" mean?'),
        ("上海互联网医院是什么时候成立的？", "When was Shanghai internet hospital founded?"),
        ("互联网医院是什么时候上线的？", "When was the internet hospital launched?"),
    ],
)
def test_a_question_whose_words_are_terms_is_put_into_english(chinese: str, asked: str) -> None:
    made = in_english(Draft(chinese, TEXT, 0, 1, "definition"))
    assert made and made.question == asked


@pytest.mark.parametrize("chinese", ["什么是无名之物？", "社区医院怎样留住医生？"])
def test_a_question_with_a_word_that_is_no_term_is_not(chinese: str) -> None:
    assert in_english(Draft(chinese, TEXT, 0, 1, "definition")) is None


def test_a_noun_phrase_is_translated_term_by_term_or_not_at_all() -> None:
    assert english("互联网医院DRG") == "internet hospital DRG"
    assert english("互联网医院甲乙") == ""


def test_topics_are_terms_of_titles_that_some_articles_hold_and_not_most() -> None:
    named = [article("正文。", title=title) for title in ("家庭医生进社区", "互联网医院开业")]
    counts = {"家庭医生": 3, "互联网医院": 2}
    made = topics(named, lambda word: counts.get(word, 0))
    assert [one.question for one in made] == ["What do the documents say about “family doctor”?"]
    assert made[0].article.title == "家庭医生进社区"
