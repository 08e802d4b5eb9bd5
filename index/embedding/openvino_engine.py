"""Run a model with OpenVINO, from files that `index.embedding.export` has written.

Neither torch nor transformers is imported. OpenVINO maps the weights into memory, so that of
the embedding table only the rows that texts use are read.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedding.engine import Kind, Output
from index.embedding.in_turn import InTurn
from index.embedding.pieces import PieceTokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

MODEL, RUNTIME = "model.xml", "runtime.json"
_CACHE = "compiled"
# Questions are compared with each other across machines, and are short: one core, full precision.
# Passages take what the processor does fastest, bfloat16 where it has it: the cosine to the
# full precision is above .9998, that of the codes which are stored about .99.
_OPTIONS: dict[Kind, dict[str, Any]] = {
    "query": {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"},
    "passage": {},
}


class OpenVinoEngine:
    """An exported model."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        runtime = json.loads((folder / RUNTIME).read_text("utf-8"))
        self.dimension: int = runtime["dimension"]
        self.max_tokens: int = runtime["max_tokens"]
        self.prompts: dict[str, str | None] = runtime["prompts"]
        self._padding: int = runtime["padding"]
        self._tokenizer = PieceTokenizer(folder, self.max_tokens)
        self._lock, self._models = Lock(), dict[Kind, tuple[Any, InTurn]]()

    def run(self, texts: list[str], kind: Kind, prompt: str) -> Output:
        """Encode texts of one kind, each with the prompt before it."""
        encoded = [self._tokenizer.encode(prompt + text) for text in texts]
        longest = max(len(ids) for ids, _ in encoded)
        ids = np.full((len(texts), longest), self._padding, np.int64)
        real = np.zeros(ids.shape, np.bool_)
        offsets = np.zeros((*ids.shape, 2), np.int32)
        for row, (own, places) in enumerate(encoded):
            ids[row, : len(own)], real[row, : len(own)] = own, True
            offsets[row, : len(own)] = places
        request, lock = self._request(kind)
        with lock:
            vectors, tokens = request.infer([ids, real.astype(np.int64)]).to_tuple()
        return Output(unit(vectors), unit(tokens), offsets, real)

    def _request(self, kind: Kind) -> tuple[Any, InTurn]:
        with self._lock:
            if kind not in self._models:
                self._models[kind] = self._compile(kind).create_infer_request(), InTurn()
            return self._models[kind]

    def _compile(self, kind: Kind) -> Any:
        import openvino

        options = {"PERFORMANCE_HINT": "LATENCY", **_OPTIONS[kind]}
        if os.access(self._folder, os.W_OK):
            # without the weights, which stay in the model's file
            options |= {"CACHE_DIR": str(self._folder / _CACHE), "CACHE_MODE": "OPTIMIZE_SIZE"}
        return openvino.Core().compile_model(self._folder / MODEL, "CPU", options)


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Divide vectors (…, d) by their length."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    divided: NDArray[np.float32] = vectors / np.maximum(lengths, 1e-12)
    return divided
