from __future__ import annotations

from dataclasses import replace

import numpy as np

from rag.extractive.selection import budget, choose
from rag.question.understanding import understand
from rag.retrieval.late_interaction import Query
from rag.retrieval.retriever import Retrieval
from tests.rag.extractive.builders import (
    FIRST,
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
    return Retrieval(question, Query(asked, even, NO_TOKENS, halves, even), [], [], gaps)


def test_the_budget_is_least_for_a_figure_and_most_for_an_enumeration() -> None:
    figure, both, wide = (
        budget(understand(asked))
        for asked in ("建成多少家？", "建成多少家，原因是什么？", "有哪些措施？")
    )
    assert figure < both < wide
    assert budget(understand("介绍一下，建成多少家？")) == wide


def test_each_further_part_increases_the_budget() -> None:
    one, two, three = (budget(understand("建成多少家？" * n)) for n in (1, 2, 3))
    assert two - one == three - two > 0


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


def test_a_statement_is_added_only_if_it_covers_new_tokens() -> None:
    lines = [f"{c}{c}医院已经按照计划全部建成。" for c in "甲乙丙丁戊"]
    inside = candidate(one_block_article(text="\n".join(lines)))
    best = statement(inside, lines[0], [0], [1, 0])
    fresh = statement(inside, lines[2], [-6], [0, 1])
    stale = statement(inside, lines[4], [-6], [1, 0])
    assert choose(retrieval("有哪些措施？"), [best, stale, fresh]) == [best, fresh]


def test_an_answer_keeps_to_its_budget() -> None:
    words = ["".join(chr(0x4E00 + 100 * i + j) for j in range(99)) + "。" for i in range(12)]
    inside = candidate(one_block_article(text="".join(words)))
    equal = [statement(inside, word, [0]) for word in words]
    chosen = choose(retrieval(FIGURE), equal)
    assert 0 < sum(len(s.text) for s in chosen) <= budget(understand(FIGURE))


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
    chosen = choose(retrieval("第二批和第三批集采有多少种药？"), [second, third, both])
    assert second in chosen
    assert third in chosen


def test_a_statement_is_chosen_for_each_place_compared_unless_its_score_is_too_low() -> None:
    lines = ["四川建成30个次中心。", "贵州建成20个次中心。"]
    inside = candidate(one_block_article(text="\n".join(lines)))
    best, near, far = (
        statement(inside, line, [score])
        for line, score in ((lines[0], 0), (lines[1], -2), (lines[1], -4))
    )
    compared = retrieval("四川和贵州要建多少个次中心？")
    assert choose(compared, [best, near]) == [best, near]
    assert choose(compared, [best, far]) == [best]
    assert choose(retrieval("四川要建多少个次中心？"), [best, near]) == [best]


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
