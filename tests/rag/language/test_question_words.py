from __future__ import annotations

import pytest

from rag.language.question_words import runs, spelled, without_asking, words


def cut(text: str) -> list[str]:
    return [word.text for word in words(text)]


def test_titles_years_ordinals_and_places_stay_whole() -> None:
    assert cut("江城市2021年建成")[:2] == ["江城市", "2021年"]
    assert "《甲市办法》" in cut("按《甲市办法》怎么办")
    assert "第二批" in cut("第二批集采降价多少")
    assert not words("全城市有多少医院")[0].is_place


def test_offsets_are_those_of_the_text() -> None:
    text = "江城市2021年的阿托伐他汀降价多少？"
    assert all(text[word.start : word.end] == word.text for word in words(text))
    assert spelled(words(text)) == text
    assert "阿托伐他汀" in cut(text)


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("残疾人就业保障金由谁征收？", ["残疾人就业保障金"]),
        ("哪些人可以申请长期护理保险？", ["人", "长期护理保险"]),
        ("退休人员门诊怎么报销？", ["退休人员门诊"]),
        ("社区医院的药房怎么办？", ["社区医院的药房"]),
        ("申请护士执业注册应当具备什么？", ["护士执业注册"]),
        ("APG点数法是什么？", ["APG点数法"]),
        ("怎么办？", []),
    ],
)
def test_noun_phrases(question: str, phrases: list[str]) -> None:
    assert [spelled(run) for run in runs(words(question))] == phrases


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("第二批平均降价多少？", "第二批平均降价"),
        ("护理学院是哪一年成立的？", "护理学院成立"),
        ("支付比例是多少？", "支付比例"),
        ("社区医院由哪个部门审批？", "社区医院审批"),
        ("怎么？", ""),
    ],
)
def test_a_question_without_its_asking_words(question: str, said: str) -> None:
    assert without_asking(question) == said
