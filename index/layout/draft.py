"""A document as a format reader returns it: its parts in order, and its metadata."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.layout.parts import Part
from index.metadata.fields import Metadata

MAX_TITLE = 80  # most characters of a title; a longer first line is text
MAX_TITLE_LINES = 4  # most printed lines of a title; more are text in large type


@dataclass(frozen=True, slots=True)
class Draft:
    """The result of reading one file, before it becomes an article.

    `title` is set as a title in the document; `hint` is the title in the file's properties,
    often stale and used only where the text has none. `notes` are warnings for a person, such
    as pages that could not be read.
    """

    parts: Sequence[Part]
    title: str = ""
    hint: str = ""
    metadata: Metadata = field(default_factory=dict)
    notes: Sequence[str] = ()


def fold_title(text: str) -> str:
    """Fold a title for comparison: keep letters, digits, Chinese characters and underscores."""
    return re.sub(r"\W+", "", text)
