"""Find texts that a later text of the same title took the place of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from index.model import Relation
from index.validity.heads import Head, same_issuer
from index.validity.titles import CENTRAL, same_place

SHORTEST = 5  # characters of a title that tells a document by itself
ALIKE = 0.9  # share of equal sentences from which two texts are copies of one

TextOf = Callable[[str], str]  # the text of an article, by its id


def successions(heads: Iterable[Head], text_of: TextOf) -> Iterator[Relation]:
    """Yield for each text of a title the next one before it, of the same place and office.

    Only texts that set rules (办法, 条例, 目录（2021年版）) take each other's place: notices,
    bulletins and plans of one title stand side by side. Both must be signed and dated.
    """
    known = sorted((h for h in heads if _can_follow(h)), key=lambda head: head.day)
    for at, newer in enumerate(known):
        before = [h for h in known[:at] if h.is_before(newer) and _is_line(h, newer)]
        last = max((head.day for head in before), default="")
        for older in before:
            if older.day == last and not _are_copies(older, newer, text_of):
                start, end = newer.history
                yield Relation("replaces", newer.id, older.id, _since(newer), newer.id, start, end)


def _can_follow(head: Head) -> bool:
    telling = len(head.title.base) >= SHORTEST or head.history[1]
    return bool(head.title.sets_rules and telling and head.day and head.is_signed)


def _is_line(older: Head, newer: Head) -> bool:
    """Return whether two texts of one title are of the same place and office."""
    if older.place and newer.place and older.place != CENTRAL:
        return same_place(older.place, newer.place) and same_issuer(older, newer)
    return older.place in (newer.place, "", CENTRAL) and same_issuer(older, newer)


def _are_copies(older: Head, newer: Head, text_of: TextOf) -> bool:
    """Return whether two texts are one document that was published twice."""
    if older.number and newer.number:
        return older.number == newer.number
    if older.history[1] and newer.history[1]:
        return False  # their days of amendment differ
    one, other = _sentences(text_of(older.id)), _sentences(text_of(newer.id))
    return len(one & other) >= ALIKE * min(len(one), len(other))


def _sentences(text: str) -> set[str]:
    return {part for part in re.split(r"[。；\n]", text) if len(part) > 8}


def _since(newer: Head) -> str:
    """Return the day from which the newer text is in force.

    An amended law keeps the day of its first text at its end, which is before the amendment.
    """
    return newer.effective if newer.effective >= newer.day else newer.whole_day
