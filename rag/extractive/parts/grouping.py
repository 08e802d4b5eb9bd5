"""Arrange what is quoted: by the parts of the question, in the order asked, then what supports it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np

from rag.evidence.statements import Statement
from rag.extractive.order import is_item
from rag.extractive.wholeness.surroundings import UNSCORED
from rag.language.discourse import dangling, leads_in, points_back


def answers_and_support(
    chosen: Sequence[Statement], last: Collection[str] = ()
) -> tuple[list[Statement], list[Statement]]:
    """Divide statements into those that answer and those that support them, in the order given.

    What was brought for a statement stays with it, and a sentence that hangs on the one before it
    (但, 其中, 该院) with that one: together they answer. Those of the articles with the ids `last`
    only support.
    """
    runs = _runs(chosen)
    backing = [s.supports or _is_brought(s) or s.article.id in last for s in chosen]
    supports = [all(backing[i] for i in run) for run in runs]
    pairs = [*enumerate(pairwise(runs))]
    for at, (before, after) in [*pairs, *reversed(pairs)]:
        if _hangs(chosen[after[0]], chosen[before[-1]]):
            supports[at] = supports[at + 1] = supports[at] and supports[at + 1]
    behind = {i for run, support in zip(runs, supports, strict=True) if support for i in run}
    if len(behind) == len(chosen):
        return [*chosen], []
    return (
        [s for i, s in enumerate(chosen) if i not in behind],
        [s for i, s in enumerate(chosen) if i in behind],
    )


def _hangs(after: Statement, before: Statement) -> bool:
    """Return whether a sentence begins with what only the one right before it explains.

    An item does that with the line before the list, however that ends; any does with one that
    ends in a colon.
    """
    if after.article.id != before.article.id or not before.end <= after.start:
        return False
    apart = bool(after.article.text[before.end : after.start].strip())
    led = leads_in(before.text) or (is_item(after) and not is_item(before))
    return not apart and bool(led or dangling(after.text) or points_back(after.text))


def by_part(chosen: Sequence[Statement]) -> list[list[Statement]]:
    """Return the statements of each part of the question, in the order given.

    A statement belongs to the part that it answers best, compared with the best chosen one of
    that part; one that is best for several belongs to the first of them. What was brought for
    another statement stays with it, and so do the items of a list with the line before them.
    """
    if not chosen:
        return []
    scores = np.stack([s.scores for s in chosen])  # (statements, parts)
    behind = scores - scores.max(axis=0)
    parts = np.zeros(len(chosen), int)
    for run in _runs(chosen):
        own = [i for i in run if not _is_brought(chosen[i])] or run
        parts[run] = int(behind[own].sum(axis=0).argmax())
    return [
        [s for s, own in zip(chosen, parts, strict=True) if own == part]
        for part in range(scores.shape[1])
    ]


def _runs(chosen: Sequence[Statement]) -> list[list[int]]:
    """Return the indices of the statements that stay together, in the order of the text."""
    places = sorted(range(len(chosen)), key=lambda i: (chosen[i].article.id, chosen[i].start))
    runs: list[list[int]] = []
    for i in places:
        if runs and _stays_with([chosen[j] for j in runs[-1]], chosen[i]):
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _stays_with(before: Sequence[Statement], one: Statement) -> bool:
    """Return whether a statement belongs to those right before it in its article."""
    last = before[-1]
    if last.article.id != one.article.id:
        return False
    if _is_brought(one) and not leads_in(one.text):
        return one.listed or leads_in(last.text)
    led = last.listed or leads_in(last.text)
    return (one.listed and led) or all(map(_is_brought, before))


def _is_brought(statement: Statement) -> bool:
    """Return whether a statement was not chosen for itself."""
    return bool(statement.scores.max() <= UNSCORED)
