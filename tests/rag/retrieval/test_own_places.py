from __future__ import annotations

import numpy as np

from rag.retrieval.own_places import LOWERED, own_places_first

TITLES = ["四川省急救条例", "云南省急救条例", "急救管理办法", "国务院关于云南的批复"]


def lowered(asked: str, titles: list[str] = TITLES) -> list[float]:
    return own_places_first(np.zeros(len(titles), np.float32), titles, asked).tolist()


def test_the_documents_of_another_place_are_lowered() -> None:
    assert lowered("四川多久派车？") == [0, -LOWERED, 0, 0]


def test_both_places_of_a_question_stay() -> None:
    assert lowered("四川和云南多久派车？") == [0, 0, 0, 0]


def test_nothing_is_lowered_without_a_document_of_the_place() -> None:
    assert lowered("海南多久派车？") == [0, 0, 0, 0]
    assert lowered("多久派车？") == [0, 0, 0, 0]
