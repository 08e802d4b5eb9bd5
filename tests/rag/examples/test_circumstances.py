from __future__ import annotations

import pytest

from rag.examples.circumstances import of_dates, of_offices
from tests.data.fixtures import article


@pytest.mark.parametrize(
    ("line", "asked", "answer"),
    [
        (
            "海蓝市互联网医院成立于2033年4月15日。",
            "海蓝市互联网医院是什么时候成立的？",
            "2033年4月15日",
        ),
        ("海蓝市签约平台于2033年4月正式上线。", "海蓝市签约平台是什么时候上线的？", "2033年4月"),
        ("疫苗冷链记录由市疾控中心负责保存。", "疫苗冷链记录由谁负责？", "市疾控中心"),
    ],
)
def test_who_and_when_are_asked(line: str, asked: str, answer: str) -> None:
    made = [*of_offices(article(line)), *of_dates(article(line))]
    assert [(one.question, one.figure) for one in made] == [(asked, answer)]


@pytest.mark.parametrize(
    "line",
    [
        "将由市疾控中心负责保存。",
        "签约平台将上线。",
        "我国由市场主导经济。",
        "海蓝市政府办公厅2033年4月印发《社区医院建设办法》。",
    ],
)
def test_a_sentence_without_either_asks_nothing(line: str) -> None:
    assert not [*of_offices(article(line)), *of_dates(article(line))]
