"""Tell whether a question names one item of a list: 春节放几天假 among all the holidays."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.characters import BASIC_HAN
from index.text.dictionary import dictionary

LABEL = 8  # first characters of an item, its number and what it is about

_WORD = re.compile(f"[{BASIC_HAN}]{{2,}}")


def named_item(asked: str, lead: str, items: Sequence[str], least: int = 1) -> int | None:
    """Return the place of the only item that says words of the question which no other says.

    Words of the line that leads in count only where an item begins with them. At least `least`
    such words are asked for.
    """
    words = {word for word in dictionary().cut(asked) if _WORD.fullmatch(word)}
    saying = {word: [n for n, item in enumerate(items) if word in item] for word in words}
    alone = [
        places[0]
        for word, places in saying.items()
        if len(places) == 1 and (word not in lead or word in items[places[0]][:LABEL])
    ]
    if len(alone) < least or len(set(alone)) != 1:
        return None
    return alone[0]
