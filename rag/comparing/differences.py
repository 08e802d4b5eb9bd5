"""Tell word by word what differs between two texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

from index.text.characters import HAN, half_width
from index.text.dictionary import dictionary

Operation = Literal["equal", "delete", "insert", "replace"]

SHORTEST_EQUAL = 2  # letters that stay alike between two changes, or they are changed together

LONGEST = 8000  # characters: memory grows with the product of both lengths

_TOKEN = re.compile(rf"[{HAN}]+|\d+(?:[,.，．]\d+)*[%％]?|[A-Za-z]+|\s+|[^\s]")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of two texts: `a[a_start:a_end]` became `b[b_start:b_end]`."""

    operation: Operation
    a_start: int
    a_end: int
    b_start: int
    b_end: int


def changes(a: str, b: str) -> list[Change]:
    """Return the stretches of two texts in order, equal ones among them.

    None where they are too long for that.
    """
    if max(len(a), len(b)) > LONGEST:
        return []
    first, second = list(_tokens(a)), list(_tokens(b))
    found: list[Change] = []
    codes = Indel.opcodes([_folded(a[s:e]) for s, e in first], [_folded(b[s:e]) for s, e in second])
    for code in codes:
        a_range = _range(first, code.src_start, code.src_end, len(a))
        b_range = _range(second, code.dest_start, code.dest_end, len(b))
        found.append(Change("equal" if code.tag == "equal" else "replace", *a_range, *b_range))
    return _cleaned(found, a)


def _tokens(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of words, numbers and signs."""
    for match in _TOKEN.finditer(text):
        start = match.start()
        if re.match(rf"[{HAN}]", match[0]):
            for word in dictionary().cut(match[0]):
                yield start, start + len(word)
                start += len(word)
        else:
            yield match.span()


def _folded(token: str) -> str:
    return half_width(token).strip()


def _range(tokens: list[tuple[int, int]], start: int, end: int, length: int) -> tuple[int, int]:
    """Return the characters of tokens; an empty range stands before the next token."""
    if start < end:
        return tokens[start][0], tokens[end - 1][1]
    at = tokens[start][0] if start < len(tokens) else length
    return at, at


def _cleaned(found: list[Change], a: str) -> list[Change]:
    """Join changes with only a sign or a single letter between them, and name each."""
    joined: list[Change] = []
    for n, change in enumerate(found):
        short = 0 < n < len(found) - 1 and _letters(a, change) < SHORTEST_EQUAL
        if change.operation == "equal" and short:
            change = _changed(change)
        if joined and (change.operation == "equal") == (joined[-1].operation == "equal"):
            before = joined.pop()
            change = Change(
                change.operation, before.a_start, change.a_end, before.b_start, change.b_end
            )
        joined.append(change)
    return [_named(change) for change in joined]


def _letters(a: str, change: Change) -> int:
    return len(re.sub(r"[\W_]", "", a[change.a_start : change.a_end]))


def _changed(change: Change) -> Change:
    return Change("replace", change.a_start, change.a_end, change.b_start, change.b_end)


def _named(change: Change) -> Change:
    if change.operation == "equal":
        return change
    operation: Operation = "replace"
    if change.a_start == change.a_end:
        operation = "insert"
    elif change.b_start == change.b_end:
        operation = "delete"
    return Change(operation, change.a_start, change.a_end, change.b_start, change.b_end)
