"""The folders of the corpus, with who may read each: what an administrator is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.visibility import EVERYTHING, around, normal


@dataclass(frozen=True, slots=True)
class Collection:
    """A folder with the number of articles in it and in all folders in it.

    `groups` are those that its own rule lets read it, None where it has no rule; then that of
    `ruled_by` holds, the nearest folder around it that has one, if any has.
    """

    folder: str
    articles: int
    groups: list[str] | None
    ruled_by: str | None

    @property
    def name(self) -> str:
        """The folder's name, `/` for the whole corpus."""
        return self.folder or "/"


def collections(files: Sequence[str], rules: Mapping[str, list[str]]) -> list[Collection]:
    """Return all folders of the articles' files, and whatever else there is a rule for, in order.

    A rule for what no article lies in has 0 articles: its name may be wrong.
    """
    counts = Counter(place for file in files for place in around(normal(file)))
    files_alone = {normal(file) for file in files} - rules.keys()
    folders = {EVERYTHING} | counts.keys() - files_alone | rules.keys()
    return [
        Collection(folder, counts[folder], rules.get(folder), _ruling(folder, rules))
        for folder in sorted(folders)
    ]


def unmatched(found: Sequence[Collection]) -> list[str]:
    """Return the names of what there is a rule for, and no article in."""
    return [one.name for one in found if one.groups is not None and not one.articles]


def _ruling(folder: str, rules: Mapping[str, list[str]]) -> str | None:
    _, *outside = around(folder)
    return next((place for place in outside if place in rules), None)
