"""Learn from public questions too: those of eval.datasets.public."""

from __future__ import annotations

from pathlib import Path

from eval.datasets.public import PublicPassage, PublicQuestion, read_public
from eval.training.examples import Example, Examples, Unit


def public_examples(path: Path) -> Examples:
    """Read the passages and questions of a file.

    Raises:
        QuestionSetError: the file cannot be read, or a line is none of the two kinds.
    """
    public = read_public(path)
    return Examples(list(map(_unit, public.passages)), list(map(_example, public.questions)))


def _unit(passage: PublicPassage) -> Unit:
    head = f"{passage.title}\n"
    return Unit(passage.document, head + passage.text, len(head))


def _example(asked: PublicQuestion) -> Example:
    row = asked.passage
    return Example(asked.question, (frozenset([row]),), frozenset([(row, asked.sentence)]))
