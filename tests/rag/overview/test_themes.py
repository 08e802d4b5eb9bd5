from __future__ import annotations

import pytest

from rag.overview.themes import best_lines
from tests.data.fixtures import article

TELLS = "渡口的医师由镇卫生院派出，每周到渡口坐诊。"


def shown(*lines: str) -> list[str]:
    document = article(*lines, title="渡口管理条例")
    return [document.text[line.start : line.end] for line in best_lines(document, ("医师",))]


@pytest.mark.parametrize(
    "item", ["（二）未经医师同意运送渡口病人的；", "2.未经医师同意运送渡口病人的；"]
)
def test_an_item_of_a_list_is_no_line_of_an_overview(item: str) -> None:
    assert shown(item) == []
    assert shown(item, TELLS) == [TELLS]


def test_a_numbered_sentence_comes_after_one_without_a_number() -> None:
    assert shown("（一）渡口的医师由镇卫生院派出，每周坐诊一次。", TELLS) == [TELLS]
