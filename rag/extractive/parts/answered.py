"""Tell which parts of a question the evidence answers, and go on with those alone.

The others get a sentence of ours: 资料中没有提到“签约率是多少”。
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.blocks import AnswerBlock
from rag.evidence.part_confidence import part_confidence
from rag.evidence.statements import Statement
from rag.evidence.unknown_names import is_mentioned
from rag.question.answer_type import asks_figure
from rag.question.understanding import Question
from rag.retrieval.retriever import Retrieval

# Confidence below which a part is not answered. Where no figure is asked for, little but a name
# that nothing mentions tells so: of the parts of questions that people ask, 1% lie below.
FIGURE_MISSING, OTHER_MISSING = 0.05, 0.01
CERTAIN = 0.5  # confidence of one part above which the question is answered despite the others
PASSAGES = 10  # the best, whose text decides whether a thing is mentioned

_NARRATES = re.compile(r"[我咱].*，$")  # what a person tells before asking: 我种了几亩地，
_ASKING_OF_EACH = re.compile(r"分别|各自|各(?=[是有为要])|[？?。，,、；;\s]+$")


@dataclass(frozen=True, slots=True)
class AnsweredParts:
    """What was found, for the answered parts of the question alone.

    `places` are these parts' numbers in the question as asked; `missing` are the words of each
    other part by its number. `certainty` is the confidence in the surest part, 0 for a question
    of one part.
    """

    retrieval: Retrieval
    statements: Sequence[Statement]
    places: tuple[int, ...]
    missing: dict[int, str]
    certainty: float = 0.0

    def insert_missing(
        self, blocks: Sequence[AnswerBlock], quotes: Sequence[int]
    ) -> tuple[AnswerBlock, ...]:
        """Insert the sentence of each missing part; `quotes` is how many each answered one has.

        It follows the last quote of the parts before it.
        """
        found = list(blocks)
        for part in sorted(self.missing, reverse=True):
            before = sum(n for n, place in zip(quotes, self.places, strict=False) if place < part)
            ends = (end for end, block in enumerate(found, 1) if before in block.cites)
            found.insert(max(ends, default=0), not_mentioned(self.missing[part]))
        return tuple(found)


def answered_parts(retrieval: Retrieval, statements: Sequence[Statement]) -> AnsweredParts:
    """Return what answers; all parts where each is answered, or none."""
    question = retrieval.question
    every = tuple(range(len(question.parts)))
    if len(every) < 2 or not statements:
        return AnsweredParts(retrieval, statements, every, {})
    odds = [part_confidence(retrieval, statements, part) for part in every]
    places = tuple(p for p in every if not _is_missing(retrieval, p, odds[p]))
    if not places or len(places) == len(every):
        return AnsweredParts(retrieval, statements, every, {}, max(odds))
    missing = {part: _words(question, part) for part in every if part not in places}
    kept = [*places]
    return AnsweredParts(
        replace(retrieval, question=_only(question, kept), gaps=retrieval.gaps[:, kept]),
        [replace(s, features=s.features[kept], scores=s.scores[kept]) for s in statements],
        places,
        missing,
        max(odds),
    )


def not_mentioned(words: str) -> AnswerBlock:
    """Return the sentence that the documents do not mention what a part asks."""
    return AnswerBlock.paragraph(f"资料中没有提到“{words}”。")


def _is_missing(retrieval: Retrieval, part: int, odds: float) -> bool:
    words = retrieval.question.asked_in(part)
    least = FIGURE_MISSING if asks_figure(words) else OTHER_MISSING
    return odds < least and not _NARRATES.search(words) and not _is_side_mentioned(retrieval, part)


def _is_side_mentioned(retrieval: Retrieval, part: int) -> bool:
    """Return whether a part is one of several things of which the same is asked, and is mentioned."""
    question = retrieval.question
    if not question.shared or not question.shared[part]:
        return False
    name = question.text[slice(*question.parts[part])]
    best = retrieval.candidates[:PASSAGES]
    texts = (" ".join((c.article.title, *c.passage.headings, c.passage.text)) for c in best)
    return any(is_mentioned(name, text) for text in texts)


def _only(question: Question, places: Sequence[int]) -> Question:
    shared = tuple(question.shared[place] for place in places) if question.shared else ()
    return replace(question, parts=tuple(question.parts[p] for p in places), shared=shared)


def _words(question: Question, part: int) -> str:
    """Return the words of a part as asked, without what asks it of each of several things."""
    words = _ASKING_OF_EACH.sub("", question.asked_in(part).strip())
    return words.replace("“", "‘").replace("”", "’")
