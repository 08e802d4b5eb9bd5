"""Split text into sentences."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;]+[”’」』）)》】]*|\n|$)")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence, without the white space around it."""
    spans = []
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            spans.append((start, end))
    return spans
