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
