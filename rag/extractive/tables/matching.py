"""Find names in a question: whole ones, and stretches that both share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.deadline import check
from index.text.characters import NUMERALS

SHORTEST = 2  # characters of a name or of a stretch that is compared


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch `start` to `end` of a question."""

    start: int
    end: int

    @property
    def offsets(self) -> range:
        """The offsets of its characters."""
        return range(self.start, self.end)

    def holds(self, other: Place) -> bool:
        """Return whether another stretch is a smaller part of it."""
        return self != other and self.start <= other.start and other.end <= self.end


def places(name: str, readings: Sequence[str]) -> list[Place]:
    """Return where a whole name stands in a question; a number never in a longer one."""
    if len(name) < SHORTEST:
        return []
    found = {
        Place(start, start + len(name))
        for reading in readings
        for start in _finds(name, reading)
        if not _cuts_number(reading, start, start + len(name))
    }
    return sorted(found, key=lambda place: place.start)


def shared(name: str, readings: Iterable[str]) -> set[Place]:
    """Return the longest stretches of a question that a name has too, none within another."""
    found = {place for reading in readings for place in _stretches(name, reading)}
    return {place for place in found if not any(other.holds(place) for other in found)}


def in_pieces(name: str, readings: Sequence[str]) -> set[Place]:
    """Return the stretches of a question that together make up a whole name, or none.

    退休人员报销比例 is said in 退休人员在三级医院的报销比例.
    """
    found = shared(name, readings)
    said: set[int] = set()
    for reading in readings:
        for place in found:
            at = name.find(reading[place.start : place.end])
            if at >= 0:
                said |= set(range(at, at + place.end - place.start))
    return found if len(said) == len(name) else set()


def outermost(found: Iterable[Place]) -> set[Place]:
    """Return the stretches that no other one holds."""
    kept = set(found)
    return {place for place in kept if not any(other.holds(place) for other in kept)}


def offsets(found: Iterable[Place]) -> frozenset[int]:
    """Return the offsets of all characters of the stretches."""
    return frozenset(offset for place in found for offset in place.offsets)


def runs(left: Iterable[int]) -> list[Place]:
    """Return the stretches that offsets form."""
    check()
    found: list[Place] = []
    for offset in sorted(left):
        if found and found[-1].end == offset:
            found[-1] = Place(found[-1].start, offset + 1)
        else:
            found.append(Place(offset, offset + 1))
    return found


def _finds(name: str, text: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def _stretches(name: str, reading: str) -> Iterator[Place]:
    start = 0
    while start <= len(reading) - SHORTEST:
        end = start + SHORTEST
        while end <= len(reading) and reading[start:end] in name:
            end += 1
        if end - 1 - start >= SHORTEST and not _cuts_either(name, reading, start, end - 1):
            yield Place(start, end - 1)
        start += 1


def _cuts_either(name: str, reading: str, start: int, end: int) -> bool:
    at = name.find(reading[start:end])
    return _cuts_number(reading, start, end) or _cuts_number(name, at, at + end - start)


def _cuts_number(text: str, start: int, end: int) -> bool:
    """Return whether the stretch begins or ends inside a number, in digits or in words."""
    return _inside(text, start) or _inside(text, end)


def _inside(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before in ".,":
        return after.isdigit() and at > 1 and text[at - 2].isdigit()
    if after in ".,":
        return before.isdigit() and at + 1 < len(text) and text[at + 1].isdigit()
    numerals = before in NUMERALS and after in NUMERALS
    return (before.isdigit() and after.isdigit()) or numerals
