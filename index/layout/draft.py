"""A document between its format and the corpus: its parts in order, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.layout.parts import Part
from index.metadata.fields import Metadata

MAX_TITLE = 80  # characters; a longer first line is text
MAX_TITLE_LINES = 4  # lines set as a title; more are text set like one


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader of one format found.

    `title` is what the document sets as its title; `hint` is a title from the file's
    properties, often stale, taken only where the text gives none. `notes` are what a person
    should know, such as pages that could not be read.
    """

    parts: Sequence[Part]
    title: str = ""
    hint: str = ""
    metadata: Metadata = field(default_factory=dict)
    notes: Sequence[str] = ()


def fold_title(text: str) -> str:
    """Letters, digits and Chinese characters only: titles are compared so."""
    return re.sub(r"\W+", "", text)
