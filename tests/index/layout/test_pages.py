from __future__ import annotations

from index.layout.pages import page_starts


def test_a_page_that_starts_inside_a_line_is_found_by_its_offset() -> None:
    text = "甲乙丙丁\n戊己"
    assert page_starts(text, ["甲乙丙丁", "戊己"], [[(0, 1), (2, 2)], [(0, 3)]]) == (
        *((0, 1), (2, 2)),
        (5, 3),
    )


def test_lines_missing_from_the_text_are_skipped() -> None:
    lines = ["标题", "甲乙", "", "丙丁"]
    assert page_starts("甲乙\n丙丁", lines, [[(0, 1)], [(0, 1)], [], [(0, 2)]]) == ((0, 1), (3, 2))


def test_a_page_of_several_lines_starts_once() -> None:
    assert page_starts("甲\n乙", ["甲", "乙"], [[(0, 4)], [(0, 4)]]) == ((0, 4),)
