"""A document as a format reader returns it: its parts in order, and its metadata."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
    as pages that could not be read. `recognised` says which text comes from text recognition.
    """

    parts: Sequence[Part]
    title: str = ""
    hint: str = ""
    metadata: Metadata = field(default_factory=dict)
    notes: Sequence[str] = ()
    recognised: str = ""


def fold_title(text: str) -> str:
    """Fold a title for comparison: keep letters, digits, Chinese characters and underscores."""
    return re.sub(r"\W+", "", text)


def recognised(confidence: Mapping[int, float]) -> str:
    """Say which pages were recognised and how surely, as `第 3–5 页由文字识别得到，平均把握 0.97`."""
    if not confidence:
        return ""
    mean = sum(confidence.values()) / len(confidence)
    return f"第 {numbers(list(confidence))} 页由文字识别得到，平均把握 {mean:.2f}"


def numbers(pages: Sequence[int]) -> str:
    """Write ascending page numbers with their runs, as `3–5、8`."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return "、".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)
