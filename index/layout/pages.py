"""Find where the pages of a document start in an article's clean text."""

from __future__ import annotations

from collections.abc import Sequence

PageMarks = Sequence[tuple[int, int]]  # (offset in a line, page that starts there)


def page_starts(
    text: str, lines: Sequence[str], marks: Sequence[PageMarks]
) -> tuple[tuple[int, int], ...]:
    """Return (offset, page) of the first character of each page in the text.

    The text consists of the lines in their order, joined; lines missing from it are skipped.
    """
    starts: list[tuple[int, int]] = []
    at = 0
    for line, line_marks in zip(lines, marks, strict=False):
        while text[at : at + 1].isspace():
            at += 1
        if not line or not text.startswith(line, at):
            continue
        for offset, page in line_marks:
            if not starts or starts[-1][1] != page:
                starts.append((at + offset, page))
        at += len(line)
        if at >= len(text):
            break
    return tuple(starts)
