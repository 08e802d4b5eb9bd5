"""Texts are cut as the library cuts them with all pieces loaded."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from index.embedding import bundled
from index.embedding.pieces import PIECES, PieceTokenizer, write_tokenizer
from index.paths import SAMPLE

ODD = [
    "",
    " ",
    "a",
    "😀😀 医",
    "ＤＲＧ①　pH 7.4 ㎏",
    "～\u200b\t▁\n",
    "Ça va ? ちがう 한국",
    "x" * 3000,
]


@pytest.fixture(scope="module")
def whole() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(bundled.model_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(512)
    return tokenizer


@pytest.fixture(scope="module")
def pieces(whole: Tokenizer, tmp_path_factory: pytest.TempPathFactory) -> PieceTokenizer:
    folder = tmp_path_factory.mktemp("tokenizer")
    write_tokenizer(folder, (bundled.model_folder() / "tokenizer.json").read_text("utf-8"))
    assert (folder / PIECES).exists()
    return PieceTokenizer(folder, 512)


def texts() -> list[str]:
    articles = [path.read_text("utf-8") for path in sorted(SAMPLE.glob("*.txt"))]
    cut = [text[at : at + 300] for text in articles for at in range(0, len(text), 1500)]
    draw, characters = random.Random(3), "abcXYZ 医院123①㎏～▁ßéñтчаш日本ー한국\u200b\t\n😀—…《》"
    return cut + ODD + ["".join(draw.choices(characters, k=60)) for _ in range(200)]


def test_ids_and_offsets_are_those_of_the_library(whole: Tokenizer, pieces: PieceTokenizer) -> None:
    for text in texts():
        ids, offsets = pieces.encode(text)
        expected = whole.encode(text)
        assert ids.tolist() == expected.ids, text
        assert [tuple(pair) for pair in offsets.tolist()] == expected.offsets, text


def test_what_reads_like_a_special_token_is_text(pieces: PieceTokenizer) -> None:
    ids, offsets = pieces.encode("</s><mask>")
    assert ids.tolist().count(2) == 1
    assert offsets[1:-1].min() == 0 and offsets.max() == 10


def test_a_small_tokenizer_is_left_to_the_library(tmp_path: Path) -> None:
    small = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": None,
        "post_processor": None,
        "decoder": None,
        "model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0], ["医", -1.0]]},
    }
    write_tokenizer(tmp_path, json.dumps(small))
    assert not (tmp_path / PIECES).exists()
    ids, offsets = PieceTokenizer(tmp_path, 8).encode("医x")
    assert (ids.tolist(), offsets.tolist()) == ([1, 0], [[0, 1], [1, 2]])
