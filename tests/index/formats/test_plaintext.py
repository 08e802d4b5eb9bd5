from __future__ import annotations

from pathlib import Path

import pytest

from index.loading.loader import read_document
from tests.data.fixtures import write_note


def test_a_plain_file_is_one_article_titled_by_its_first_line(tmp_path: Path) -> None:
    [article], warnings = read_document(write_note(tmp_path))
    assert (article.id, article.title) == ("用药办法/1", "村卫生室用药办法")
    assert article.text == "村卫生室统一采购药品，每季度公布一次价格，村民随时可以查看。"
    assert warnings == []


@pytest.mark.parametrize(
    "text", ["药" * 81 + "。\n第二段。", "只有一行的说明。"], ids=["long", "one"]
)
def test_without_a_title_line_the_file_name_is_the_title(tmp_path: Path, text: str) -> None:
    [article], _ = read_document(write_note(tmp_path, "说明.txt", text))
    assert article.title == "说明"
    assert article.text.split("\n") == text.split("\n")


def test_several_notices_of_a_file_are_articles_of_their_own(tmp_path: Path) -> None:
    one = "关于用药\n和采购的通知\n（清卫〔2031〕{n}号）\n各县：\n请照办。\n- {n} -\n清河市卫生局 2031年1月{n}日\n"
    text = one.format(n=3) + one.format(n=4).replace("用药", "结算")
    articles, _ = read_document(write_note(tmp_path, "汇编.txt", text))
    assert [(a.id, a.title, a.number, a.date, a.issuer) for a in articles] == [
        ("汇编/1", "关于用药和采购的通知", "清卫〔2031〕3号", "2031-01-03", "清河市卫生局"),
        ("汇编/2", "关于结算和采购的通知", "清卫〔2031〕4号", "2031-01-04", "清河市卫生局"),
    ]
    assert "- 3 -" not in articles[0].text
