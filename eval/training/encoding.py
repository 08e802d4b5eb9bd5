"""Texts to token ids, and token ids to vectors that gradients flow through.

`index.embedding.embedder` does the same for the program, on the processor and without
gradients; the prompts are taken from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn.functional import normalize

from index.embedding.embedder import own_prompt
from index.embedding.engine import Kind
from rag.retrieval.late_interaction import token_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

    from eval.training.examples import Unit

OUTSIDE, CONTEXT = -1, -2  # marks of a passage's tokens that are in none of its sentences

_KINDS: tuple[Kind, ...] = ("query", "passage")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's token ids (t,) with a mark for each.

    A question's marks are the tokens' weights, which sum to 1. A passage's are OUTSIDE (special
    tokens, prompt), CONTEXT, or the number of the token's sentence.
    """

    ids: NDArray[np.int64]
    marks: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class States:
    """Encoded texts: vectors (n, d) and tokens (n, t, h) of unit length, marks (n, t)."""

    vectors: Tensor
    tokens: Tensor
    marks: Tensor


class TrainableEncoder:
    """A sentence-transformers model on a graphics card, where there is one, with its prompts."""

    def __init__(self, name: str, model: SentenceTransformer) -> None:
        self.prompts = {kind: own_prompt(model.prompts, kind) for kind in _KINDS}
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        # without dropout: its noise would blur which of a passage's tokens is the nearest
        self.model = model.to(self.device).eval()

    def question(self, text: str) -> Tokens:
        """Tokenize a question and weigh its tokens."""
        ids, spans = self._tokenize(self.prompts["query"], text)
        weights = np.where(spans[:, 1] > spans[:, 0], token_weights(text, spans), 0)
        return Tokens(ids, (weights / max(weights.sum(), 1e-6)).astype(np.float32))

    def passage(self, unit: Unit) -> Tokens:
        """Tokenize a passage and mark its tokens by sentence."""
        ids, spans = self._tokenize(self.prompts["passage"], unit.text)
        starts = [start for start, _ in unit.sentences]
        # a token that straddles two sentences, or lies between them, belongs to the earlier one
        marks = np.maximum(np.searchsorted(starts, spans[:, 0], side="right") - 1, 0)
        marks = np.where(spans[:, 1] <= unit.start, CONTEXT, marks)
        return Tokens(ids, np.where(spans[:, 1] > spans[:, 0], marks, OUTSIDE).astype(np.float32))

    def encode(self, texts: Sequence[Tokens], padding: float) -> States:
        """Run the model; `padding` is the mark of what is padded: OUTSIDE, or a weight of 0."""
        widest = max(len(text.ids) for text in texts)
        ids = np.full((len(texts), widest), self.model.tokenizer.pad_token_id or 0)
        mask, marks = np.zeros_like(ids), np.full(ids.shape, padding, np.float32)
        for row, text in enumerate(texts):
            here = slice(0, len(text.ids))
            ids[row, here], mask[row, here], marks[row, here] = text.ids, 1, text.marks
        features = {"input_ids": self._tensor(ids), "attention_mask": self._tensor(mask)}
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            found = self.model(features)
        return States(
            normalize(found["sentence_embedding"].float(), dim=-1),
            normalize(found["token_embeddings"].float(), dim=-1),
            self._tensor(marks),
        )

    def _tokenize(self, prompt: str, text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return ids and the tokens' offsets in `text`; empty ones for prompt and special tokens."""
        found = self.model.tokenizer(
            prompt + text,
            truncation=True,
            max_length=self.model.get_max_seq_length() or 512,
            return_offsets_mapping=True,
        )
        spans = np.array(found["offset_mapping"], np.int64) - len(prompt)
        return np.array(found["input_ids"], np.int64), np.maximum(spans, 0)

    def _tensor(self, values: NDArray[np.generic]) -> Tensor:
        return torch.from_numpy(values).to(self.device)
