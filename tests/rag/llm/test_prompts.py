from __future__ import annotations

import pytest

from index.model import Article, Passage
from rag.answer import Hit
from rag.llm.prompts import (
    ABSENT,
    OUTDATED,
    REFUSAL,
    SYSTEM,
    answer_messages,
    estimate_tokens,
    refuses,
)
from rag.question.understanding import understand
from rag.validity import ArticleStanding


@pytest.mark.parametrize(
    "text", [ABSENT, REFUSAL, "抱歉，我不清楚。", "文中没有提到资金来源。", "I cannot answer this."]
)
def test_refusals_are_recognised(text: str) -> None:
    assert refuses(text)


@pytest.mark.parametrize("text", ["社区医院有120家。", "患者没有自付费用。", ""])
def test_answers_are_not_refusals(text: str) -> None:
    assert not refuses(text)


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 1), ("社区医院", 5), ("abcdef", 3), ("社区abc", 4)]
)
def test_tokens_are_estimated_by_script(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens


ARTICLE = Article("办法", 1, "办法", "限额为4000元。")
PASSAGE = Passage("办法", 1, 1, 0, 9, ARTICLE.text)


def prompt(standing: ArticleStanding | None) -> tuple[str, str]:
    """Return the rules and the question of a prompt with one passage of this standing."""
    hit = Hit(1, 0.0, PASSAGE, ARTICLE, standing)
    (_, rules), (_, asked) = answer_messages(understand("限额是多少？"), [hit], [], 4000)
    return rules, asked


def test_the_prompt_says_what_is_not_in_force_and_how_to_treat_it() -> None:
    rules, asked = prompt(ArticleStanding("已废止", "2023-07-01"))
    assert "效力：已废止（2023-07-01 起）" in asked
    assert rules == SYSTEM + OUTDATED


def test_the_rules_stay_as_they_are_where_all_is_in_force() -> None:
    assert prompt(ArticleStanding("现行", "2023-07-01"))[0] == SYSTEM
    rules, asked = prompt(None)
    assert rules == SYSTEM and "效力" not in asked
