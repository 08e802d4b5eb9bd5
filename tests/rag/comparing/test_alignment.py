import numpy as np
import pytest

from rag.comparing.alignment import Pair, best_first, chain, out_of_order, with_parts
from rag.comparing.clauses import Clause


def clause(text, kind="text", line=0):
    return Clause(kind, 0, len(text), text, line=line)


def matrix(*rows):
    return np.array(rows, np.float32)


def test_the_chain_rises_in_both_numbers_and_has_the_greatest_sum():
    scores = matrix([0, 0.9, 0], [0.8, 0, 0], [0, 0, 0.7])
    assert chain(scores) == [(0, 1), (2, 2)]
    assert chain(matrix([0.4, 0], [0.9, 0.5])) in ([(0, 0), (1, 1)], [(1, 0)])


def test_pairs_without_a_score_are_in_no_chain():
    assert chain(np.zeros((3, 2), np.float32)) == []
    assert chain(np.zeros((0, 2), np.float32)) == []


def test_a_clause_that_was_put_in_shifts_the_rest():
    scores = matrix([1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1])
    assert chain(scores) == [(0, 0), (1, 2), (2, 3)]


def test_best_first_takes_each_row_and_column_once():
    scores = matrix([0.9, 0.8], [0.85, 0.1])
    assert best_first(scores, [0, 1], [0, 1], 0.3) == [(0, 0)]
    assert best_first(scores, [1], [0, 1], 0.3) == [(1, 0)]
    assert best_first(scores, [], [0], 0.3) == []


def test_what_crosses_the_longest_run_has_moved():
    assert out_of_order([(0, 0), (1, 3), (2, 1), (3, 2)]) == {(1, 3)}
    assert out_of_order([(0, 0), (1, 1)]) == set()


def test_a_paragraph_split_in_two_is_paired_with_both_parts():
    whole = clause("公租房租金为市场租金的六成，租金收入缴入财政专户管理。")
    halves = [clause("公租房租金为市场租金的六成。"), clause("租金收入缴入财政专户管理。")]
    (pair,) = with_parts([Pair(0, 0, 1, 1, 0.7)], [whole], halves)
    assert (pair.first, pair.first_end, pair.second, pair.second_end) == (0, 1, 0, 2)
    (pair,) = with_parts([Pair(1, 0, 2, 1, 0.7)], halves, [whole])
    assert (pair.first, pair.first_end) == (0, 2)


@pytest.mark.parametrize(
    "beside",
    [
        clause("承租人应当爱护住房和附属的设施设备。"),
        clause("租金收入每年由财政部门核定后返还。", line=1),
        clause("租金。"),
        clause("租金收入缴入财政专户管理。", "heading"),
    ],
)
def test_what_holds_nothing_of_a_paragraph_is_no_part_of_it(beside):
    whole = clause("公租房租金为市场租金的六成，租金收入缴入财政专户管理。")
    own = clause("公租房租金为市场租金的六成。")
    (pair,) = with_parts([Pair(0, 0, 1, 1, 0.7)], [whole], [own, beside])
    assert pair.second_end == 1
