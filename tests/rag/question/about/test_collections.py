from __future__ import annotations

import pytest

from rag.question.about.collections import LATEST, about_issue, about_topic


@pytest.mark.parametrize(
    ("asked", "issue"),
    [
        ("这一期有哪些文章？", ""),
        ("本期目录", ""),
        ("2030-05-06这一期有哪些文章", "2030-05-06"),
        ("2030年5月6日那期的目录是什么？", "2030-05-06"),
        ("2030年5月这期刊登了哪些文章", "2030-05"),
        ("最新一期有什么内容？", LATEST),
    ],
)
def test_an_issue_is_asked_for(asked, issue):
    assert about_issue(asked).issue == issue


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("有几篇讲集采的文章？", "集采"),
        ("有多少篇文章讲到了基金监管", "基金监管"),
        ("哪些文章提到了DRG？", "DRG"),
        ("关于“双通道”的文件有哪些", "双通道"),
        ("提到供水的文章一共有多少篇？", "供水"),
    ],
)
def test_a_topic_is_asked_for(asked, topic):
    assert about_topic(asked).topic == topic


@pytest.mark.parametrize(
    "asked",
    [
        "一期临床试验有哪些内容？",
        "第三期工程包含哪些内容",
        "哪些文件规定了起付标准？",
        "有几篇文章讲怎么报销的？",
        "哪些人可以报销？",
    ],
)
def test_other_questions_are_none(asked):
    assert about_issue(asked) is None
    assert about_topic(asked) is None
