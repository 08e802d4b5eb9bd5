from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.evidence.scoring import shares
from rag.extractive import selection
from rag.extractive.selection import MAX_LENGTH, choose
from rag.question.understanding import understand
from rag.retrieval.late_interaction import Query
from rag.retrieval.retriever import Retrieval
from tests.rag.extractive.builders import (
    FIRST,
    LEVELS,
    NO_TOKENS,
    SECOND,
    THIRD,
    candidate,
    one_block_article,
    statement,
)

PASSAGE = candidate(one_block_article())
FIGURE, TWO = "建成多少家？", "建成多少家？签约率是多少？"


def retrieval(asked: str) -> Retrieval:
    """Return a retrieval with the question and a query of two tokens, without candidates."""
    halves = np.array([[0, len(asked) // 2], [len(asked) // 2, len(asked)]], np.int32)
    even = np.full(2, 0.5, np.float32)
    question = understand(asked)
    gaps = np.zeros((0, len(question.parts)), np.float32)
    return Retrieval(question, Query(asked, even, NO_TOKENS, halves, even), [], [], gaps, LEVELS)


def test_no_statements_give_no_choice() -> None:
    assert choose(retrieval(FIGURE), []) == []


def test_the_best_statement_is_chosen_and_a_much_worse_one_is_not() -> None:
    best, poor = statement(PASSAGE, SECOND, [5]), statement(PASSAGE, FIRST, [-50])
    assert choose(retrieval(FIGURE), [poor, best]) == [best]


def test_the_best_statement_for_each_part_is_chosen() -> None:
    first, second = statement(PASSAGE, FIRST, [5, 0]), statement(PASSAGE, SECOND, [0, 5])
    other = statement(PASSAGE, THIRD, [-20, -20])
    assert choose(retrieval(TWO), [second, other, first]) == [second, first]


def test_one_statement_may_answer_both_parts() -> None:
    both, other = statement(PASSAGE, FIRST, [5, 5]), statement(PASSAGE, THIRD, [-20, -20])
    assert choose(retrieval(TWO), [both, other]) == [both]


def test_of_two_equally_good_statements_only_the_one_short_enough_is_added(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    short, long = (
        "资金由两级分担。",
        "夜间门诊每周开放五天，由市里的医生轮流到各乡镇坐诊，直到明年底。",
    )
    inside = candidate(one_block_article(text=FIRST + short + long))
    statements = [statement(inside, FIRST, [1]), *(statement(inside, w) for w in (long, short))]
    share = shares(statements)[2]
    monkeypatch.setattr(selection, "LEAST_SHARE", share / (len(long) - 1))
    assert [s.text for s in choose(retrieval(FIGURE), statements)] == [FIRST, short]


def test_the_surer_the_choice_the_shorter_the_answer() -> None:
    lines = [f"{c * 8}。" for c in "甲乙丙丁戊"]
    inside = candidate(one_block_article(text="".join(lines)))

    def chosen(lead: float) -> int:
        scores = [lead, 0, 0, 0, 0]
        every = [
            statement(inside, *pair) for pair in zip(lines, ([s] for s in scores), strict=True)
        ]
        return len(choose(retrieval(FIGURE), every))

    assert chosen(0) == 5
    assert chosen(20) == 1


def test_a_statement_that_repeats_a_chosen_one_is_not_added() -> None:
    lines = [
        "全市医院已经按照计划全部建成。",
        "全市医院都已经按照计划全部建成。",
        "夜间门诊每周开放五天。",
    ]
    inside = candidate(one_block_article(text="".join(lines)))
    best, again, other = (
        statement(inside, line, [score]) for line, score in zip(lines, (0.2, 0.1, 0), strict=True)
    )
    assert choose(retrieval(FIGURE), [best, again, other]) == [best, other]


def test_an_answer_keeps_to_its_greatest_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "LEAST_SHARE", 0)  # every statement is worth its length
    words = ["".join(chr(0x4E00 + 100 * i + j) for j in range(99)) + "。" for i in range(12)]
    inside = candidate(one_block_article(text="".join(words)))
    chosen = choose(retrieval(FIGURE), [statement(inside, word) for word in words])
    assert len(chosen) == MAX_LENGTH // 100


def test_the_best_statement_for_a_part_is_chosen_however_long() -> None:
    first, second = "甲" * MAX_LENGTH, "乙" * MAX_LENGTH
    inside = candidate(one_block_article(text=first + second))
    both = [statement(inside, first, [9, 0]), statement(inside, second, [0, 9])]
    assert choose(retrieval(TWO), both) == both


def test_a_statement_about_another_batch_is_not_chosen() -> None:
    lines = ["第二批有32种。", "第三批有55种。"]
    inside = candidate(one_block_article(text="\n".join(lines)))
    asked, other = statement(inside, lines[0], [0]), statement(inside, lines[1], [9])
    assert choose(retrieval("第二批集采有多少种药？"), [asked, other]) == [asked]
    assert choose(retrieval("第二批集采有多少种药？"), [other]) == [other]  # nothing else is left


def test_a_statement_is_chosen_for_each_batch_asked_for() -> None:
    lines = ["第二批有32种。", "第三批有55种。", "两批都已落地。"]
    inside = candidate(one_block_article(text="\n".join(lines)))
    second, third, both = (
        statement(inside, line, [score]) for line, score in zip(lines, (9, -30, 10), strict=True)
    )
    chosen = choose(retrieval("第二批之后的第三批集采有多少种药？"), [second, third, both])
    assert second in chosen
    assert third in chosen


@pytest.mark.parametrize("named", ["第五条", "第5条"])
def test_a_statement_is_chosen_that_refers_to_the_article_asked_about(named: str) -> None:
    lines = ["违反第四条的，处罚款。", "违反第五条的，给予警告。", "第十五条另有规定。"]
    inside = candidate(one_block_article(text="\n".join(lines)))
    fourth, fifth, other = (
        statement(inside, line, [score]) for line, score in zip(lines, (5, -20, -30), strict=True)
    )
    assert choose(retrieval(f"违反{named}怎么办？"), [fourth, fifth, other]) == [fourth, fifth]


def test_every_item_of_the_enumeration_that_answers_is_taken() -> None:
    lines = ["一是药价下降。", "二是签约增加。", "三是药店联网。", "另外开了新医院。"]
    inside = candidate(one_block_article(text="\n".join(lines)))
    items = [replace(statement(inside, line, [-40]), listed=True) for line in lines[:3]]
    other = statement(inside, lines[3], [0])
    assert choose(retrieval("有哪些措施？"), [*items, other]) == [*items, other]


def test_the_statement_after_one_with_the_ordinal_counts_for_it() -> None:
    lines = ["第五批今年落地。", "此次共有61种药。", "别的药照旧。"]
    inside = candidate(one_block_article(text="\n".join(lines)))
    naming, following, other = (
        statement(inside, line, [s]) for line, s in zip(lines, (-9, -8, 0), strict=True)
    )
    assert choose(retrieval("第五批多少种？"), [naming, following, other]) == [following, other]


def test_a_statement_is_chosen_for_each_issue_that_the_question_names() -> None:
    first, second = (
        statement(candidate(replace(one_block_article(text=FIRST), issue=issue)), FIRST, [score])
        for issue, score in (("2031-02-03", 0), ("2032-05-01", -30))
    )
    assert choose(retrieval("建成多少家？"), [first, second]) == [first]
    assert choose(retrieval("2032年5月那期说建成多少家？"), [first, second]) == [first, second]


def test_a_date_alone_is_added_only_where_a_figure_is_asked_for() -> None:
    dated = candidate(one_block_article(text="县里批准建门诊。\n2031年5月1日"))
    best, date = statement(dated, "县里批准建门诊。", [5]), statement(dated, "2031年5月1日", [4.9])
    assert choose(retrieval("谁批准的？"), [best, date]) == [best]
    assert choose(retrieval("哪天批准的？"), [best, date]) == [best, date]


def supporting(asked: str, *lines: tuple[str, float], listed: str = "") -> dict[str, bool]:
    """Return what is chosen of lines with their scores, and whether it only supports."""
    inside = candidate(one_block_article(text="".join(line for line, _ in lines)))
    every = [
        replace(statement(inside, line, [score]), listed=line == listed) for line, score in lines
    ]
    return {s.text: s.supports for s in choose(retrieval(asked), every)}


def test_what_is_clearly_behind_the_best_supports_it() -> None:
    found = supporting(FIGURE, (FIRST, 2), (SECOND, 1.8), (THIRD, 1))
    assert found == {FIRST: False, SECOND: False, THIRD: True}


def test_where_a_list_may_answer_what_is_not_far_behind_answers_too() -> None:
    lines = (FIRST, 2.0), (SECOND, 1.0), (THIRD, 0.3)
    assert supporting("采取哪些措施？", *lines) == {FIRST: False, SECOND: False, THIRD: True}
    found = supporting("采取哪些措施？", *lines, listed=FIRST)  # the list is found
    assert found == {FIRST: False, SECOND: True, THIRD: True}


def test_a_statement_that_the_question_names_answers_however_far_behind() -> None:
    lines = ("第五条规定罚款。", -4.0), ("乡里按时报账。", 2.0)
    assert supporting("第五条怎么规定？", *lines) == {line: False for line, _ in lines}


def test_a_line_that_leads_in_a_list_supports_nothing() -> None:
    lead = "站里承担下列工作："
    assert supporting(FIGURE, (FIRST, 2), (lead, 1)) == {FIRST: False}
    assert supporting(FIGURE, (FIRST, 2), (lead, 1.9)) == {FIRST: False, lead: False}


def test_the_line_that_leads_in_an_item_that_answers_answers_with_it() -> None:
    lead, item = "有下列情形的罚款：", "（二）不按时报账；"
    found = supporting(FIGURE, (lead, 1), ("（一）不记账；", -9), (item, 2))
    assert found == {lead: False, item: False}
    plain = "站里按月记账。"
    assert supporting(FIGURE, (plain, 1), (item, 2)) == {plain: True, item: False}
    other = "站里承担下列工作："
    assert supporting(FIGURE, (lead, 1), (other, -9), (item, 2)) == {item: False}


def test_a_salutation_answers_only_to_whom_a_document_goes() -> None:
    greeting = "各县人民政府："
    inside = candidate(one_block_article(text=f"{greeting}\n{FIRST}"))
    said = [statement(inside, greeting, [5]), statement(inside, FIRST, [4.9])]
    assert choose(retrieval(FIGURE), said) == said[1:]
    assert choose(retrieval("文件发给谁？"), said)[0].text == greeting
    assert choose(retrieval(FIGURE), said[:1]) == said[:1]
