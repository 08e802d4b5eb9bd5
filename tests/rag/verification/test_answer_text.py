from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.blocks import plain_text
from rag.verification.answer_text import parse
from rag.verification.written.composing import WrittenLine, emphasis, to_blocks


def pieces(answer: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(s.text, s.marks) for line in parse(answer) for s in line.statements]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("甲院有十张床[1]。乙院没有[2]。", [("甲院有十张床。", (1,)), ("乙院没有。", (2,))]),
        ("甲院有十张床。[1][3]", [("甲院有十张床。", (1, 3))]),
        ("甲院有十张床【1，2】。", [("甲院有十张床。", (1, 2))]),
        ("甲院有十张床[资料2]。", [("甲院有十张床。", (2,))]),
        ("甲院有十张床[2-4]。", [("甲院有十张床。", (2, 3, 4))]),
        ("占48%[1]，比上年多[2]。", [("占48%，", (1,)), ("比上年多。", (2,))]),
        ("甲院很大。乙院很小。[2]", [("甲院很大。", (2,)), ("乙院很小。", (2,))]),
        ("2.4万人受益[1]。", [("2.4万人受益。", (1,))]),
        ("他说“好。”随后离开。", [("他说“好。”", ()), ("随后离开。", ())]),
    ],
)
def test_marks_belong_to_the_statement_before_them(
    answer: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert pieces(answer) == expected


def test_headings_and_lead_ins_state_nothing() -> None:
    lines = parse("## 目标\n**任务**\n主要包括：\n1. 建设120家社区医院[1]。")
    assert [s.claims for line in lines for s in line.statements] == [False, False, False, True]
    assert lines[3].prefix == "1. "


def test_long_line_before_a_list_is_a_statement() -> None:
    (line,) = parse("到2025年全市投入五百亿元用于建设社区医院，具体如下：")
    assert line.statements[0].claims


def test_numbered_lines_are_renumbered() -> None:
    kept = [("", "要点：", ()), ("1. ", "甲", (1,)), ("2. ", "", ()), ("3. ", "乙", (2,))]
    blocks = to_blocks(
        [WrittenLine(prefix, [emphasis(text, *cites)]) for prefix, text, cites in kept]
    )
    assert plain_text(blocks) == "要点：\n1. 甲[1]\n2. 乙[2]"


@given(st.text(alphabet="甲乙1。，[]【】()（）\n-#*“”《》<>a ", max_size=60))
def test_any_text_can_be_parsed(answer: str) -> None:
    for line in parse(answer):
        assert all(s.text.strip() == s.text and s.text for s in line.statements)
