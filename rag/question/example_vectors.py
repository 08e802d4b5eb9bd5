"""Vectors of fixed texts: shipped for the default model, else encoded once and kept in a cache."""

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


SHIPPED = Path(__file__).parent / "vectors"  # those of the default model


def example_vectors(embedder: Encoder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the vectors (n, d) of texts as questions, shipped or from the cache where they are.

    A cache that is damaged or cannot be written is not an error: the texts are encoded again.
    """
    name, shape = file_name(embedder, texts), (len(texts), embedder.dimension)
    cached = cache_dir() / "examples" / name
    for file in (SHIPPED / name, cached):
        if (kept := _read(file, shape)) is not None:
            return kept
    vectors = _encode(embedder, texts)
    with suppress(OSError):
        _write(cached, vectors)
    return vectors.astype(np.float32)


def ship(embedder: Encoder, texts: Sequence[str]) -> Path:
    """Write the vectors of texts among the program's own files, in place of those there."""
    vectors = _encode(embedder, texts)
    for old in SHIPPED.glob("*.npy"):
        old.unlink()
    file = SHIPPED / file_name(embedder, texts)
    _write(file, vectors)
    file.chmod(0o644)
    return file


def file_name(embedder: Encoder, texts: Sequence[str]) -> str:
    """Return the model's name with a hash of its path, its query prompt and the texts."""
    hashed = "\n".join([embedder.name, embedder.prompts["query"], *texts])
    key = hashlib.sha256(hashed.encode()).hexdigest()[:16]
    model = re.sub(r"[^\w.-]", "_", Path(embedder.name).name)[:80]
    return f"{model}-{key}.npy"


def _encode(embedder: Encoder, texts: Sequence[str]) -> NDArray[np.float16]:
    """Encode texts; half precision halves the file, and the first run equals the later ones."""
    return embedder.embed(texts, "query").astype(np.float16)


def _read(file: Path, shape: tuple[int, int]) -> NDArray[np.float32] | None:
    """Read vectors; None where the file is missing or is not what was written."""
    try:
        vectors = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError, SyntaxError, TokenError, TypeError):
        return None
    whole = vectors.shape == shape and vectors.dtype == np.float16 and np.isfinite(vectors).all()
    return vectors.astype(np.float32) if whole else None


def _write(file: Path, vectors: NDArray[np.float16]) -> None:
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
