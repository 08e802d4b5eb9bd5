from __future__ import annotations

import pytest

from index.text.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("一。二！三？", ["一。", "二！", "三？"]),
        ("他说“行。”再走；好", ["他说“行。”", "再走；", "好"]),
        ("（见表。）下一句", ["（见表。）", "下一句"]),
        ("真的吗？！真的……", ["真的吗？！", "真的……"]),
        ("下降12.5%。\n 上升3.1%。", ["下降12.5%。", "上升3.1%。"]),
        ("没有句号\n\n下一行", ["没有句号", "下一行"]),
        (" \n", []),
    ],
)
def test_sentences_end_at_end_marks_and_line_ends(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in split_sentences(text)] == sentences
