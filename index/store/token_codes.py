"""Codes of token vectors: two bits a dimension, and about a byte for a token's offsets.

The token vectors of a passage have much in common. What is stored is how far each is from their
mean, divided by the dimension's spread and rounded to the nearest of four levels, those of the
least squared error for a normal distribution (Lloyd 1982; Max 1960). Mean and spread take half a
byte a dimension, once a passage. Nothing is trained, so a code depends on no other passage and
holds for any model.

Decoded vectors are brought back to unit length; their cosine to the originals is .97 on average.
Codes that give unit length by themselves, so that decoding is faster, lose more.

The code of t vectors of h dimensions, in bytes, where h4 is h rounded up to a multiple of 4:

    16          int32: t, h, where the first token starts; float16: the scale of the mean and
                a sixteenth of the largest spread
    h4 / 2      the mean: 4 bits a dimension, the number of a level
    h4 / 2      the spread: 4 bits a dimension, in sixteenths of the largest, less one
    t * h4 / 4  the vectors: 2 bits a dimension, the number of a level
    the rest    the offsets: two numbers a token, how far it starts after the token before it,
                and its length. Four bits each; where a number is 15 or more, 15 and then the
                rest of it. Twice the first number is stored, so that an odd one can stand for
                one that is negative.

In a byte, the first number stands in the lowest bits.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HEADER = struct.Struct("<iiiee")
_MORE = 15  # of a number of four bits: the next one is to be added
_LEAST = np.float16(1e-5)  # of a scale, since values are divided by it

_LEVELS = np.array([-1.5104, -0.4528, 0.4528, 1.5104], np.float32)
_UPPER = [0.1284, 0.3881, 0.6568, 0.9424, 1.2562, 1.6181, 2.0691, 2.7326]
_MEAN_LEVELS = np.array([*(-level for level in reversed(_UPPER)), *_UPPER], np.float32)


def _fold(steps: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(steps < 0, -2 * steps - 1, 2 * steps)


def _unfold(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return numbers >> 1 ^ -(numbers & 1)


# of each byte its numbers, and of those the levels
_TWO = (np.arange(256)[:, None] >> np.array([0, 4])) & 15
_FOUR = (np.arange(256)[:, None] >> np.array([0, 2, 4, 6])) & 3
# a byte's levels seen as one item of 8 or 16 bytes: numpy looks up whole items faster
_TWO_STEPS = (_TWO + 1).astype(np.float32).view(np.float64).ravel()
_TWO_LEVELS = _MEAN_LEVELS[_TWO].view(np.float64).ravel()
_FOUR_LEVELS = _LEVELS[_FOUR].view(np.complex128).ravel()
_STEP_AND_LENGTH = np.stack([_unfold(_TWO[:, 0]), _TWO[:, 1]], axis=1).astype(np.int32)
_SHORT_SPANS = _STEP_AND_LENGTH.view(np.int64).ravel()


def encode(tokens: NDArray[np.float32], spans: NDArray[np.integer]) -> NDArray[np.uint8]:
    """Return the code of unit vectors (t, h) and their offsets (t, 2)."""
    t, h = tokens.shape
    vectors = np.zeros((max(t, 1), -(-h // 4) * 4), np.float32)  # without tokens, of one that is 0
    vectors[:t, :h] = tokens
    mean = vectors.mean(axis=0)
    scale = np.maximum(np.float16(np.sqrt(np.square(mean).mean())), _LEAST)
    mean_code = _pack(_nearest(mean / np.float32(scale), _MEAN_LEVELS), 4)
    rest = vectors - _mean(mean_code, scale)
    spread = np.sqrt(np.square(rest).mean(axis=0))
    step = np.maximum(np.float16(spread.max() / 16), _LEAST)
    spread_code = _pack(np.clip(np.rint(spread / np.float32(step)) - 1, 0, 15).astype(np.uint8), 4)
    codes = _nearest(rest / _spread(spread_code, step), _LEVELS)
    start = int(spans[0, 0]) if t else 0
    header = np.frombuffer(_HEADER.pack(t, h, start, scale, step), np.uint8)
    parts = header, mean_code, spread_code, _pack(codes[:t], 2), _encode_spans(spans)
    return np.concatenate(parts)


def decode(code: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Return the unit vectors (t, h) and the offsets (t, 2)."""
    t, h, start, scale, step = _HEADER.unpack_from(code.data)
    half = -(-h // 4) * 2
    vectors_at = _HEADER.size + 2 * half
    spans_at = vectors_at + t * half // 2
    vectors = _FOUR_LEVELS.take(code[vectors_at:spans_at]).view(np.float32).reshape(t, 2 * half)
    vectors *= _spread(code[vectors_at - half : vectors_at], step)
    vectors += _mean(code[_HEADER.size : vectors_at - half], scale)
    vectors = vectors[:, :h]
    vectors /= np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    return vectors, _decode_spans(code[spans_at:], t, start)


def _mean(code: NDArray[np.uint8], scale: float) -> NDArray[np.float32]:
    mean: NDArray[np.float32] = _TWO_LEVELS.take(code).view(np.float32) * np.float32(scale)
    return mean


def _spread(code: NDArray[np.uint8], step: float) -> NDArray[np.float32]:
    spread: NDArray[np.float32] = _TWO_STEPS.take(code).view(np.float32) * np.float32(step)
    return spread


def _nearest(values: NDArray[np.float32], levels: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the number of the level nearest to each value; levels are in ascending order."""
    number = np.zeros(values.shape, np.uint8)
    for bound in (levels[1:] + levels[:-1]) / 2:
        number += values > bound
    return number


def _pack(numbers: NDArray[np.uint8], bits: int) -> NDArray[np.uint8]:
    """Pack numbers of 2 or 4 bits into bytes (n,)."""
    grouped = numbers.reshape(-1, 8 // bits) << np.arange(0, 8, bits, dtype=np.uint8)
    packed: NDArray[np.uint8] = np.bitwise_or.reduce(grouped, axis=1)
    return packed


def _encode_spans(spans: NDArray[np.integer]) -> NDArray[np.uint8]:
    starts, ends = spans.astype(np.int64).T
    steps = np.diff(starts, prepend=starts[:1])
    numbers = np.stack([_fold(steps), ends - starts], axis=1)
    more, last = np.divmod(numbers.ravel(), _MORE)
    places = np.cumsum(more + 1)
    count = int(places[-1]) if len(places) else 0
    digits = np.full(count + count % 2, _MORE, np.uint8)
    digits[places - 1] = last
    return _pack(digits, 4)


def _decode_spans(code: NDArray[np.uint8], t: int, start: int) -> NDArray[np.int32]:
    if len(code) == t:  # a byte a token: no number is 15 or more
        spans = _SHORT_SPANS.take(code).view(np.int32).reshape(t, 2)
    else:
        digits = _TWO[code].ravel()
        sums = digits.cumsum()[digits < _MORE]
        numbers = np.diff(sums[: 2 * t], prepend=0).reshape(t, 2)
        spans = np.stack([_unfold(numbers[:, 0]), numbers[:, 1]], axis=1).astype(np.int32)
    starts = spans[:, 0]
    starts.cumsum(out=starts)
    starts += start
    spans[:, 1] += starts
    return spans
