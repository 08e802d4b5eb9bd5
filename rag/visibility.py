"""What somebody may read: folders of the corpus that are readable, and others that are not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

EVERYTHING = ""
"""The folder that holds all others."""


@dataclass(frozen=True, slots=True)
class Visible:
    """The articles that somebody may read, by their files.

    `rules` say of folders, `医保` or `医保/天津`, each with all that is in it, whether they may be
    read; of those around a file the nearest counts, and without any the file may be read. A rule
    may also name a file itself.
    """

    rules: frozenset[tuple[str, bool]] = frozenset()

    @classmethod
    def of(cls, readable: Mapping[str, bool]) -> Visible:
        """Return what rules let somebody read; rules that allow the same give equal objects."""
        known = {normal(folder): may for folder, may in readable.items()}
        return cls(
            frozenset(
                (folder, may)
                for folder, may in known.items()
                if may != _nearest(known, _outside(folder))
            )
        )

    @property
    def everything(self) -> bool:
        """Whether all articles may be read."""
        return not self.rules

    def allows(self, file: str) -> bool:
        """Return whether articles of a file may be read, named as `Article.file` is."""
        return _nearest(dict(self.rules), around(normal(file)))

    def __and__(self, other: Visible) -> Visible:
        """Return what both let somebody read."""
        folders = [folder for folder, _ in self.rules | other.rules]
        return Visible.of({name: self.allows(name) and other.allows(name) for name in folders})


def normal(folder: str) -> str:
    """Return a folder's name as it is compared; EVERYTHING for `/`.

    The same characters are written in several ways, and a rule must not fail for that.
    """
    composed = unicodedata.normalize("NFC", folder).replace("\\", "/")
    parts = [part.strip() for part in composed.split("/")]
    return "/".join(part for part in parts if part not in ("", "."))


def around(path: str) -> Iterator[str]:
    """Yield a path, then the folders around it, the nearest first and EVERYTHING last."""
    yield path
    for parent in PurePosixPath(path).parents if path else ():
        yield EVERYTHING if str(parent) == "." else str(parent)


def _outside(folder: str) -> list[str]:
    return list(around(folder))[1:]


def _nearest(rules: Mapping[str, bool], places: Iterable[str]) -> bool:
    return next((rules[place] for place in places if place in rules), True)
