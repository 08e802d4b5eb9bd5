from __future__ import annotations

from index.embedding import bundled
from index.embedding.embedder import BUNDLED, Embedder


def test_the_bundled_model_is_a_folder_without_pickles(embedder: Embedder) -> None:
    files = {file.suffix for file in bundled.model_folder().rglob("*") if file.is_file()}
    assert embedder.name == BUNDLED
    assert files == {".json", ".safetensors"}
