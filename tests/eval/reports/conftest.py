"""Two runs of one question set, with hostile texts and with a strict and a lenient system."""

import pytest

from eval.datasets.sets import Question, Source, save
from eval.fake import FakeSystem
from eval.run import run
from index.model import Article

HOSTILE = "<script>alert(1)</script>"
ARTICLES = [
    Article("2020-05-04", 1, f"青川县药价{HOSTILE}", f"青川县药品平均降价12%。{HOSTILE}"),
    Article("2020-05-04", 2, "白水镇门诊", "白水镇门诊报销比例提高到70%。"),
]
QUESTIONS = [
    Question(
        "q1",
        f"青川县药品平均降价多少？{HOSTILE}",
        "number",
        f"12%{HOSTILE}",
        (("12%",), (HOSTILE + "没有",)),
        (Source("2020-05-04", f"青川县药价{HOSTILE}"),),
    ),
    Question("q2", "白水镇门诊报销比例多少？", "number", "70%", (("70%",),)),
    Question("q3", "今晚吃什么", "off_topic"),
]


@pytest.fixture(scope="session")
def hostile():
    """Markup that stands in a question, a reference, a key point, a title and an article."""
    return HOSTILE


@pytest.fixture(scope="session")
def runs(tmp_path_factory):
    """A run that refuses more and one with baselines; tests must not alter them."""
    file = tmp_path_factory.mktemp("runs") / "set.jsonl"
    save(QUESTIONS, file)
    strict, lenient = FakeSystem(ARTICLES, threshold=0.9), FakeSystem(ARTICLES, threshold=0.2)
    return run([file], strict), run([file], lenient, baselines=True)
