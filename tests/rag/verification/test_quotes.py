import pytest

from rag.verification.coverage import squeeze
from rag.verification.quotes import unknown_reference, wrong_quote

WHOLE = squeeze("每家诊所至少配备一名医师，并公示收费标准。街道每年检查两次，结果报区里备案。")


@pytest.mark.parametrize(
    "statement",
    [
        "方案要求“每家诊所至少配备一名医师”。",
        "方案要求「每家诊所至少配备一名医师……结果报区里备案」。",
        "方案要求“每家诊所至少配备一名医师并公示收费标准”。",
        "方案推出“两次检查”。",
    ],
)
def test_quotes_that_stand_are_right(statement: str) -> None:
    assert wrong_quote(statement, WHOLE) is None


def test_changed_quote_is_wrong() -> None:
    quote = "每家诊所至少配备两名医师"
    assert wrong_quote(f"方案要求“{quote}”。", WHOLE) == (quote, False)


def test_stitched_quote_is_told_from_a_changed_one() -> None:
    quote = "每家诊所每年检查两次"
    assert wrong_quote(f"方案要求『{quote}』。", WHOLE) == (quote, True)


def test_reference_to_an_unnamed_document_is_told() -> None:
    assert unknown_reference("该办法要求每年检查两次。", WHOLE, "诊所检查通知") == "该办法"
    assert not unknown_reference("该办法要求每年检查两次。", WHOLE, "诊所检查办法")
    assert not unknown_reference("每年检查两次。", WHOLE, "")
