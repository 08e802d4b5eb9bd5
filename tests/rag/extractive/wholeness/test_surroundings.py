from __future__ import annotations

from rag.extractive.wholeness.surroundings import UNSCORED, Surroundings
from tests.data.fixtures import article
from tests.rag.extractive.wholeness.chosen import candidates, choose

FIRST = "药店应当登记，登记由县里办理。"
LAST = "药店可以刷卡，当场结算。"
LONG = article(
    FIRST, *("药店的其他事项，依照有关规定办理，由县里解释。" * 8 for _ in range(4)), LAST
)


def test_a_passage_that_was_not_retrieved_is_found_in_the_article() -> None:
    (chosen,) = choose(LONG, FIRST)
    found = Surroundings(candidates(LONG)[:1])
    start = LONG.text.index(LAST)
    made = found.statement(chosen, start, start + len(LAST))
    assert made.text == LAST
    assert made.candidate.passage == candidates(LONG)[-1].passage
    assert made.scores.tolist() == [UNSCORED]


def test_statements_of_one_passage_share_their_candidate() -> None:
    (chosen,) = choose(LONG, FIRST)
    found = Surroundings([chosen.candidate])
    assert found.statement(chosen, 0, 5).candidate is chosen.candidate


def test_the_sentences_around_a_statement_are_no_headings() -> None:
    of = article("第一节办法", FIRST + LAST, "二、附则", "本办法即日施行，由县里解释。")
    first, last = choose(of, FIRST, LAST)
    found = Surroundings(candidates(of))
    assert found.before(first) is None and found.after(last) is None
    after = found.after(first)
    assert after is not None and of.text[after.start : after.end] == LAST
