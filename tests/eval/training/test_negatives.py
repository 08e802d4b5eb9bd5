from __future__ import annotations

from pathlib import Path

from sentence_transformers import SentenceTransformer

from eval.training.encoding import TrainableEncoder
from eval.training.examples import from_sets
from eval.training.negatives import MINED, merge, mine_dense, mine_lexical


def test_bm25_finds_passages_that_share_words_and_never_the_right_ones(
    corpus: Path, question_set: Path
) -> None:
    data = from_sets([question_set], [corpus])
    mined = mine_lexical(data.units, data.questions)
    assert any(mined)
    for found, example in zip(mined, data.questions, strict=True):
        assert not example.rows & set(found) and len(found) <= MINED


def test_the_model_finds_what_is_nearest_to_it_but_nothing_that_is_left_out(
    corpus: Path, question_set: Path, tiny_model: Path
) -> None:
    encoder = TrainableEncoder("tiny", SentenceTransformer(str(tiny_model), device="cpu"))
    learned, _ = from_sets([question_set], [corpus]).leave_out(0.4)
    tokens = [encoder.passage(unit) for unit in learned.units]
    emptied = {row for row, unit in enumerate(learned.units) if not unit.text}
    [found, *_] = mined = mine_dense(encoder, tokens, learned.questions)
    asked = encoder.encode([encoder.question(learned.questions[0].question)], 0).vectors
    states = encoder.encode(tokens, 0).vectors
    scores = (asked @ states.T)[0].tolist()
    wrong = set(range(len(tokens))) - emptied - learned.questions[0].rows
    assert found == sorted(wrong, key=lambda row: -scores[row])[:MINED]
    assert all(not emptied & set(rows) for rows in mined) and emptied


def test_both_kinds_are_taken_in_turn_each_row_once() -> None:
    assert merge([1, 2, 3], [2, 4]) == [1, 2, 4, 3]
