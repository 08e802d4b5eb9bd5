from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from index.model import Article, Block, BlockKind, Passage
from rag.blocks import plain_text
from rag.evidence.statements import FEATURES, Statement
from rag.extractive.composition import Quote, compose, quotes
from rag.extractive.selection import budget, choose
from rag.question.understanding import understand
from rag.retrieval.late_interaction import Query
from rag.retrieval.ranking import Candidate
from rag.retrieval.retriever import Retrieval

NONE = np.zeros((0, 2), np.float32)
TEXT = "海蓝市建成30家。\n签约率75%。资金两级分担。"
TABLE = "区\t人数（万人）\t续签率\n东湖区\t35.6\t91.2%\n西山区\t\t84.7%\n北渡区\t22.4"


def article(n: int = 1, text: str = TEXT, header_rows: int | None = None) -> Article:
    kind: BlockKind = "paragraph" if header_rows is None else "table"
    block = Block(kind, 0, len(text), header_rows=header_rows or 0)
    return Article("2031-02-03", n, f"第{n}篇", text, blocks=(block,))


def candidate(of: Article) -> Candidate:
    passage = Passage(of.issue, of.n, 1, 0, len(of.text), of.text)
    return Candidate(of.n, passage, of, NONE, np.zeros((0, 2), np.int32), NONE, [])


def statement(
    inside: Candidate,
    words: str,
    scores: Sequence[float] = (0,),
    similarity: Sequence[float] = (0, 0),
    rank: int = 0,
    kind: BlockKind = "paragraph",
) -> Statement:
    start = inside.passage.text.index(words)
    return Statement(
        inside,
        kind,
        start,
        start + len(words),
        words,
        np.array(similarity, np.float32),
        np.zeros((len(scores), len(FEATURES)), np.float32),
        np.array(scores, np.float32),
        rank,
    )


