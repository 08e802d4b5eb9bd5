"""Read what a rule says of an act: whether it permits, forbids, requires or frees from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from rag.language.word_lists import word_list

Modality = Literal["forbids", "frees", "requires", "permits"]

_WORDS = Path(__file__).with_name("modality.toml")


def alternatives(*words: str) -> str:
    """Return words as alternatives of a pattern, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_KINDS: dict[str, Modality] = {
    word: kind for kind in get_args(Modality) for word in word_list(kind, _WORDS)
}
_PATTERN = re.compile(alternatives(*_KINDS, *word_list("others", _WORDS)))
_CLAUSE = re.compile(r"[^，,：:；;。！？!?\n]+")
_BASIS = re.compile(r"(?:按照?|依照|依法|根据|依据|经|在|由|凭|通过)[^，,：:；;。！？!?\n]*[，,]")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a clause says of an act.

    `start` and `end` are the offsets of the word that says so. The clause begins at `clause`,
    and the act ends at `until`: at the next such word or with the clause. A clause that only
    says on what basis doesn't count: 可以按照规定，采购药材 is about 采购药材.
    """

    modality: Modality
    clause: int
    start: int
    end: int
    until: int


def rules(text: str) -> Iterator[Rule]:
    """Yield the rules of a text, in order."""
    found = [(m, clause) for clause in _CLAUSE.finditer(text) for m in _modals(text, clause)]
    starts = [match.start() for match, _ in found]
    for (match, clause), following in zip(found, [*starts[1:], len(text)], strict=False):
        until = clause.end()
        if _BASIS.fullmatch(text, match.end(), until + 1) and (
            more := _CLAUSE.match(text, until + 1)
        ):
            until = more.end()
        until = min(until, following)
        yield Rule(_KINDS[match[0]], clause.start(), match.start(), match.end(), until)


def without_modals(text: str) -> str:
    """Return a text without the words that make rules, and without words that look like them."""
    return _PATTERN.sub("", text)


def _modals(text: str, clause: re.Match[str]) -> Iterator[re.Match[str]]:
    return (m for m in _PATTERN.finditer(text, *clause.span()) if m[0] in _KINDS)
