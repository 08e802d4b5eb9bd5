"""Vectors of fixed texts, encoded once for each model and kept in the user's cache."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tokenize import TokenError
from typing import TYPE_CHECKING

import numpy as np

from index.paths import cache_dir

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.interface import Encoder


def example_vectors(embedder: Encoder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the vectors (n, d) of texts as questions, from the cache where they are there.

    A cache that is damaged or cannot be written is not an error: the texts are encoded again.
    """
    file = _file(embedder, texts)
    vectors = _read(file, (len(texts), embedder.dimension))
    if vectors is None:
        vectors = embedder.embed(texts, "query")
        with suppress(OSError):
            _write(file, vectors)
    return vectors


def _file(embedder: Encoder, texts: Sequence[str]) -> Path:
    """Return the cache's file; its name is the model's, with a hash of its path and the texts."""
    key = hashlib.sha256("\n".join([embedder.name, *texts]).encode()).hexdigest()[:16]
    model = re.sub(r"[^\w.-]", "_", Path(embedder.name).name)[:80]
    return cache_dir() / "examples" / f"{model}-{key}.npy"


def _read(file: Path, shape: tuple[int, int]) -> NDArray[np.float32] | None:
    """Read vectors; None where the file is missing or is not what was written."""
    try:
        vectors: NDArray[np.float32] = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError, SyntaxError, TokenError, TypeError):
        return None
    whole = vectors.shape == shape and vectors.dtype == np.float32 and np.isfinite(vectors).all()
    return vectors if whole else None


def _write(file: Path, vectors: NDArray[np.float32]) -> None:
    """Write the vectors under another name, then rename the file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{file.stem}-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            np.save(stream, vectors)
        Path(temporary).replace(file)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
