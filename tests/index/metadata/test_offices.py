from __future__ import annotations

import pytest

from index.metadata.offices import is_offices, offices_in, titled_offices


@pytest.mark.parametrize(
    ("line", "offices"),
    [
        ("清河市医疗保障局清河市财政局", "清河市医疗保障局、清河市财政局"),
        ("清河市医疗保障局　　　清河市财政局", "清河市医疗保障局、清河市财政局"),
        ("国家卫生健康委国家医保局财政部", "国家卫生健康委、国家医保局、财政部"),
        ("清河市财政局国家税务总局清河市税务局", "清河市财政局、国家税务总局清河市税务局"),
        ("国务院办公厅", "国务院办公厅"),
        ("清 河 市 财 政 局", "清河市财政局"),
        ("清河市财政局（盖章）", "清河市财政局"),
        ("清河市市场监督管理局", "清河市市场监督管理局"),
    ],
)
def test_offices_on_a_line_are_told_apart(line: str, offices: str) -> None:
    assert is_offices(line)
    assert offices_in([line]) == offices


def test_offices_of_several_lines_are_named_once() -> None:
    assert offices_in(["甲市财政局", "甲市民政局", "甲市财政局"]) == "甲市财政局、甲市民政局"


def test_the_offices_of_a_title_end_before_what_it_is_about() -> None:
    title = "清河市医疗保障局清河市财政局关于门诊统筹的通知"
    assert titled_offices(title) == "清河市医疗保障局、清河市财政局"
    assert titled_offices("清河省办公厅转发民政部关于清理的通知") == "清河省办公厅"
    assert titled_offices("关于门诊统筹的通知") == ""
