from __future__ import annotations

from rag.language.clauses import clauses


def test_clauses_are_the_pieces_between_punctuation_marks() -> None:
    assert clauses("门诊涨价，住院不变；其他：\n另行通知。") == [
        "门诊涨价",
        "住院不变",
        "其他",
        "另行通知",
    ]


def test_text_without_words_has_no_clauses() -> None:
    assert clauses(" ，。\n") == []
