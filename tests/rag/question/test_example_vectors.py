from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.embedding.embedder import Embedder
from rag.question.example_vectors import SHIPPED, example_vectors, file_name, ship
from rag.question.intents import example_texts
from tests.rag.question.recording import RecordingEmbedder

TEXTS = ["养老院床位", "公园几点开门"]
ROUNDED = 1e-3  # by half precision, of values up to 1


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def cached(cache: Path) -> list[Path]:
    return [file for file in cache.rglob("*") if file.is_file()]


def test_texts_are_encoded_once() -> None:
    first = example_vectors(RecordingEmbedder(), TEXTS)
    assert RecordingEmbedder().embed(TEXTS, "query") == pytest.approx(first, abs=ROUNDED)
    again = RecordingEmbedder()
    assert np.array_equal(example_vectors(again, TEXTS), first)
    assert again.embedded == []


def test_other_texts_models_and_prompts_have_a_file_of_their_own(cache: Path) -> None:
    other, prompted = RecordingEmbedder("some/where/else"), RecordingEmbedder()
    prompted.prompts = {"query": "问：", "passage": ""}
    example_vectors(RecordingEmbedder(), TEXTS)
    example_vectors(RecordingEmbedder(), TEXTS[:1])
    example_vectors(other, TEXTS)
    example_vectors(prompted, TEXTS)
    assert len(cached(cache)) == 4


@pytest.mark.parametrize("content", [b"", b"x", b"\x93NUMPY\x01\x00"])
def test_a_damaged_cache_is_written_anew(cache: Path, content: bytes) -> None:
    vectors = example_vectors(RecordingEmbedder(), TEXTS)
    (file,) = cached(cache)
    file.write_bytes(content)
    assert example_vectors(RecordingEmbedder(), TEXTS) == pytest.approx(vectors)
    assert np.load(file) == pytest.approx(vectors)


def test_a_cache_of_another_shape_or_with_gaps_is_not_used(cache: Path) -> None:
    vectors = example_vectors(RecordingEmbedder(), TEXTS)
    (file,) = cached(cache)
    for wrong in (vectors[:1], vectors, np.full_like(vectors, np.nan, np.float16)):
        np.save(file, wrong)
        assert example_vectors(RecordingEmbedder(), TEXTS) == pytest.approx(vectors)


def test_an_unwritable_cache_is_no_error(cache: Path) -> None:
    (cache / "wence").write_text("a file where the folder should be")
    assert example_vectors(RecordingEmbedder(), TEXTS).shape == (2, RecordingEmbedder.dimension)


def test_shipped_vectors_are_read_and_take_the_place_of_older_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    monkeypatch.setattr("rag.question.example_vectors.SHIPPED", tmp_path / "vectors")
    ship(RecordingEmbedder(), TEXTS[:1])
    file = ship(RecordingEmbedder(), TEXTS)
    assert list((tmp_path / "vectors").iterdir()) == [file]
    reader = RecordingEmbedder()
    example_vectors(reader, TEXTS)
    assert reader.embedded == [] and cached(cache) == [file]


def test_the_default_models_vectors_of_the_intents_are_shipped(embedder: Embedder) -> None:
    texts = example_texts()
    shipped = [file.name for file in SHIPPED.iterdir()]
    assert shipped == [file_name(embedder, texts)], "run: python -m eval.fitting.intents"
    vectors = np.load(SHIPPED / shipped[0])
    assert vectors[::100] == pytest.approx(embedder.embed(texts[::100], "query"), abs=0.01)
