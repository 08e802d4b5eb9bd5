from __future__ import annotations

import pytest

from rag.extractive.wholeness.years import MAX_BEFORE, with_year
from tests.rag.extractive.builders import candidate, one_block_article, statement

ASKED = "2031年渡船要有多少条？"
YEAR, SHIPS = "到2031年，渡口基本建好。", "渡船达到30条。"


def quoted(text: str, words: str = SHIPS, asked: str = ASKED) -> str:
    said = with_year(statement(candidate(one_block_article(text=text)), words), asked)
    assert said.text == said.article.text[said.start : said.end]
    return said.text


def test_a_quote_begins_where_its_paragraph_names_the_year() -> None:
    assert quoted(f"目标如下。\n近年有进步。{YEAR}{SHIPS}") == YEAR + SHIPS


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (f"到2035年，渡口更多。{SHIPS}", ASKED),  # another year
        (f"{YEAR}到2035年，渡口更多。{SHIPS}", ASKED),
        (f"{YEAR}\n{SHIPS}", ASKED),  # another paragraph
        (f"2031年，渡口建好。{SHIPS}", ASKED),  # no aim
        (f"到2031年3月，渡口建了五轮。{SHIPS}", ASKED),
        (f"{YEAR}{'渡口很好。' * MAX_BEFORE}{SHIPS}", ASKED),
        (f"{YEAR}{SHIPS}", "渡船要有多少条？"),
        (f"{YEAR}{SHIPS}", "2031年渡口建得怎样？"),  # asks no figure
    ],
)
def test_a_quote_stays_where_the_year_is_unclear_or_unasked(text: str, asked: str) -> None:
    assert quoted(text, asked=asked) == SHIPS
