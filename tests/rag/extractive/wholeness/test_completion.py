from __future__ import annotations

from dataclasses import replace

from rag.extractive.wholeness.completion import complete
from tests.data.fixtures import article
from tests.rag.evidence.builders import character_retrieval
from tests.rag.extractive.wholeness.chosen import choose

POINTS = ["（一）有药师；", "（二）有冷柜。"]
LAW = article("县里的药店分布很广。", "药店应当具备下列条件：", *POINTS, "因此，村民买药方便。")


def test_statements_are_whole_and_in_the_order_of_ranks_and_text() -> None:
    retrieval = character_retrieval("药店要具备什么条件？", LAW)
    chosen = choose(LAW, "因此，村民买药方便。", "药店应当具备下列条件：")
    found = complete(chosen, retrieval)
    assert [s.text for s in found] == ["药店应当具备下列条件：", *POINTS, "村民买药方便。"]


def test_articles_stay_in_the_order_of_their_ranks() -> None:
    other = replace(LAW, n=2)
    retrieval = character_retrieval("药店要具备什么条件？", LAW, other)
    later = [replace(s, rank=3) for s in choose(LAW, "县里的药店分布很广。")]
    best = choose(other, "县里的药店分布很广。")
    assert [s.article.n for s in complete([*later, *best], retrieval)] == [2, 1]


def test_nothing_chosen_stays_nothing() -> None:
    assert complete([], character_retrieval("药店？", LAW)) == []


def test_what_makes_an_answer_too_long_is_left_out_with_what_it_brings() -> None:
    items = [f"（{n}）{'药店里的药品要按品种分开摆放；' * 5}" for n in "一二三四五六"]
    law = article("药店由县里批准。", "药店应当遵守下列规定：", *items, "药店每年检查一次。")
    chosen = [
        *choose(law, "药店由县里批准。", score=5.0),
        *choose(law, "药店应当遵守下列规定：", score=4.0),
        *choose(law, "药店每年检查一次。", score=3.0),
    ]
    found = complete(chosen, character_retrieval("药店由谁批准？", law))
    assert [s.text for s in found] == ["药店由县里批准。", "药店每年检查一次。"]
    found = complete(chosen, character_retrieval("药店要遵守哪些规定？", law))
    assert sum(s.listed for s in found) == len(items)


def test_articles_that_answer_and_support_are_counted_as_named_twice_but_for_one() -> None:
    laws = [replace(LAW, n=n, title="店" * 150) for n in (1, 2)]  # three such heads are too many
    answers = [s for law in laws for s in choose(law, "县里的药店分布很广。", score=5.0)]
    support = [
        replace(s, supports=True)
        for law in laws
        for s in choose(law, "因此，村民买药方便。", score=3.0)
    ]
    retrieval = character_retrieval("药店分布广吗？", *laws)
    assert len(complete([*answers, support[0]], retrieval)) == 3
    assert len(complete([*answers, *support], retrieval)) == 3
