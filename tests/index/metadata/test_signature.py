from __future__ import annotations

import pytest

from index.metadata.signature import signature, signed_line


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        (["清河市财政局 2031年4月24日"], "清河市财政局"),
        (["清河市医保局清河市财政局2031年4月24日", "（此件公开发布）"], "清河市医保局、清河市财政局"),
        (["清河市医保局", "清河市财政局", "2031年4月24日"], "清河市医保局、清河市财政局"),
        (["清河市人民政府办公厅　二〇三一年四月二十四日"], "清河市人民政府办公厅"),
    ],
)  # fmt: skip
def test_signatures_of_every_shape(lines: list[str], issuer: str) -> None:
    assert signature(lines) == {"issuer": issuer, "date": "2031-04-24"}


def test_an_order_is_signed_by_a_person() -> None:
    assert signature(["市长　林知秋", "2031年4月24日"]) == {"date": "2031-04-24"}


@pytest.mark.parametrize("line", ["会议于2031年4月24日召开", "自2031年4月24日", "2031年4月24日"])
def test_other_lines_with_dates_are_no_signature(line: str) -> None:
    assert signed_line(line) == {}
