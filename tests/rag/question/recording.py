"""A fake embedder that notes the texts whose vectors are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from eval.fake import FakeEmbedder

if TYPE_CHECKING:
    from index.embedding.engine import Kind


class RecordingEmbedder(FakeEmbedder):
    """A fake embedder; `embedded` are the texts of `embed`, in order."""

    def __init__(self, name: str = "fake") -> None:
        self.name = name
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str], kind: Kind) -> NDArray[np.float32]:
        """Note the texts and return their vectors."""
        self.embedded += texts
        return super().embed(texts, kind)
