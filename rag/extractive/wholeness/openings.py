"""Let no quote begin with what hangs on an earlier sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.text.numbering import numbering_style
from rag.evidence.statements import Statement
from rag.extractive.statement_filter import has_content
from rag.extractive.wholeness.surroundings import Sentence, Surroundings
from rag.language.discourse import (
    announced,
    asks_in_dialogue,
    bare_connective,
    item_mark,
    left_out,
    points_back,
)

MAX_BROUGHT = 120  # characters of a sentence that is brought before another
MIN_ANSWER = 20  # characters of a sentence that answers a question by itself
MAX_ANSWER = 200  # characters of the sentences that answer a question of an interview
MAX_SENTENCE = 240  # characters of a sentence that is quoted from its beginning on

_ANNOUNCING = re.compile("[：:](?!$)")


def with_openings(chosen: Sequence[Statement], around: Surroundings) -> list[Statement]:
    """Return the statements, each with what its beginning hangs on or without that beginning."""
    ends = {(s.article.id, s.end): s for s in chosen}
    kept = _without_questions(chosen)
    return [part for one in kept for part in _opened(one, around, ends)]


def _without_questions(chosen: Sequence[Statement]) -> list[Statement]:
    """Return the statements without questions that a text asks itself, unless they are the best."""
    parts = range(len(chosen[0].scores) if chosen else 0)
    best = [max(chosen, key=lambda s: float(s.scores[part])) for part in parts]
    return [
        one
        for one in chosen
        if not one.text.endswith(("？", "?"))
        or asks_in_dialogue(one.text)
        or any(one is other for other in best)
    ]


def _opened(
    statement: Statement, around: Surroundings, ends: Mapping[tuple[str, int], Statement]
) -> list[Statement]:
    if statement.kind in ("table", "caption") or statement.listed:
        return [statement]
    if asks_in_dialogue(statement.text) or statement.text.endswith(("？", "?")):
        return _answer(statement, around)
    if statement.kind == "heading":
        return [statement]
    whole = _to_sentence_end(_from_sentence_start(statement, around), around)
    before = around.before(whole)
    quoted = ends.get((whole.article.id, before.end)) if before else None
    if quoted:  # right before, in the same quote or in one above
        joined = quoted.candidate is whole.candidate and not quoted.listed
        return [whole if joined else _from(whole, left_out(whole.text))]
    cut = left_out(whole.text)
    if points_back(whole.text[cut:]) or (not cut and points_back(whole.text)):
        brought = _brought(whole, before, around)
        return [*brought, whole] if brought else [_from(whole, cut or bare_connective(whole.text))]
    return [_from(whole, cut or item_mark(whole.text))]


def _from_sentence_start(statement: Statement, around: Surroundings) -> Statement:
    """Return a clause after a semicolon with its sentence's beginning, which says of what it is.

    An item of a list is left as it is: the line that leads in its list says that.
    """
    sentence = around.sentence(statement)
    if (
        sentence is None
        or sentence.start >= statement.start
        or sentence.start < statement.candidate.passage.start
        or statement.end - sentence.start > MAX_SENTENCE
        or numbering_style(statement.text)
    ):
        return statement
    text = statement.article.text[sentence.start : statement.end]
    return replace(statement, start=sentence.start, text=text)


def _answer(question: Statement, around: Surroundings) -> list[Statement]:
    """Return the sentences after a question, which answer it, in its place.

    A short first one, or one that points back, needs the question to be understood: 可以。
    """
    after = around.after(question)
    if after is None or around.statement(question, after.start, after.end).text.endswith("？"):
        return [question]
    answer = around.statement(question, after.start, after.end)
    short = len(answer.text) < MIN_ANSWER or points_back(answer.text)
    answer = replace(_from(answer, left_out(answer.text)), scores=question.scores)
    answer = _with_next(answer, around)
    return [_from(question, left_out(question.text)), answer] if short else [answer]


def _with_next(answer: Statement, around: Surroundings) -> Statement:
    """Return a sentence with those after it in its passage that are no question, while short."""
    while after := around.after(answer):
        text = answer.article.text[answer.start : after.end]
        asks = asks_in_dialogue(text[after.start - answer.start :]) or text.endswith(("？", "?"))
        if asks or len(text) > MAX_ANSWER or after.end > answer.candidate.passage.end:
            break
        answer = replace(answer, end=after.end, text=text)
    return answer


def _to_sentence_end(statement: Statement, around: Surroundings) -> Statement:
    """Return a clause that announces several things with the clauses that tell them."""
    sentence = around.sentence(statement)
    if (
        sentence is None
        or not statement.text.endswith(("；", ";"))
        or not _ANNOUNCING.search(statement.text)
        or not announced(statement.text)
        or sentence.end <= statement.end  # an item of several sentences
        or sentence.end > statement.candidate.passage.end
        or sentence.end - statement.start > MAX_SENTENCE
    ):
        return statement
    text = statement.article.text[statement.start : sentence.end]
    return replace(statement, end=sentence.end, text=text)


def _brought(
    statement: Statement, before: Sentence | None, around: Surroundings
) -> list[Statement]:
    """Return the sentence before as a statement, where it is short enough to be brought."""
    if before is None or before.end - before.start > MAX_BROUGHT:
        return []
    brought = around.statement(statement, before.start, before.end)
    return [_from(brought, left_out(brought.text))]


def _from(statement: Statement, cut: int) -> Statement:
    """Return a statement without its first characters, unless little is left."""
    if not cut or not has_content(statement.text[cut:]):
        return statement
    return replace(statement, start=statement.start + cut, text=statement.text[cut:])
