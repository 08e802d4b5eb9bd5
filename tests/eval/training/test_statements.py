from __future__ import annotations

import pytest

from eval.training.examples import Unit
from eval.training.statements import KNOWN, known_features

TEXT = "冷链办法\n疫苗记录应当保存五年。记录由专人负责。"


def test_the_sentence_with_the_figure_and_the_words_asked_for_has_them() -> None:
    found = known_features("疫苗记录保存几年？", Unit("冷链办法", TEXT, TEXT.index("疫苗")))
    first, second = (dict(zip(KNOWN, row, strict=True)) for row in found.tolist())
    assert (first["figure"], second["figure"]) == (1, 0)
    assert first["lexical"] > second["lexical"] > 0
    assert (first["length"], second["length"]) == pytest.approx((0.11, 0.08))


def test_a_passage_without_sentences_has_no_rows() -> None:
    assert known_features("几年？", Unit("空", "", 0)).shape == (0, len(KNOWN))
