"""What runs an embedding model: sentence-transformers itself, or OpenVINO."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Kind = Literal["query", "passage"]
EngineName = Literal["auto", "openvino", "torch"]


@dataclass(frozen=True, slots=True)
class Output:
    """What a model makes of n texts, padded to the same number of tokens t.

    `vectors` (n, d) and `tokens` (n, t, d) are of unit length; `offsets` (n, t, 2) are the
    tokens' characters in the texts with their prompt, empty for special tokens; `real` (n, t)
    is false for padding.
    """

    vectors: NDArray[np.float32]
    tokens: NDArray[np.float32]
    offsets: NDArray[np.int32]
    real: NDArray[np.bool_]


class Engine(Protocol):
    """A loaded model. Safe for many threads at once."""

    @property
    def dimension(self) -> int:
        """Length of a text's vector and of a token's."""
        ...

    @property
    def max_tokens(self) -> int:
        """Number of tokens that the model reads of a text."""
        ...

    @property
    def prompts(self) -> Mapping[str, str | None]:
        """The prompts of the model's configuration, by sentence-transformers' names."""
        ...

    def run(self, texts: list[str], kind: Kind, prompt: str) -> Output:
        """Encode texts of one kind, each with the prompt before it."""
        ...
