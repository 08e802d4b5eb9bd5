from __future__ import annotations

import pytest

from rag.examples.figures import of_figures
from tests.data.fixtures import article


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("海蓝市中选药品平均降幅72.5%，价格更低。", "海蓝市中选药品平均降幅是多少？"),
        ("首轮集采中，海蓝市中选药品降价54%。", "首轮集采中，海蓝市中选药品降价多少？"),
        ("据悉，海蓝市绩效评价共设置22项评价指标。", "海蓝市绩效评价共设置多少项评价指标？"),
        ("海蓝市互联网医院开设106个专科门诊。", "海蓝市互联网医院开设多少个专科门诊？"),
    ],
)
def test_the_figure_of_a_thing_is_asked(line: str, asked: str) -> None:
    assert [one.question for one in of_figures(article(line))] == [asked]


@pytest.mark.parametrize(
    "line",
    [
        "平台共收到咨询126件。",
        "因征求意见延期答复126件。",
        "海蓝市终端包括提醒、管理3个模块。",
        "上线一年，海蓝市就诊率提高5%。",
        "海蓝市复诊费最高限价为一类价15元。",
    ],
)
def test_a_figure_of_nothing_named_is_not_asked(line: str) -> None:
    assert not list(of_figures(article(line)))
