"""A fake system over two short articles, and a question set with answers in them."""

import pytest

from eval.datasets.sets import Question, Source, save
from eval.fake import FakeSystem
from index.model import Article

ARTICLES = [
    Article(
        "2020-05-04",
        1,
        "青川县药价",
        "青川县今年药品平均降价12%，共有61种药品中选。\n全县设了三处定点药店。",
    ),
    Article("2020-05-04", 2, "白水镇门诊", "白水镇门诊报销比例提高到70%。\n镇上有两位全科医生。"),
]
SOURCE = (Source("2020-05-04", "青川县药价"),)
QUESTIONS = [
    Question("q1", "青川县药品平均降价多少？", "number", "12%", (("12%",),), SOURCE),
    Question("q2", "青川县有几种药品中选？", "number", "61种", (("61种",), ("62种",)), SOURCE),
    Question("q3", "今晚吃什么", "off_topic"),
]
QUOTED = [
    Question(
        "e1",
        "青川县有几种药品中选？",
        "number",
        sources=SOURCE,
        evidence=("青川县今年药品平均降价12%，共有61种药品中选。", "全县设了三处定点药店。"),
    ),
    Question("e2", "青川县哪天休息？", "unanswerable"),
]


@pytest.fixture(scope="session")
def articles():
    return ARTICLES


@pytest.fixture(scope="session")
def system():
    """A fake system; tests must not alter it."""
    return FakeSystem(ARTICLES)


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """The files of a set with two answerable questions and an off-topic one."""
    file = tmp_path_factory.mktemp("set") / "set.jsonl"
    save(QUESTIONS, file)
    return [file]


@pytest.fixture(scope="session")
def evidence_files(tmp_path_factory):
    """The files of a set with evidence in place of key points, and an unanswerable question."""
    file = tmp_path_factory.mktemp("set") / "evidence.jsonl"
    save(QUOTED, file)
    return [file]
