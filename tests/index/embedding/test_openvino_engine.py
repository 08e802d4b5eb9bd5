"""Both engines give the same vectors, and answers need neither torch nor transformers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embedding.embedder import Embedder
from index.embedding.openvino_engine import OpenVinoEngine
from index.paths import SAMPLE

CORPUS = Path("../shared/corpus")
FOLDERS = [SAMPLE, pytest.param(CORPUS, marks=pytest.mark.corpus)]


@pytest.fixture(scope="module")
def reference() -> Embedder:
    return Embedder.load(engine="torch")


def stretches(folder: Path, length: int) -> list[str]:
    """Cut twelve stretches out of the folder's texts."""
    texts = [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))]
    return [text[at : at + length] for text in texts for at in (500, 2000, 5000, 9000)][:12]


@pytest.mark.parametrize("folder", FOLDERS)
def test_questions_have_the_vectors_of_torch(
    folder: Path, embedder: Embedder, reference: Embedder
) -> None:
    assert isinstance(embedder.engine, OpenVinoEngine)
    texts = [*stretches(folder, 40), "", "ＤＲＧ①　pH 7.4 ㎏", "Ça va ? ちがう", "x" * 3000]
    found, expected = embedder.encode(texts, "query"), reference.encode(texts, "query")
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.spans.tolist() == theirs.spans.tolist()
        assert ours.vector == pytest.approx(theirs.vector, abs=1e-3)
        assert ours.tokens == pytest.approx(theirs.tokens, abs=1e-3)


@pytest.mark.parametrize("folder", FOLDERS)
def test_passages_have_the_directions_of_torch(
    folder: Path, embedder: Embedder, reference: Embedder
) -> None:
    texts = stretches(folder, 300)
    found, expected = embedder.encode(texts, "passage"), reference.encode(texts, "passage")
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.spans.tolist() == theirs.spans.tolist()
        assert float(ours.vector @ theirs.vector) > 1 - 1e-3
        assert (ours.tokens * theirs.tokens).sum(axis=1).min() > 1 - 1e-3


def test_a_question_is_encoded_without_torch_and_transformers(embedder: Embedder) -> None:
    code = (
        "import sys; from index.embedding.embedder import Embedder\n"
        "Embedder.load().query('降价多少？')\n"
        "print(*{'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_text_without_characters_has_a_vector_and_no_tokens(embedder: Embedder) -> None:
    encoded = embedder.encode([""], "query")[0]
    assert np.linalg.norm(encoded.vector) == pytest.approx(1, abs=1e-5)
    assert encoded.tokens.shape == (0, 384)
