"""Check a drafted question by its answer: confident, from its article, and saying something new."""

from __future__ import annotations

import re

from index.text.characters import letters_and_digits
from rag.answer import Answer, Citation
from rag.examples.drafting import Draft
from rag.language.ngrams import bigrams
from rag.language.self_contained import stands_alone

CONFIDENT = 0.75  # confidence of an answer, at least
MAX_ANSWER = 450  # characters of an answer that is read at a glance
REPEATED = 0.75  # share of a quote's bigrams in the question, from which it only repeats it
_UNFINISHED = ("：", ":", "？", "?")
NEW = 8  # bigrams of a quote that the question lacks, at least


def answers_well(answer: Answer, made: Draft) -> bool:
    """Return whether an answer to a drafted question shows the program at its best.

    Its first quote must be from the place that the question was made from, be readable by
    itself, and say what the question does not.
    """
    if answer.abstained or answer.confidence < CONFIDENT or not answer.citations:
        return False
    first = answer.citations[0]
    if first.article.id != made.article.id or not _overlaps(first, made):
        return False
    if len(answer.text) > MAX_ANSWER or made.figure not in first.quote:
        return False
    if _repeats(first.quote, made) or not stands_alone(first.quote):
        return False
    if not all(map(_is_finished, answer.citations, (*answer.citations[1:], None))):
        return False
    return bool(made.figure) or _says_more(first.quote, made.question)


def _is_finished(quoted: Citation, after: Citation | None) -> bool:
    """Return whether a quote needs nothing after it, or what it needs is quoted next."""
    if not quoted.quote.rstrip().endswith(_UNFINISHED):
        return True
    return (
        after is not None and after.article.id == quoted.article.id and after.start > quoted.start
    )


def _overlaps(citation: Citation, made: Draft) -> bool:
    return citation.start < made.end and made.start < citation.end


def _repeats(quote: str, made: Draft) -> bool:
    """Return whether a quote has the heading that the question was made from."""
    if made.kind not in ("heading", "task"):
        return False
    core = letters_and_digits(re.sub("^如何|^怎样", "", made.question))
    return core in letters_and_digits(quote)


def _says_more(quote: str, asked: str) -> bool:
    said, known = bigrams(quote), bigrams(asked)
    if not said:
        return False
    new = len(said - known)
    return new >= NEW or (new > 0 and len(said & known) / len(said) < REPEATED)
