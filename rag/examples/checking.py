"""Check a drafted question by its answer: confident, from its article, and saying something new."""

from __future__ import annotations

import re

from index.text.characters import letters_and_digits
from rag.answer import Answer, Citation
from rag.examples.draft import Draft
from rag.language.discourse import left_out, points_back
from rag.language.ngrams import bigrams

CONFIDENT = 0.75  # confidence of an answer, at least
DEFINED = 0.6  # where its first quote must be the definition
SURE_OF_FIGURE = 0.3  # where its first quote has the figure, the date or the office asked for
MAX_ANSWER = 450  # characters of an answer that is read at a glance
OF_TOPIC = 3  # articles that an overview quotes, at least
MAX_LIST = 800  # of a list, whose items are
REPEATED = 0.75  # share of a quote's bigrams in the question, from which it only repeats it
_UNFINISHED = ("：", ":", "？", "?")
NEW = 8  # bigrams of a quote that the question lacks, at least


def answers_well(answer: Answer, made: Draft) -> bool:
    """Return whether an answer to a drafted question shows the program at its best.

    Its first quote must be from the place that the question was made from, be readable by
    itself, and say what the question does not.
    """
    least = DEFINED if made.kind == "definition" else CONFIDENT
    least = SURE_OF_FIGURE if made.figure else least
    if answer.abstained or answer.confidence < least or not answer.citations:
        return False
    if made.kind == "topic":
        return len({citation.article.id for citation in answer.citations}) >= OF_TOPIC
    first = answer.citations[0]
    if first.article.id != made.article.id or not _overlaps(first, made):
        return False
    most = MAX_LIST if made.kind == "list" else MAX_ANSWER
    if len(answer.text) > most or made.figure not in first.quote:
        return False
    if _repeats(first.quote, made) or points_back(first.quote[left_out(first.quote) :]):
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
