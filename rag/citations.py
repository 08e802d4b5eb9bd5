"""Numbered citations, and the check of each statement against what it cites."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from rag.answer import Citation

MARK = re.compile(r"\[(\d{1,3})\]")
_STATEMENT = re.compile(r"[^\[\]]*?(?:\[\d{1,3}\])+")
_SOURCE_LINE = re.compile(r"^《.*》.*：$", re.M)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def statements(answer: str) -> Iterator[tuple[str, list[int]]]:
    """Each statement of an answer, and the numbers of its citations (none: uncited)."""
    end = 0
    for match in _STATEMENT.finditer(answer):
        text = MARK.sub("", match[0]).strip()
        if text:
            yield text, [int(n) for n in MARK.findall(match[0])]
        end = match.end()
    if rest := answer[end:].strip():
        yield rest, []


def figures(text: str) -> set[str]:
    """Numbers of a text: half-width, without thousands separators and trailing zeros."""
    folded = unicodedata.normalize("NFKC", text)
    return {_plain(number) for number in _FIGURE.findall(folded)}


def _plain(number: str) -> str:
    number = number.replace(",", "")
    return number.rstrip("0").rstrip(".") if "." in number else number


def figures_supported(answer: str, citations: Sequence[Citation]) -> bool:
    """Whether every figure of every statement stands in a quote that the statement cites.

    A title in 《》 and its issue, before a quote, name the source and need no support.
    """
    quotes = {citation.n: citation.quote for citation in citations}
    for text, marks in statements(_SOURCE_LINE.sub("", answer)):
        cited = set().union(*(figures(quotes.get(n, "")) for n in marks)) if marks else set()
        if not figures(re.sub(r"^《.*?》(?=[：（])", "", text)) <= cited:
            return False
    return True
