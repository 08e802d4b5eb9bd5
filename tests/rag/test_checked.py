from __future__ import annotations

from rag.checked import CheckedStatement, changes, summary

STANDS = CheckedStatement("甲院有十张床。", "supported", "supported", cites=(1,))
STRUCK = CheckedStatement("乙院有九张床。", "struck", "not_found", "原文里找不到“乙院”")
MOVED = CheckedStatement("丙院停业。", "repaired", "repaired", "出自别的段落", (2,))


def test_the_summary_counts_each_outcome_in_one_line() -> None:
    assert summary([STANDS, STRUCK, STANDS, MOVED]) == (
        "核对 4 句：2 句有据，1 句改正出处，1 句删去。"
    )
    assert summary([]) == ""


def test_what_simply_stands_is_no_change() -> None:
    assert list(changes([STANDS, STRUCK, MOVED])) == [
        "删去：“乙院有九张床。”（原文里找不到“乙院”）",
        "改正出处[2]：“丙院停业。”（出自别的段落）",
    ]


def test_json_holds_what_the_model_had_written() -> None:
    assert STRUCK.to_json() == {
        "text": "乙院有九张床。",
        "outcome": "struck",
        "verdict": "not_found",
        "reason": "原文里找不到“乙院”",
        "cites": [],
    }
