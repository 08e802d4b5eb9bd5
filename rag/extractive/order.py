"""Put what answers first: the best statement of each part, then what supports it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from index.text.characters import NUMERALS
from rag.evidence.statements import Statement
from rag.language.discourse import leads_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLEARLY = 0.5  # log odds below the best statement; one nearer to it may answer as well
FAR = 3.0  # log odds below an item of an enumeration that answers by itself

Group = list[Statement]
"""Statements that make one quote."""

# What opens an item that hangs on the line before it: （一）, 一是, 1．, ①; not 第三条.
_ITEM = re.compile(
    rf"[（(][{NUMERALS}\d]{{1,3}}[)）]|[{NUMERALS}]{{1,3}}[是、]|\d{{1,2}}[.．、]|[①-⑳]"
)
LEADS = ("：", ":")
HEADS = ("heading", "caption")


def article_places(
    chosen: Sequence[Statement], leading: Sequence[str], last: Sequence[str]
) -> Mapping[str, tuple[int, ...]]:
    """Return a sort key for each article's id.

    The articles with the ids `leading` come first and those with the ids `last` after all
    others, in that order; then those that answer, in the order of the question's parts; then
    the rest. Those that answer the same part are ordered by rank.
    """
    ranks: dict[str, int] = {}
    for statement in chosen:
        article = statement.article.id
        ranks[article] = min(statement.rank, ranks.get(article, statement.rank))
    places: dict[str, tuple[int, ...]] = {id_: (2, rank) for id_, rank in ranks.items()}
    current = [s for s in chosen if s.article.id not in last] or list(chosen)
    answers = zip(current, _first_parts(_answers(current)), strict=True)
    for statement, part in sorted(answers, key=lambda one: -one[1]):
        if part < len(statement.scores):
            places[statement.article.id] = (1, part, ranks[statement.article.id])
    places |= {id_: (0, place) for place, id_ in enumerate(leading)}
    return places | {id_: (3, place) for place, id_ in enumerate(last)}


def answer_first(groups: Sequence[Group], places: Mapping[str, tuple[int, ...]]) -> list[Group]:
    """Order quotes by article, and within an article those that answer before the others.

    `groups` are in the order of articles and text. Those that answer a part come in the order
    of the parts; the others, and those that answer the same part, keep the order of the text.
    """
    part: dict[int, int] = {}
    for id_ in places:
        if own := [s for group in groups for s in group if s.article.id == id_]:
            part |= zip(map(id, own), _first_parts(_leads(own)), strict=True)
    bundles = _bundles([piece for group in groups for piece in _apart(group, part)])
    bundles.sort(key=lambda b: (places[b[0][0].article.id], min(_first(g, part) for g in b)))
    return [group for bundle in bundles for group in bundle]


def _bundles(groups: Sequence[Group]) -> list[list[Group]]:
    """Bundle the items of a list with each other and with the line that leads them in."""
    bundles: list[list[Group]] = []
    for group in groups:
        if bundles and group[0].listed and _follows(bundles[-1][-1][-1], group[0]):
            bundles[-1].append(group)
        else:
            bundles.append([group])
    return bundles


def _follows(before: Statement, item: Statement) -> bool:
    """Return whether an item belongs to a list or lead-in that ends before it."""
    if before.article.id != item.article.id or before.start > item.start:
        return False
    led = before.listed or leads_in(before.text)
    return led or not before.article.text[before.end : item.start].strip()


def _answers(statements: Sequence[Statement]) -> NDArray[np.bool_]:
    """Return whether each statement answers each part: it isn't clearly behind the best one."""
    scores = np.stack([s.scores for s in statements])  # (statements, parts)
    answers: NDArray[np.bool_] = scores >= scores.max(axis=0) - CLEARLY
    return answers


def _leads(statements: Sequence[Statement]) -> NDArray[np.bool_]:
    """Return whether each statement of an article comes before those that don't answer a part.

    Items of an enumeration stay in their order, unless one is far ahead of those before it.
    """
    answers = _answers(statements)
    for part in range(answers.shape[1]):
        scores = [float(s.scores[part]) for s in statements]
        if _keeps_its_place(statements, scores):
            answers[:, part] = False
    return answers


def _first_parts(answers: NDArray[np.bool_]) -> list[int]:
    """Return the first part that each statement answers; beyond all parts for none."""
    return [int(those.argmax()) if those.any() else len(those) for those in answers]


def _keeps_its_place(statements: Sequence[Statement], scores: Sequence[float]) -> bool:
    """Return whether the best statement is an item that is read after those before it."""
    best = max(range(len(scores)), key=lambda place: scores[place])
    own = statements[best]
    if own.listed:  # the list comes first as a whole
        return False
    before = [place for place, s in enumerate(statements) if s.start < own.start]
    led = any(statements[place].text.endswith(LEADS) for place in before)
    near = any(scores[place] > scores[best] - FAR for place in before)
    return is_item(own) and (near or led)


def _apart(group: Group, part: Mapping[int, int]) -> list[Group]:
    """Cut a group before a paragraph that is to come before it, unless it hangs on that."""
    paragraphs = [0, *(at for at, pair in enumerate(pairwise(group), 1) if _begins(*pair))]
    pieces = [group[a:b] for a, b in pairwise([*paragraphs, len(group)])]
    apart = [pieces[0]]
    for piece in pieces[1:]:
        if _first(piece, part) < _first(apart[-1], part):
            apart.append(piece)
        else:
            apart[-1] = apart[-1] + piece
    return apart


def _first(group: Group, part: Mapping[int, int]) -> int:
    """Return the first part of the question that a group answers."""
    return min(part[id(s)] for s in group)


def _begins(before: Statement, after: Statement) -> bool:
    """Return whether a paragraph begins that doesn't belong to a heading or lead-in before it."""
    hangs = before.kind in HEADS or before.text.endswith(LEADS) or is_item(after)
    return not hangs and "\n" in before.article.text[before.end : after.start]


def is_item(statement: Statement) -> bool:
    """Return whether a statement is one of several that are read in order."""
    return statement.listed or statement.kind == "item" or bool(_ITEM.match(statement.text))