def retrieval(asked: str) -> Retrieval:
    """What choosing reads of it: the question, and a query of two tokens."""
    halves = np.array([[0, len(asked) // 2], [len(asked) // 2, len(asked)]], np.int32)
    even = np.full(2, 0.5, np.float32)
    question = understand(asked)
    gaps = np.zeros((0, len(question.parts)), np.float32)
    return Retrieval(question, Query(asked, even, NONE, halves, even), [], [], gaps)


def written(found: Sequence[Quote], *, read_out: bool = True) -> str:
    return plain_text(compose(found, read_out=read_out))


ONE = article()
INSIDE = candidate(ONE)
FIRST, SECOND, THIRD = "海蓝市建成30家。", "签约率75%。", "资金两级分担。"
FIGURE, TWO = "建成多少家？", "建成多少家？签约率是多少？"


# Budget


def test_a_figure_gets_least_room_and_an_enumeration_most() -> None:
    figure, both, wide = (
        budget(understand(asked))
        for asked in ("建成多少家？", "建成多少家，原因是什么？", "有哪些措施？")
    )
    assert figure < both < wide
    assert budget(understand("介绍一下，建成多少家？")) == wide


def test_each_further_part_gets_further_room() -> None:
    one, two, three = (budget(understand("建成多少家？" * n)) for n in (1, 2, 3))
    assert two - one == three - two > 0


# Choosing


def test_nothing_is_chosen_from_nothing() -> None:
    assert choose(retrieval(FIGURE), []) == []


def test_the_best_is_chosen_and_a_far_worse_one_left() -> None:
    best, poor = statement(INSIDE, SECOND, [5]), statement(INSIDE, FIRST, [-50])
    assert choose(retrieval(FIGURE), [poor, best]) == [best]


def test_each_part_gets_its_best() -> None:
    first, second = statement(INSIDE, FIRST, [5, 0]), statement(INSIDE, SECOND, [0, 5])
    other = statement(INSIDE, THIRD, [-20, -20])
    assert choose(retrieval(TWO), [second, other, first]) == [second, first]


def test_one_statement_may_answer_both_parts() -> None:
    both, other = statement(INSIDE, FIRST, [5, 5]), statement(INSIDE, THIRD, [-20, -20])
    assert choose(retrieval(TWO), [both, other]) == [both]


def test_what_covers_new_tokens_is_added_and_what_covers_none_is_not() -> None:
    lines = [f"{c}{c}医院已经按照计划全部建成。" for c in "甲乙丙丁戊"]
    inside = candidate(article(text="\n".join(lines)))
    best = statement(inside, lines[0], [0], [1, 0])
    fresh = statement(inside, lines[2], [-6], [0, 1])
    stale = statement(inside, lines[4], [-6], [1, 0])
    assert choose(retrieval("有哪些措施？"), [best, stale, fresh]) == [best, fresh]


def test_an_answer_keeps_to_its_budget() -> None:
    words = ["".join(chr(0x4E00 + 100 * i + j) for j in range(99)) + "。" for i in range(12)]
    inside = candidate(article(text="".join(words)))
    equal = [statement(inside, word, [0]) for word in words]
    chosen = choose(retrieval(FIGURE), equal)
    assert 0 < sum(len(s.text) for s in chosen) <= budget(understand(FIGURE))


def test_another_batch_than_the_one_asked_for_is_not_chosen() -> None:
    lines = ["第二批有32种。", "第三批有55种。"]
    inside = candidate(article(text="\n".join(lines)))
    asked, other = statement(inside, lines[0], [0]), statement(inside, lines[1], [9])
    assert choose(retrieval("第二批集采有多少种药？"), [asked, other]) == [asked]
    assert choose(retrieval("第二批集采有多少种药？"), [other]) == [other]  # nothing else is left


def test_each_batch_asked_for_is_named() -> None:
    lines = ["第二批有32种。", "第三批有55种。", "两批都已落地。"]
    inside = candidate(article(text="\n".join(lines)))
    second, third, both = (
        statement(inside, line, [score]) for line, score in zip(lines, (9, -30, 10), strict=True)
    )
    chosen = choose(retrieval("第二批和第三批集采有多少种药？"), [second, third, both])
    assert second in chosen
    assert third in chosen


def test_each_place_compared_is_heard_unless_it_is_far_off() -> None:
    lines = ["四川建成30个次中心。", "贵州建成20个次中心。"]
    inside = candidate(article(text="\n".join(lines)))
    best, near, far = (
        statement(inside, line, [score])
        for line, score in ((lines[0], 0), (lines[1], -2), (lines[1], -4))
    )
    compared = retrieval("四川和贵州要建多少个次中心？")
    assert choose(compared, [best, near]) == [best, near]
    assert choose(compared, [best, far]) == [best]
    assert choose(retrieval("四川要建多少个次中心？"), [best, near]) == [best]


# Quotes


def test_neighbours_are_one_quote_and_others_their_own() -> None:
    first, second, third = (statement(INSIDE, w) for w in (FIRST, SECOND, THIRD))
    assert [(q.start, q.end) for q in quotes([second, first])] == [(0, second.end)]
    assert [q.statements for q in quotes([third, first])] == [(first,), (third,)]
    assert quotes([]) == []


def test_rows_are_never_joined() -> None:
    inside = candidate(article(text=TABLE, header_rows=1))
    rows = [statement(inside, row, kind="table") for row in TABLE.split("\n")[1:]]
    assert len(quotes(rows)) == 3


def test_articles_come_by_rank_and_their_text_in_its_order() -> None:
    other = candidate(article(2))
    later, last = statement(INSIDE, THIRD, rank=3), statement(INSIDE, FIRST, rank=4)
    best = statement(other, SECOND, rank=0)
    assert [(q.article.id, q.start) for q in quotes([later, last, best])] == [
        ("2031-02-03/2", best.start),
        ("2031-02-03/1", last.start),
        ("2031-02-03/1", later.start),
    ]


# Composing


def test_an_answer_of_one_article_is_its_quotes_with_their_marks() -> None:
    found = quotes([statement(INSIDE, FIRST), statement(INSIDE, THIRD)])
    assert written(found) == f"{FIRST}[1]\n\n{THIRD}[2]"


def test_a_quote_across_lines_is_read_as_one_line() -> None:
    found = quotes([statement(INSIDE, FIRST), statement(INSIDE, SECOND)])
    assert written(found) == f"{FIRST} {SECOND}[1]"


def test_several_articles_are_named_once_each_and_marks_count_on() -> None:
    other = article(2)
    there = candidate(other)
    found = quotes(
        [
            statement(INSIDE, FIRST),
            statement(INSIDE, THIRD),
            statement(there, SECOND, rank=1),
        ]
    )
    text = written(found)
    assert re.findall(r"\[(\d+)\]", text) == ["1", "2", "3"]
    assert text.count("《第1篇》") == text.count("《第2篇》") == 1
    assert text.index("《第1篇》") < text.index(FIRST) < text.index("《第2篇》")


@pytest.mark.parametrize(
    ("row", "spoken"),
    [
        ("东湖区\t35.6\t91.2%", "东湖区（人数（万人）：35.6；续签率：91.2%）"),
        ("西山区\t\t84.7%", "西山区（续签率：84.7%）"),
        ("北渡区\t22.4", "北渡区；22.4"),  # a cell is missing: no column can be named
    ],
)
def test_a_row_is_read_with_its_column_names(row: str, spoken: str) -> None:
    table = article(text=TABLE, header_rows=1)
    found = quotes([statement(candidate(table), row, kind="table")])
    assert written(found) == f"{spoken}[1]"


def test_the_lowest_header_row_names_a_column() -> None:
    table = article(text="区\t签约\t\n\t人数\t续签率\n东湖区\t35.6\t91.2%", header_rows=2)
    found = quotes([statement(candidate(table), "东湖区\t35.6\t91.2%", kind="table")])
    assert written(found) == "东湖区（人数：35.6；续签率：91.2%）[1]"


def test_without_column_names_or_when_told_so_a_row_is_its_cells() -> None:
    text, row = "区\t2030\t2031\n东湖区\t35.6\t40.1", "东湖区\t35.6\t40.1"
    bare, named = article(text=text, header_rows=0), article(text=text, header_rows=1)
    unnamed = quotes([statement(candidate(bare), row, kind="table")])
    assert written(unnamed) == "东湖区；35.6；40.1[1]"
    found = quotes([statement(candidate(named), row, kind="table")])
    assert written(found, read_out=False) == "东湖区；35.6；40.1[1]"
    assert written(found) == "东湖区（2030：35.6；2031：40.1）[1]"


# Enumerations, names, issues


def test_every_item_of_the_enumeration_that_answers_is_taken() -> None:
    lines = ["一是药价下降。", "二是签约增加。", "三是药店联网。", "另外开了新医院。"]
    inside = candidate(article(text="\n".join(lines)))
    items = [replace(statement(inside, line, [-40]), listed=True) for line in lines[:3]]
    other = statement(inside, lines[3], [0])
    assert choose(retrieval("有哪些措施？"), [*items, other]) == [*items, other]


def test_what_follows_a_name_speaks_of_it() -> None:
    lines = ["第五批今年落地。", "此次共有61种药。", "别的药照旧。"]
    inside = candidate(article(text="\n".join(lines)))
    naming, following, other = (
        statement(inside, line, [s]) for line, s in zip(lines, (-9, -8, 0), strict=True)
    )
    assert choose(retrieval("第五批多少种？"), [naming, following, other]) == [following, other]


def test_each_issue_that_the_question_names_is_heard() -> None:
    first, second = (
        statement(candidate(replace(article(text=FIRST), issue=issue)), FIRST, [score])
        for issue, score in (("2031-02-03", 0), ("2032-05-01", -30))
    )
    assert choose(retrieval("建成多少家？"), [first, second]) == [first]
    assert choose(retrieval("2032年5月那期说建成多少家？"), [first, second]) == [first, second]


def test_a_row_number_is_not_read_out() -> None:
    text = "序号\t机构\t家数\n1\t医院\t30"
    table = article(text=text, header_rows=1)
    inside = candidate(table)
    row = statement(inside, "1\t医院\t30", kind="table")
    assert written(quotes([row])) == "医院（家数：30）[1]"
