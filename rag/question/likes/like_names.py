"""Tell which of the words around a conjunction are names of one kind: 第二批和第三批, 济南和淄博.

Places, titles, years and numbers with one unit are of one kind each. Where a figure is asked for,
so are names that end alike (髋关节和膝关节) and any nouns of about the same length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from index.text.characters import NUMERALS
from rag.language.question_words import Word, words

MAX_NAME = 12  # characters
NEAR = 1  # characters by which unlike nouns may differ in length

_COUNTS = rf"{NUMERALS}\d甲乙丙丁ⅠⅡⅢⅣ"
_NUMBERED = re.compile(rf"第?(?<![{_COUNTS}])[{_COUNTS}]++([批轮届版期次类级档季组型])")
_YEAR = re.compile(r"(?:19|20)\d\d年?(?:度|版)?")
_NAME = re.compile(r"[^，,。；;？?！!的是有由在]+")


def like_names(left: str, inner: Sequence[str], right: str, figure: bool) -> tuple[int, int] | None:
    """Return where the first name begins in `left`, and where the last one ends in `right`.

    `inner` are the names between. None where they are not all of one kind. `figure` tells that a
    figure is asked for.
    """
    rules: list[Callable[[str, str], tuple[int, int] | None]] = [_places, _titles, _numbered]
    for rule in [*rules, *([_alike, _nouns] if figure else [])]:
        found = rule(left, right)
        if found and all(rule(left, name) == (found[0], len(name)) for name in inner):
            return found
    return None


def _places(left: str, right: str) -> tuple[int, int] | None:
    """Find a place at the end of `left` and one at the start of `right`."""
    first, last = _ends(left), _begins(right)
    place = first and last and first[-1].is_place and last[0].is_place
    return (first[-1].start, last[0].end) if place else None


def _titles(left: str, right: str) -> tuple[int, int] | None:
    first, last = _ends(left), _begins(right)
    title = first and last and first[-1].tag == last[0].tag == "title"
    return (first[-1].start, last[0].end) if title else None


def _numbered(left: str, right: str) -> tuple[int, int] | None:
    """Find years, or numbers with the same unit and what follows it: 一级医院和二级医院."""
    for pattern in (_YEAR, _NUMBERED):
        ours, theirs = [*pattern.finditer(left)], pattern.match(right)
        if ours and theirs and ours[-1].groups() == theirs.groups():
            rest = left[ours[-1].end() :]
            if right.startswith(rest, theirs.end()) and ours[-1][0] != theirs[0]:
                return ours[-1].start(), theirs.end() + len(rest)
    return None


def _alike(left: str, right: str) -> tuple[int, int] | None:
    """Find names that end alike, with one character of short ones and two of longer ones."""
    for end in _name_ends(right):
        name = right[:end]
        start = max(0, len(left) - len(name)) if _cuts(left, len(left) - len(name)) else 0
        own = left[start:]
        same = _same_end(own, name)
        least = 1 if min(len(own), len(name)) <= 3 else 2
        if (
            own != name
            and 1 < len(own) <= MAX_NAME
            and same >= least
            and 2 * same >= min(len(own), len(name)) - 1
        ):
            return start, end
    return None


def _nouns(left: str, right: str) -> tuple[int, int] | None:
    """Find nouns, the one after the conjunction as long as the one before it, or nearly."""
    first = _ends(left)
    start = next((w.start for w in first if not (w.tag == "year" or w.is_place)), 0)
    own = [w for w in first if w.start >= start]
    length = len(left) - start
    if not own or not all(_can_name(w) for w in own) or not 1 < length <= MAX_NAME:
        return None
    for end in sorted(_name_ends(right), key=lambda end: (abs(end - length), end)):
        if abs(end - length) <= NEAR and all(map(_can_name, words(right[:end]))):
            return start, end
    return None


def _can_name(word: Word) -> bool:
    own_kind = word.tag in ("title", "ordinal")
    return (word.names or word.acts) and not (word.asks or own_kind)


def _name_ends(text: str) -> Iterator[int]:
    """Yield where a name at the start of a text may end: after each of its words."""
    match = _NAME.match(text)
    for word in _begins(text):
        if match and 1 < word.end <= min(match.end(), MAX_NAME):
            yield word.end


def _cuts(text: str, at: int) -> bool:
    """Return whether a word begins at an offset."""
    return at >= 0 and any(word.start == at for word in words(text))


def _same_end(one: str, other: str) -> int:
    pairs = enumerate(zip(reversed(one), reversed(other), strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _ends(text: str) -> list[Word]:
    return list(words(text))


def _begins(text: str) -> list[Word]:
    """Return the words of a text up to the first that asks."""
    found = list(words(text))
    return found[: next((i for i, word in enumerate(found) if word.asks), len(found))]
