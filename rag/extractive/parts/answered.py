"""Tell which parts of a question the evidence answers, and go on with those alone.

The others get a sentence of ours: 资料中没有提到“签约率是多少”。
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.text.dictionary import dictionary
from index.text.tokenizer import stop_words
from rag.blocks import AnswerBlock
from rag.evidence.confidence import FEATURES, confidence
from rag.evidence.own_items import items
from rag.evidence.part_confidence import part_signals
from rag.evidence.scoring import FEATURES as STATEMENT_FEATURES
from rag.evidence.statements import Statement
from rag.evidence.unknown_names import is_mentioned
from rag.extractive.composition import Quote
from rag.question.analysis import ASKS
from rag.question.answer_type import SAME_FAMILY, asks_figure, figure_fit
from rag.question.understanding import Question
from rag.question.units import asks_when
from rag.retrieval.ranking import Candidate
from rag.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Confidence below which a part is not answered. Where no figure is asked for, little but a name
# that nothing mentions tells so: of the parts of questions that people ask, 1% lie below.
FIGURE_MISSING, OTHER_MISSING = 0.05, 0.01
DOUBTFUL = 0.2  # confidence below which a part is not answered either that hardly any figure fits
HARDLY_ANY = 0.1  # share of the evidence that has the figure asked for
PASSAGES = 10  # the best, whose text decides whether a thing is mentioned

_FIGURE, _FITS = FEATURES.index("figure"), STATEMENT_FEATURES.index("figure")
_ASKS_WHETHER = re.compile(r"吗[？?]?$|是否|能否|([能可会要行])[以]?不\1|行不行")
_ASKED_THINGS = ("时候", "地方", "时间")
_ASKING_OF_EACH = re.compile(r"分别|各自|各(?=[是有为要])")


@dataclass(frozen=True, slots=True)
class AnsweredParts:
    """What was found, for the answered parts of the question alone.

    `places` are these parts' numbers in the question as asked; `missing` are the words of each
    other part by its number. `certainty` is the confidence in the surest part, 0 if it is the
    only one: the others may leave the whole in doubt. `unknown` are the missing parts about a
    place, a year or a number that no passage found names.
    """

    retrieval: Retrieval
    statements: Sequence[Statement]
    places: tuple[int, ...]
    missing: dict[int, str]
    certainty: float = 0.0
    unknown: frozenset[int] = frozenset()

    @property
    def answers_any(self) -> bool:
        """Whether a part beside a missing one is answered: for sure, or with its figure."""
        if not self.missing or self.certainty >= DOUBTFUL:
            return True
        question = self.retrieval.question
        return any(
            max(self.statements, key=lambda s: float(s.scores[part])).features[part, _FITS] == 1
            for part in range(len(question.parts))
            if asks_figure(question.asked_in(part))
        )

    def insert_missing(
        self, blocks: Sequence[AnswerBlock], quotes: Sequence[Sequence[Quote]]
    ) -> tuple[AnswerBlock, ...]:
        """Insert the sentence of each missing part; `quotes` are those of each answered one.

        It follows the last quote of the parts before it. A part gets none where a quote has a
        figure of the unit that it asks for: it may be the answer.
        """
        found = list(blocks)
        numbers = [len(own) for own in quotes]
        for part in sorted(self.missing.keys() - self.given(quotes).keys(), reverse=True):
            before = sum(n for n, place in zip(numbers, self.places, strict=False) if place < part)
            ends = (end for end, block in enumerate(found, 1) if before in block.cites)
            found.insert(max(ends, default=0), not_mentioned(self.missing[part]))
        return tuple(found)

    def given(self, quotes: Sequence[Sequence[Quote]]) -> dict[int, str]:
        """Return the missing parts that the quotes of the others may answer all the same."""
        return {
            part: words
            for part, words in self.missing.items()
            if part not in self.unknown and self._may_be_given(words, quotes)
        }

    def _may_be_given(self, words: str, quotes: Sequence[Sequence[Quote]]) -> bool:
        """Return whether a quote has the figure asked for, or says all that the words say."""
        question = self.retrieval.question.text
        texts = [q.article.text[q.start : q.end] for own in quotes for q in own]
        cut = dictionary().cut_for_search(words)
        said = [word for word in cut if len(word) == 2 and _says(word)]
        least = SAME_FAMILY if asks_when(words) else 1.0
        return any(
            figure_fit(text, words, question) >= least
            or (len(said) > 1 and all(word in text for word in said))
            for text in texts
        )


def _says(word: str) -> bool:
    """Return whether a word tells what is asked about: neither asks nor is 时候, 分别."""
    return not ASKS.search(word) and word not in stop_words() and word not in _ASKED_THINGS


def answered_parts(
    retrieval: Retrieval, statements: Sequence[Statement], by_tables: Collection[int] = ()
) -> AnsweredParts:
    """Return what answers; all parts where each is answered, or none.

    `by_tables` are the parts that a table answers.
    """
    question = retrieval.question
    every = tuple(range(len(question.parts)))
    if len(every) < 2 or not statements:
        return AnsweredParts(retrieval, statements, every, {})
    found = [part_signals(retrieval, statements, part) for part in every]
    certainty = max(confidence(one) for one in found)
    places = tuple(p for p in every if p in by_tables or not _is_missing(retrieval, p, found[p]))
    if not places or len(places) == len(every):
        return AnsweredParts(retrieval, statements, every, {}, certainty)
    missing = {part: _words(question, part) for part in every if part not in places}
    kept = [*places]
    return AnsweredParts(
        replace(retrieval, question=_only(question, kept), gaps=retrieval.gaps[:, kept]),
        [replace(s, features=s.features[kept], scores=s.scores[kept]) for s in statements],
        places,
        missing,
        certainty,
        frozenset(part for part in missing if _is_unknown_side(retrieval, part)),
    )


def not_mentioned(words: str) -> AnswerBlock:
    """Return the sentence that the documents do not mention what a part asks."""
    return AnswerBlock.paragraph(f"资料中没有提到“{words}”。")


def _is_missing(retrieval: Retrieval, part: int, found: NDArray[np.float32]) -> bool:
    """Return whether nothing answers a part, given its signals of confidence.

    A part that asks whether is never missing: rules say what is allowed in other words.
    """
    words, odds = retrieval.question.asked_in(part), confidence(found)
    if _is_unknown_side(retrieval, part):
        return True
    if _narrates(words) or _is_side_mentioned(retrieval, part):
        return False
    if not asks_figure(words):
        return odds < OTHER_MISSING and not _ASKS_WHETHER.search(words)
    return odds < (DOUBTFUL if found[_FIGURE] < HARDLY_ANY else FIGURE_MISSING)


def _narrates(words: str) -> bool:
    """Return whether words tell a person's story before the question: 我种了几亩地，"""
    return words.rstrip().endswith(("，", ",")) and any(one in words for one in "我咱")


def _is_unknown_side(retrieval: Retrieval, part: int) -> bool:
    """Return whether a part is one of several places, years or numbers, which no passage found has."""
    question = retrieval.question
    if not question.shared or not question.shared[part]:
        return False
    named = items(question.text[slice(*question.parts[part])])
    found = {one for c in retrieval.candidates for one in _item_texts(c)}
    return any(
        not any(names <= items(text).get(kind, frozenset()) for text in found)
        and not any(name in text for name in names for text in found)
        for kind, names in named.items()
    )


def _item_texts(candidate: Candidate) -> tuple[str, ...]:
    passage = candidate.passage
    return (candidate.article.title, *passage.headings, passage.text)


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
    words = _ASKING_OF_EACH.sub("", question.asked_in(part)).strip("？?。，,、；; ")
    return words.replace("“", "‘").replace("”", "’")
