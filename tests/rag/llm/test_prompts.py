from __future__ import annotations

import pytest

from rag.llm.prompts import ABSENT, REFUSAL, estimate_tokens, refuses


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
