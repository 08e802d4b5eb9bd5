"""What the index needs of an embedding model; `Embedder` and the tests' fake fulfil it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.embedding.embedder import Encoded
    from index.embedding.engine import EngineName, Kind


class Encoder(Protocol):
    """A loaded embedding model. Safe for many threads at once."""

    @property
    def name(self) -> str:
        """The model's name, as the store's manifest records it."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a text's vector."""
        ...

    @property
    def prompts(self) -> Mapping[Kind, str]:
        """What is put before a text of each kind; empty for nothing."""
        ...

    def encode(
        self, texts: Sequence[str], kind: Kind, on_batch: Callable[[int], None] | None = None
    ) -> list[Encoded]:
        """Encode texts, in their order; call `on_batch` with the number encoded so far."""
        ...

    def embed(self, texts: Sequence[str], kind: Kind) -> NDArray[np.float32]:
        """Return the texts' vectors alone, (n, d)."""
        ...

    def query(self, text: str) -> Encoded:
        """Encode one question."""
        ...


LoadEncoder = Callable[[str, str | None, str | None, "EngineName"], Encoder]
"""Loads a model by its name, with prompts for passages and for questions (None: its own).

The last argument is what runs it.

Raises ModelError where it cannot be loaded.
"""
