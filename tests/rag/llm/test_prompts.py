from __future__ import annotations

from dataclasses import replace

import pytest

from index.model import Article, Passage
from rag.answer import Hit
from rag.llm.prompts import (
    ABSENT,
    IN_ENGLISH,
    OUTDATED,
    REFUSAL,
    SYSTEM,
    answer_messages,
    estimate_tokens,
)
from rag.question.understanding import understand
from rag.validity import ArticleStanding
from rag.verification.written.asides import tells_lack


@pytest.mark.parametrize("text", [ABSENT, REFUSAL, IN_ENGLISH.rpartition("：")[2]])
def test_the_refusals_asked_for_are_recognised(text: str) -> None:
    assert tells_lack(text)


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 1), ("社区医院", 5), ("abcdef", 3), ("社区abc", 4)]
)
def test_tokens_are_estimated_by_script(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens


ARTICLE = Article("办法", 1, "办法", "限额为4000元。")
PASSAGE = Passage("办法", 1, 1, 0, 9, ARTICLE.text)


def prompt(standing: ArticleStanding | None = None, article: Article = ARTICLE) -> tuple[str, str]:
    """Return the rules and the question of a prompt with one passage of this standing."""
    hit = Hit(1, 0.0, PASSAGE, article, standing)
    (_, rules), (_, asked) = answer_messages(understand("限额是多少？"), [hit], [], 4000)
    return rules, asked


OFFICIAL = replace(
    ARTICLE,
    number="东发〔2031〕5号",
    issuer="东江市医疗保障局",
    source="东江市医疗保障局",
    date="2031-03-01",
    effective="2031-05-01",
)


def test_the_prompt_tells_what_a_document_says_of_itself() -> None:
    _, asked = prompt(article=OFFICIAL)
    told = "标题：办法；文号：东发〔2031〕5号；发文机关：东江市医疗保障局；日期：2031-03-01；施行日期：2031-05-01"
    assert f"（{told}）" in asked


@pytest.mark.parametrize(
    ("article", "told"),
    [
        (replace(ARTICLE, issue="2031-02-03"), "（标题：办法；刊期：2031-02-03）"),
        (replace(ARTICLE, issue="2031-02-03", date="2031-02-03"), "（标题：办法；刊期：2031-02-03）"),
        (replace(ARTICLE, issue="2031-02-03", date="2031-01-09"), "（标题：办法；日期：2031-01-09）"),
        (replace(ARTICLE, issue="2031-02-03", published="2031-01-09"), "（标题：办法；发布日期：2031-01-09）"),
        (replace(ARTICLE, issue="扫描件3", date=""), "（标题：办法）"),
    ],
)  # fmt: skip
def test_neither_a_files_name_nor_an_issues_day_is_a_documents_date(
    article: Article, told: str
) -> None:
    assert told in prompt(article=article)[1]


def test_an_english_question_is_asked_as_it_was_and_answered_in_english() -> None:
    question = replace(understand("药品 降价 多少"), asked="By how much did drug prices fall?")
    (_, rules), (_, asked) = answer_messages(question, [Hit(1, 0.0, PASSAGE, ARTICLE)], [], 4000)
    assert rules == SYSTEM + IN_ENGLISH
    assert asked.endswith("问题：By how much did drug prices fall?")


def test_the_prompt_says_what_is_not_in_force_and_how_to_treat_it() -> None:
    rules, asked = prompt(ArticleStanding("已废止", "2023-07-01"))
    assert "效力：已废止（2023-07-01 起）" in asked
    assert rules == SYSTEM + OUTDATED


def test_the_rules_stay_as_they_are_where_all_is_in_force() -> None:
    assert prompt(ArticleStanding("现行", "2023-07-01"))[0] == SYSTEM
    rules, asked = prompt(None)
    assert rules == SYSTEM and "效力" not in asked
