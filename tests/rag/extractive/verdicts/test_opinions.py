from __future__ import annotations

import pytest

from rag.extractive.verdicts.opinions import no_rule
from tests.rag.extractive.builders import candidate, one_block_article, statement

RULE = "车位必须登记。"


def settles_nothing(text: str, words: str = RULE) -> bool:
    return no_rule(statement(candidate(one_block_article(text=text)), words))


@pytest.mark.parametrize(
    "text",
    [
        f"物业经理建议两点。\n一、登记\n{RULE}",
        f"他说：“车位不够，{RULE}”",
    ],
)
def test_what_a_speaker_wishes_settles_nothing(text: str) -> None:
    assert settles_nothing(text)


def test_what_held_once_settles_nothing() -> None:
    once = "小区建成之初，车位可以转让。"
    assert settles_nothing(once, once)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"小区公布了新的办法。{RULE}", RULE),
        ("有人建议修改。《停车办法》规定车位必须登记。", "《停车办法》规定车位必须登记。"),
        (f"第一条 为了强调秩序。\n第二条 {RULE}\n第三条 本办法施行。", RULE),
    ],
)
def test_a_rule_settles_it(text: str, words: str) -> None:
    assert not settles_nothing(text, words)
