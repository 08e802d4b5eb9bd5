"""Which store is meant: its folder, the model of its vectors, and where it is searched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.embedding.engine import EngineName
    from index.search.milvus.collection import Milvus


@dataclass(frozen=True, slots=True)
class StoreSpec:
    """A store as the settings name it.

    `folder` is its directory, `model` the name of the embedding model. With `milvus` its
    passages are searched in that collection, without it in the store's own files.
    `passage_prompt` is put before each passage in place of the model's own prompt; with None
    that stands. `query_prompt` is the same for questions; no vector of the store depends on it.
    `encoder` is what runs the model; its choice changes vectors by rounding alone.
    """

    folder: Path
    model: str
    milvus: Milvus | None = None
    passage_prompt: str | None = None
    query_prompt: str | None = None
    encoder: EngineName = "auto"

    @property
    def vectors(self) -> str:
        """Name of the vectors that model and prompt make; vectors of equal names are alike."""
        if self.passage_prompt is None:
            return self.model
        return f"{self.model} {self.passage_prompt!r}"


def shown_prompt(prompt: str | None) -> str:
    """Return a prompt as the user is shown it, on one line; None is the model's own."""
    if prompt is None:
        return "模型自带的"
    return f"“{prompt}”".replace("\n", "\\n") if prompt else "空"
