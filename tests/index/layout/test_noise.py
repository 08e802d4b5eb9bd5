from __future__ import annotations

import pytest

from index.layout.noise import is_page_mark, site_lines, without_page_marks


@pytest.mark.parametrize(
    "line",
    ["- 3 -", "— 12 —", "－3－", "第3页 共10页", "第 3 页，共 10 页", "第3页/共10页", "===PAGE 2===",
     "--- Page 3 ---", "[Page 3]", "Page 3 of 10", "<!-- page 3 -->"],
)  # fmt: skip
def test_marks_of_pages(line: str) -> None:
    assert is_page_mark(line)
    assert without_page_marks(f"甲\n{line}\n乙") == "甲\n乙"


@pytest.mark.parametrize(
    "line", ["3", "第3页的表格", "- 3", "-3-5-", "第三条", "2031", "- 甲 -", ""]
)
def test_other_lines_are_kept(line: str) -> None:
    assert not is_page_mark(line)


def test_menus_and_words_of_a_site_are_left_out() -> None:
    lines = ["网站首页", "政务公开", "当前位置：首页 > 政务公开 > 通知", "关于用药的通知", "【字体：大 中 小】 打印",
             "统一采购药品。", "上一篇：旧通知", "【打印】【关闭】"]  # fmt: skip
    assert site_lines(lines) == {0, 1, 2, 4, 6, 7}


def test_sizes_of_a_list_and_a_text_of_such_words_alone_are_kept() -> None:
    assert site_lines(["规格", "大", "中", "小"]) == set()
    assert site_lines(["打印", "关闭"]) == set()
