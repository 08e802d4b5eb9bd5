"""Which store is meant: its folder, the model of its vectors, and where it is searched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.search.milvus.collection import Milvus


@dataclass(frozen=True, slots=True)
class StoreSpec:
    """A store as the settings name it.

    `folder` is its directory, `model` the name of the embedding model. With `milvus` its
    passages are searched in that collection, without it in the store's own files.
    """

    folder: Path
    model: str
    milvus: Milvus | None = None
