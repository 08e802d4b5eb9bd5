"""Take apart a part of a question that asks the same of a further thing: 公办的多少平？民办的呢？"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_ASKED = re.compile(r"[^？?；;]+[？?；;]?")
_SAME = re.compile(r"^(?:那么?)?([^，,]{1,20}?)的?呢[？?]?$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that ask, of `about` if the same was asked before of another thing.

    `others` are the things of which the same is asked after it. One `alone` is a part of its own,
    for which statements were scored, so that its thing may have another name there.
    """

    words: str
    about: str = ""
    others: tuple[str, ...] = ()
    alone: bool = False

    def fitting(self, texts: Sequence[str]) -> list[str]:
        """Return the texts that may answer: those that name the thing, or no other one."""
        if self.about:
            named = [text for text in texts if self.about in text]
            return named or ([*texts] if self.alone else [])
        return [t for t in texts if not any(other in t for other in self.others)] or [*texts]


def pieces(part: str) -> list[Piece]:
    """Return what a part of a question asks, a thing at a time; itself alone if of one thing."""
    asked = [match[0].strip() for match in _ASKED.finditer(part)]
    same = [match and match[1] for match in map(_SAME.match, asked)]
    others = tuple(about for about in same if about)
    first = "".join(words for words, about in zip(asked, same, strict=True) if not about)
    if not others:
        return [Piece(part)]
    if not first:
        return [Piece(part, others[0], alone=True)]
    further = (Piece(words, about) for words, about in zip(asked, same, strict=True) if about)
    return [Piece(first, "", others), *further]
