"""How well the intents are told on words that were not used to choose anything.

The floors are a little below what held at the first run: small talk 21 of 25, injections and
help with fraud 38 of 43, other topics 36 of 38, questions 58 of 58.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.text.tokenizer import simplified
from rag.language.word_lists import read_lists
from rag.question.intents import Intent, IntentClassifier, examples
from tests.paths import ROOT

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder

SETS = {
    name: text.splitlines()
    for name, text in read_lists(ROOT / "tests/data/intents_check.toml").items()
}
TALK, HARM = {"greeting", "thanks", "about"}, {"injection", "fraud"}
FLOORS = [
    ("smalltalk", TALK, 0.8),
    ("injection", HARM, 0.9),
    ("fraud", HARM, 0.7),
    ("off_topic", {"off_topic"}, 0.85),
    ("question", {"question"}, 0.95),
]


@pytest.fixture(scope="module")
def found(embedder: Embedder) -> dict[str, list[Intent]]:
    classifier = IntentClassifier(embedder)
    return {
        name: [
            classifier.intent(text, vector)
            for text, vector in zip(
                texts, embedder.embed(list(map(simplified, texts)), "query"), strict=True
            )
        ]
        for name, texts in SETS.items()
    }


def test_no_text_of_the_set_is_among_the_examples() -> None:
    assert not examples().keys() & {text for texts in SETS.values() for text in texts}


@pytest.mark.parametrize(("name", "right", "floor"), FLOORS)
def test_most_are_told_rightly(
    found: dict[str, list[Intent]], name: str, right: set[Intent], floor: float
) -> None:
    assert sum(intent in right for intent in found[name]) >= floor * len(SETS[name])


def test_no_real_question_is_declined_before_the_search(found: dict[str, list[Intent]]) -> None:
    declined = [
        text
        for text, intent in zip(SETS["question"], found["question"], strict=True)
        if intent not in ("question", "off_topic")
    ]
    assert declined == []
