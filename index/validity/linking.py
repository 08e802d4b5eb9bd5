"""Find the article that a text names: by 文号 first, else by its title; in doubt, none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from index.validity.heads import Head
from index.validity.names import Named, Number
from index.validity.titles import CENTRAL, Title, place_of, same_place


class Register:
    """The heads of all articles, by 文号 and by title."""

    def __init__(self, heads: Iterable[Head]) -> None:
        self._numbers: dict[tuple[int, int], list[Head]] = defaultdict(list)
        self.titles: dict[str, list[Head]] = defaultdict(list)
        for head in heads:
            self.titles[head.title.base].append(head)
            if head.number:
                self._numbers[head.number.year, head.number.count].append(head)

    def find(self, named: Named, by: Head, *, later: bool = False) -> list[Head]:
        """Return the articles that are the document which `by` names; copies of it are several.

        It is earlier than `by`, or `later`. Documents of the same name in another place, or of
        a day that cannot be told from the others', are none.
        """
        title = Title.of(named.title)
        if found := self._numbered(named, title, by):
            return found
        known = [
            head
            for head in self.titles.get(title.base, ())
            if head.id != by.id and _fits(named, head) and _is_near(named, head, by)
        ]
        first, second = (by, None) if later else (None, by)
        known = [
            head
            for head in known
            if not head.day or not by.day or (first or head).is_before(second or head)
        ]
        exact = [head for head in known if head.title.exact == title.exact]
        return _nearest_in_time(exact or known, later)

    def _numbered(self, named: Named, title: Title, by: Head) -> list[Head]:
        found: list[Head] = []
        for number in named.numbers:
            for head in self._numbers.get((number.year, number.count), ()):
                same = head.number and number.names(head.number) and head.id != by.id
                if same and head not in found and _agrees(title, head, by):
                    found.append(head)
        return found


def _agrees(title: Title, head: Head, by: Head) -> bool:
    """Return whether a document of the right 文号 is meant, and not one of another place."""
    if title.base and (title.base in head.title.base or head.title.base in title.base):
        return True
    if not by.place or not head.place:
        return not title.base
    return same_place(by.place, head.place)


def _fits(named: Named, head: Head) -> bool:
    """Return whether 文号 and year as named go with those of a document of the title."""
    if named.numbers and head.number and not _may_be_one_of(head.number, named.numbers):
        return False
    return not (named.year and head.year) or abs(named.year - head.year) <= 1


def _may_be_one_of(known: Number, numbers: Iterable[Number]) -> bool:
    """Return whether a number may be one of those named; orders go by several names."""
    return any(
        number.names(known) or (not number.year and not known.year and number.count == known.count)
        for number in numbers
    )


def _is_near(named: Named, head: Head, by: Head) -> bool:
    """Return whether the document is of the place that names it."""
    if place_of(named.title) not in ("", CENTRAL):
        return True  # the title itself tells the place
    if by.place and head.place:
        return same_place(by.place, head.place)
    return not head.place and by.place in ("", CENTRAL)


def _nearest_in_time(known: list[Head], later: bool) -> list[Head]:
    """Return the versions of the day next to the one that names them; none where not dated."""
    if len(known) < 2:
        return known
    days = [head.day for head in known]
    if not all(days):
        return []
    nearest = min(days) if later else max(days)
    return [head for head in known if head.day == nearest]
