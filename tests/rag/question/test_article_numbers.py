from __future__ import annotations

import time

import pytest

from rag.question.article_numbers import (
    AskedProvisions,
    Wanted,
    asked_provisions,
    completed,
    named_articles,
    written,
)


def asked(question: str) -> tuple[str, list[str]] | None:
    """Return the law that a question names and what it wants of it, None if it wants no text."""
    found = asked_provisions(question)
    return (found.law, [one.name for one in found.wanted]) if found else None


@pytest.mark.parametrize(
    ("question", "law", "wanted"),
    [
        ("献血条例第五条的内容", "献血条例", "第五条"),
        ("《云江市渡口管理条例》第五条规定了什么？", "《云江市渡口管理条例》", "第五条"),
        ("请问渡口管理条例第12条是怎么规定的", "渡口管理条例", "第十二条"),
        ("渡口条例第二十三条之一", "渡口条例", "第二十三条之一"),
        ("渡口条例第１０３条全文", "渡口条例", "第一百零三条"),
        ("帮我看看在《渡口条例》中，第五条第二款写的是什么", "《渡口条例》", "第五条第二款"),
        ("渡口条例第五条第（三）项的内容是什么", "渡口条例", "第五条第三项"),
        ("渡口条例第五条第二款第三项", "渡口条例", "第五条第二款第三项"),
        ("渡口条例的第三条到第六条", "渡口条例", "第三条至第六条"),
        ("渡口条例第3-6条", "渡口条例", "第三条至第六条"),
        ("渡口条例第二章有哪些规定？", "渡口条例", "第二章"),
        ("渡口条例第五条规定了哪些情形？", "渡口条例", "第五条"),
        ("渡口条例第五条第一句怎么说", "渡口条例", "第五条"),
        ("渡口条例第五条第二款的后半句是什么？", "渡口条例", "第五条第二款"),
        ("第五条说的是什么", "", "第五条"),
        ("该条例第五条的内容是什么？", "", "第五条"),
        ("那第六条呢？", "", "第六条"),
    ],
)
def test_a_question_for_the_text_of_an_article_names_law_and_number(
    question: str, law: str, wanted: str
) -> None:
    assert asked(question) == (law, [wanted])


def test_several_articles_may_be_asked_for_at_once() -> None:
    assert asked("渡口条例第三条和第五条分别规定了什么") == ("渡口条例", ["第三条", "第五条"])


@pytest.mark.parametrize(
    "question",
    [
        "违反渡口条例第五条怎么处罚？",
        "违反渡口条例第五条",
        "渡口条例第五条规定的罚款是多少？",
        "渡口条例第五条和办法有什么不同",
        "渡口条例第五条什么时候施行",
        "渡口条例第五条第一句适用于谁",
        "哪些人适用第五条",
        "第五批集采什么时候开始",
        "《渡口条例第五条的解释》什么时候印发",
        "渡口有多少条船",
        "第五条生产线的产能",
        f"渡口条例{'很' * 200}第五条的内容",
    ],
)
def test_a_question_that_asks_for_more_than_the_text_is_none(question: str) -> None:
    assert asked(question) is None


def test_a_follow_up_takes_law_and_article_from_the_question_before() -> None:
    before, after = asked_provisions("渡口条例第五条"), asked_provisions("那第二款呢？")
    assert before and after
    assert completed(after, before) == AskedProvisions(
        "渡口条例", (Wanted("条", (5, 0), (5, 0), 2),)
    )


def test_the_articles_that_any_question_names_are_written_in_one_way() -> None:
    assert named_articles("违反第5条、第二十三条之一和第五条怎么处罚？") == [
        "第五条",
        "第二十三条之一",
    ]
    assert named_articles("第五批有多少条？") == []


def test_numbers_are_written_as_statutes_write_them() -> None:
    assert [written((5, 0)), written((23, 1)), written((110, 0))] == [
        "第五条", "第二十三条之一", "第一百一十条",
    ]  # fmt: skip


def test_a_long_run_of_filler_takes_no_time() -> None:
    began = time.perf_counter()
    for run in ("看一下" * 40, "第五条" + "给我看一下" * 25, "第五条、" * 40):
        asked_provisions(run)
    assert time.perf_counter() - began < 1
