"""Find names in a question that the evidence does not mention: places, institutions, products.

A question about a hospital or a medicine that no article mentions has no answer, even if the
articles say much about other ones. Characters decide, not cosines, whose level depends on the
encoder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.characters import character_pairs
from index.text.tokenizer import normalise
from rag.language.proper_names import certain_names
from rag.language.question_words import Word, runs, spelled, words
from rag.question.analysis import YEAR
from rag.question.followups import REASON
from rag.question.understanding import Question
from rag.retrieval.retriever import Retrieval

PASSAGES = 10  # the best, which an answer quotes: a name further down is of something else
MIN_LENGTH = 3  # characters; shorter names are often parts of other words
MIN_SHARED = 0.6  # share of a name's bigrams in the evidence, which then mentions it
MAX_SKIPPED = 2  # characters between those of an abbreviation: 卫健委 for 卫生健康委

_REASON = re.compile(
    "原因|因[为而此]|由于|鉴于|为[了贯落加保规进切推促]|旨在|目的|导致|所以|依据|根据|以便|有利于"
)


def unknown_names(retrieval: Retrieval, part: int | None = None) -> list[str]:
    """Return the names in a part of the question, or in all of it, that no good passage mentions.

    Words of a question in Latin script alone are no names: its language is not the corpus's.
    """
    question = retrieval.question
    asked = question.asked_in(part) if part is not None else question.text
    if not retrieval.candidates or not re.search(r"[\u4e00-\u9fff]", question.text):
        return []
    names, texts = certain_names(asked, MIN_LENGTH), _texts(retrieval)
    things = _new_things(question)
    evidence = normalise("\n".join(texts)) if names or things or question.named else ""
    unknown = [name for name in names if not is_mentioned(normalise(name), evidence)]
    # the question before finds passages for whatever is asked after it: 晚饭吃什么？
    if not any(is_mentioned(normalise(thing), evidence) for thing in things):
        unknown += [thing for thing in things if thing not in unknown]
    return unknown if _is_followed(question.named, evidence) else [*unknown, question.named]


def _new_things(question: Question) -> list[str]:
    """Return the things of a question that needs the one before, if it has none of that one's.

    患者 of 患者要付多少钱？ and 晚饭 of 今天晚饭吃什么？, which is about something else.
    """
    if not question.context:
        return []
    phrases = runs(words(question.asked))
    things = [one for phrase in phrases for one in _things(phrase) if len(one) > 1]
    return [] if any(thing in question.context for thing in things) else things


def _things(phrase: Sequence[Word]) -> list[str]:
    """Return the things of a noun phrase, without times and sides: 火星 and 房价 of 火星上的房价."""
    return spelled([word for word in phrase if word.tag[:1] not in ("t", "f")]).split("的")


def _is_followed(named: str, evidence: str) -> bool:
    """Return whether a text speaks of what a follow-up asks about, or gives a reason if of one."""
    if named == REASON:
        return bool(_REASON.search(evidence))
    return not named or bool(YEAR.search(named)) or is_mentioned(normalise(named), evidence)


def is_mentioned(name: str, evidence: str) -> bool:
    """Return whether a text contains a name, most of it, or its characters near each other."""
    if name in evidence or _is_abbreviated(name, evidence):
        return True
    if not re.search(r"[\u4e00-\u9fff]{3}", name):
        return False
    pairs = character_pairs(name)
    return sum(pair in evidence for pair in pairs) >= MIN_SHARED * len(pairs)


def _is_abbreviated(name: str, evidence: str) -> bool:
    """Return whether the name's characters follow each other, few others between them."""
    starts = (match.end() for match in re.finditer(re.escape(name[0]), evidence))
    return any(_follow(name[1:], evidence, start) for start in starts)


def _follow(characters: str, evidence: str, at: int) -> bool:
    for character in characters:
        found = evidence.find(character, at, at + MAX_SKIPPED + 1)
        if found < 0:
            return False
        at = found + 1
    return True


def _texts(retrieval: Retrieval) -> list[str]:
    """Return the titles, sources, headings and texts of the best passages."""
    best = retrieval.candidates[:PASSAGES]
    headings = {heading for c in best for heading in c.passage.headings}
    named = {f"{c.article.title}\n{c.article.source}" for c in best}
    return [*named, *headings, *(c.passage.text for c in best)]
