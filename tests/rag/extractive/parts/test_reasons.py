from __future__ import annotations

import pytest

from rag.extractive.parts.reasons import LONGEST, reasons
from tests.rag.extractive.builders import candidate, one_block_article, statement

WHY = "为什么渡口停航？"


def found(lines: list[str], best: int, asked: str = WHY, text: str = "") -> list[str]:
    """Return the reasons for the best of the lines of a paragraph."""
    inside = candidate(one_block_article(text=text or "".join(lines)))
    statements = [statement(inside, line) for line in lines]
    return [lines[i] for i in reasons(statements, best, asked)]


STOPPED, FLOOD, SHIPS = "渡口已经停航。", "由于水位上涨，船靠不了岸。", "渡口有三条船。"


def test_the_reason_follows_soon_after_what_is_to_be_explained() -> None:
    assert found([STOPPED, FLOOD], 0) == [FLOOD]
    assert found([STOPPED, SHIPS, FLOOD], 0) == [FLOOD]
    assert found([STOPPED, SHIPS, "渡口在北岸。", FLOOD], 0) == []  # too far


def test_the_reason_stands_before_a_consequence() -> None:
    assert found([FLOOD, f"因此，{STOPPED}", "因为船旧了。"], 1) == [FLOOD]
    assert found([FLOOD, STOPPED], 1, text=f"{FLOOD}因此，{STOPPED}") == [FLOOD]
    assert found([FLOOD, STOPPED], 1) == []  # stands before it by chance


def test_a_request_gets_its_reply() -> None:
    reply = "这条河按照规划正在清淤。"
    assert found(["县里请求渡口复航。", reply], 0) == [reply]
    assert found([STOPPED, reply], 0) == []


@pytest.mark.parametrize(
    ("lines", "asked"),
    [
        ([STOPPED, FLOOD], "渡口停航了吗？"),
        (["因为船旧了，渡口停航。", FLOOD], WHY),  # says it itself
        ([STOPPED, SHIPS], WHY),
        ([STOPPED, FLOOD.replace("水位", "水位" * LONGEST)], WHY),
    ],
)
def test_nothing_is_taken_without_need(lines: list[str], asked: str) -> None:
    assert found(lines, 0, asked) == []
