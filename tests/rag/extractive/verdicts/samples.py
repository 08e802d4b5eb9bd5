"""Judge a text of one sentence, as the tests of this room do."""

from __future__ import annotations

from rag.extractive.verdicts.asking import asked
from rag.extractive.verdicts.judging import verdict
from tests.rag.extractive.builders import candidate, one_block_article, statement


def judged(question: str, text: str) -> str:
    """Return the verdict of a text on a question that asks whether."""
    found = asked(question)
    assert found
    return verdict(found, statement(candidate(one_block_article(text=text)), text))
