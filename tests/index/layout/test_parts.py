from __future__ import annotations

import pytest

from tests.data.fixtures import blocks_of

TEXT = "县医保局每季度公布一次药价，村民在手机上就能查到自己买的药降了多少。"


@pytest.mark.parametrize(
    "line", ["表1 各区医院", "图 3-1 药价走势", "资料来源：县医保局", "注：按常住人口计"]
)
def test_names_and_credits_of_figures_are_captions(line: str) -> None:
    assert blocks_of(TEXT, line, TEXT)[1][0] == "caption"
