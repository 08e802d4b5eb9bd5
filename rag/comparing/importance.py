"""Tell what a change is about, and how much it matters: figures and duties first, wording last."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from rag.comparing.figures import WORDS, FigurePair
from rag.comparing.wording import Reason
from rag.language.modality import alternatives, rules
from rag.language.word_lists import read_lists, word_list

HIGH, MEDIUM = 5, 2  # weights from which a change matters much, or somewhat

_LISTS: dict[Reason, str] = {
    "scope": "scope",
    "body": "bodies",
    "liability": "liability",
    "validity": "validity",
}
_ABOUT = {
    reason: re.compile(alternatives(*word_list(name, WORDS))) for reason, name in _LISTS.items()
}
_NUMBER = re.compile(r"[〔\[（(]\d{4}[〕\]）)]\s?(?:第\s?)?\d{1,5}\s?号|第\s?\d{1,5}\s?号")
_TERMS = frozenset(word_list("terms", WORDS))
_AMOUNTS = frozenset(word_list("amounts", WORDS))


def reasons(
    changed: Iterable[str], figures: Sequence[FigurePair], before: str, after: str
) -> tuple[Reason, ...]:
    """Return what a change is about, the weightiest first.

    `changed` are the words that were put in or taken out, `before` and `after` the two clauses;
    one is empty for a clause that only one text has.
    """
    found: set[Reason] = {_of_figure(pair) for pair in figures if pair.verdict != "same"}
    words = "\n".join(changed)
    found |= {reason for reason, pattern in _ABOUT.items() if pattern.search(words)}
    if _duties(before) != _duties(after):
        found.add("duty")
    if set(_NUMBER.findall(before)) != set(_NUMBER.findall(after)):
        found.add("number")
    ordered = sorted(found, key=lambda reason: -weight(reason))
    return tuple(ordered) or ("wording",)


def weight(reason: Reason) -> int:
    """Return how much a reason matters."""
    return int(read_lists(WORDS)["weights"][reason])


def level(importance: int) -> Literal["high", "medium", "low"]:
    """Return how much a sum of weights matters."""
    if importance >= HIGH:
        return "high"
    return "medium" if importance >= MEDIUM else "low"


def _of_figure(pair: FigurePair) -> Reason:
    figure = pair.b or pair.a
    if figure is None:
        raise ValueError("a pair has a figure on one side at least")
    if figure.kind == "date" or figure.unit in _TERMS:
        return "date"
    return "amount" if figure.unit in _AMOUNTS else "figure"


def _duties(text: str) -> Counter[str]:
    return Counter(rule.modality for rule in rules(text))
