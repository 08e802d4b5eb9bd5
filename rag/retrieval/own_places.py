"""Lower the passages of another place's documents: 淄博市…条例 where 济南 is asked about.

It applies where a document of the place asked for was found. A document is of the place with which
its title begins; others hold everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from rag.language.proper_names import PLACE, proper_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOWERED = 8.0  # score that a passage of another place's document loses


def own_places_first(
    scores: NDArray[np.float32], titles: Sequence[str], asked: str
) -> NDArray[np.float32]:
    """Return the scores of passages (n,), given the titles of their documents."""
    wanted = _places(asked)
    if not wanted:
        return scores
    places = [_place_of(title) for title in titles]
    own = np.array([place in wanted for place in places])
    other = np.array([bool(place) for place in places]) & ~own
    lowered: NDArray[np.float32] = scores - np.float32(LOWERED) * (other & own.any())
    return lowered.astype(np.float32)


@lru_cache(maxsize=4096)
def _place_of(title: str) -> str:
    """Return the place with which a title begins, '' without one."""
    return next((place for place in _places(title) if title.startswith(place)), "")


@lru_cache(maxsize=4096)
def _places(text: str) -> tuple[str, ...]:
    """Return the places that a text names, without what they are: 济南 of 济南市."""
    names = proper_names(text, (PLACE,), 2)
    return tuple(name[:-1] if len(name) > 2 and name[-1] in "省市" else name for name in names)
