"""A model's tokenizer, whose pieces are loaded by the characters that texts contain.

A multilingual Unigram tokenizer (Kudo 2018) of 250,000 pieces takes 0.6 s and 290 MB in the
library `tokenizers`. So of such a tokenizer the library normalises and splits texts and keeps the
offsets, and the most probable segmentation is found here, among the pieces that begin with a
character of the text. Other tokenizers are left to the library.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Encoding, Token

TOKENIZER, PIECES, PLACES = "tokenizer.json", "pieces.txt", "pieces.json"
_WORD = "▁"  # before each word
_MANY = 50_000  # pieces
_UNKNOWN_PENALTY = 10.0  # below the lowest score of a piece, as in SentencePiece


@dataclass(frozen=True, slots=True)
class _Group:
    """The pieces that begin alike: their scores and ids, and the longest one's length."""

    pieces: dict[str, tuple[float, int]]
    longest: int


class PieceTokenizer:
    """The tokenizer in a folder that `write_tokenizer` has filled. Safe for many threads at once.

    Texts are cut after `max_tokens` tokens, special ones among them.
    """

    def __init__(self, folder: Path, max_tokens: int) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)
        places = folder / PLACES
        self._unigram = _Unigram(folder) if places.exists() else None

    def encode(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return a text's ids (t,) and its tokens' offsets (t, 2), with special tokens."""
        encoded: Encoding
        if self._unigram is None:
            encoded = self._tokenizer.encode(text)
        else:
            encoded = self._tokenizer.post_process(self._segment(text))
        return np.array(encoded.ids, np.int64), np.array(encoded.offsets, np.int32).reshape(-1, 2)

    def _segment(self, text: str) -> Encoding:
        from tokenizers import PreTokenizedString

        assert self._unigram
        split = PreTokenizedString(text)
        if self._tokenizer.normalizer:
            split.normalize(self._tokenizer.normalizer.normalize)
        if self._tokenizer.pre_tokenizer:
            self._tokenizer.pre_tokenizer.pre_tokenize(split)
        split.tokenize(self._unigram.tokens)
        return split.to_encoding()


class _Unigram:
    """The pieces of a Unigram tokenizer, read by their first characters."""

    def __init__(self, folder: Path) -> None:
        described = json.loads((folder / PLACES).read_text("utf-8"))
        self._unknown: int = described["unknown"]
        self._unknown_score: float = described["lowest"] - _UNKNOWN_PENALTY
        self._places: dict[str, tuple[int, int]] = described["places"]
        self._file = np.memmap(folder / PIECES, np.uint8, "r")
        self._groups = dict[str, _Group]()

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of a normalised text, with their offsets in bytes."""
        from tokenizers import Token

        found, at = [], 0
        for piece, number in self.segment(text):
            end = at + len(piece.encode())
            found.append(Token(number, piece, (at, end)))
            at = end
        return found

    def segment(self, text: str) -> list[tuple[str, int]]:
        """Return the most probable pieces and their ids (Viterbi's algorithm).

        A character without a piece is unknown; unknown characters side by side are one piece.
        """
        count = len(text)
        scores, starts = [0.0] + [-np.inf] * count, [0] * (count + 1)
        ids = [self._unknown] * (count + 1)
        for start in range(count):
            group, base = self._group(_key(text[start : start + 2])), scores[start]
            if text[start] not in group.pieces and base + self._unknown_score > scores[start + 1]:
                scores[start + 1] = base + self._unknown_score
                starts[start + 1], ids[start + 1] = start, self._unknown
            for end in range(start + 1, min(start + group.longest, count) + 1):
                piece = group.pieces.get(text[start:end])
                if piece and base + piece[0] > scores[end]:
                    scores[end], starts[end], ids[end] = base + piece[0], start, piece[1]
        return self._read_back(text, starts, ids)

    def _read_back(self, text: str, starts: list[int], ids: list[int]) -> list[tuple[str, int]]:
        found = list[tuple[str, int]]()
        end = len(text)
        while end:
            start, number = starts[end], ids[end]
            if number == self._unknown and found and found[-1][1] == number:
                found[-1] = (text[start:end] + found[-1][0], number)
            else:
                found.append((text[start:end], number))
            end = start
        return found[::-1]

    def _group(self, key: str) -> _Group:
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = self._read_group(key)
        return group

    def _read_group(self, key: str) -> _Group:
        entries = (line.rsplit(" ", 2) for each in {key, key[0]} for line in self._lines(each))
        pieces = {piece: (float(score), int(number)) for piece, score, number in entries}
        return _Group(pieces, max(map(len, pieces), default=1))

    def _lines(self, key: str) -> list[str]:
        start, end = self._places.get(key, (0, 0))
        return bytes(self._file[start:end]).decode().split("\n")[:-1]


def _key(begin: str) -> str:
    """Return what pieces are grouped by: the first character, two where it begins a word.

    Half of the pieces begin with the mark of a word.
    """
    return begin if begin[0] == _WORD else begin[0]


def write_tokenizer(folder: Path, whole: str) -> None:
    """Write a tokenizer, given as the library's JSON; a large Unigram one without its pieces."""
    described: dict[str, Any] = json.loads(whole)
    model = described["model"]
    large = model.get("type") == "Unigram" and len(model["vocab"]) >= _MANY
    if large and not model.get("byte_fallback"):
        _write_pieces(folder, described)
        # text that reads like a special token is text
        unknown = [["<unk>", 0.0]]
        described |= {"added_tokens": [], "model": {**model, "vocab": unknown, "unk_id": 0}}
    (folder / TOKENIZER).write_text(json.dumps(described, ensure_ascii=False), "utf-8")


def _write_pieces(folder: Path, described: dict[str, Any]) -> None:
    """Write a line for each piece, with its score and id, those of a key together."""
    vocabulary: list[tuple[str, float]] = described["model"]["vocab"]
    special = {token["content"] for token in described["added_tokens"]}
    groups = defaultdict[str, list[str]](list)
    for number, (piece, score) in enumerate(vocabulary):
        if piece and piece not in special and "\n" not in piece:
            groups[_key(piece[:2])].append(f"{piece} {score!r} {number}\n")
    places, at = {}, 0
    with (folder / PIECES).open("wb") as file:
        for key, lines in sorted(groups.items()):
            at += file.write(written := "".join(lines).encode())
            places[key] = (at - len(written), at)
    described = {
        "unknown": described["model"]["unk_id"],
        "lowest": min(score for _, score in vocabulary),
        "places": places,
    }
    (folder / PLACES).write_text(json.dumps(described, ensure_ascii=False), "utf-8")
