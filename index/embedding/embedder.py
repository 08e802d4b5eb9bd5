"""Texts to vectors, through sentence-transformers whatever the model.

One forward pass gives both the text's vector and its tokens' vectors: late interaction
(ColBERT's MaxSim, Khattab & Zaharia 2020) reads the latter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from index.embedding import bundled
from index.embedding.batching import Batcher
from index.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

BUNDLED = bundled.NAME
Kind = Literal["query", "passage"]
_PROMPT_NAMES: dict[Kind, str] = {"query": "query", "passage": "document"}
_BATCH_CHARS = 3000  # padded characters a batch; more runs no faster on two cores
_BATCH_TEXTS = 64
_QUERIES = 8  # encoded in one pass: more save little, and the first of them waits for the last


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text.

    `vector`: (d,), `tokens`: (t, h), both of unit length. `tokens` are last hidden states,
    without special tokens and the prompt's; `spans`: (t, 2), their character offsets in the
    text as given. A text longer than the model's window has tokens up to its end only.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    spans: NDArray[np.int32]


class Embedder:
    """A loaded model. Safe to use from many threads at once."""

    def __init__(self, name: str, model: SentenceTransformer) -> None:
        self.name = name
        self._model = model
        # the few tokens of a question are encoded faster without the company of other cores
        self._threads: dict[Kind, int] = {"query": 1, "passage": _all_threads()}
        self._prompts = {kind: _prompt(name, model, kind) for kind in _PROMPT_NAMES}
        self.dimension = int(model.get_embedding_dimension() or 0)
        self.max_tokens = int(model.get_max_seq_length() or 512)
        self._together = Batcher[str, Encoded](lambda texts: self.encode(texts, "query"), _QUERIES)

    @classmethod
    def load(cls, name: str = BUNDLED) -> Embedder:
        """Load the bundled model, a local folder, or one by its Hugging Face name.

        Raises:
            ModelError: it cannot be found or read, or gives no token offsets.
        """
        from sentence_transformers import SentenceTransformer

        bundled.silence()
        path = str(bundled.folder()) if name == BUNDLED else name
        local = Path(path).is_dir()
        try:
            model = SentenceTransformer(path, device="cpu", local_files_only=local)
        except (OSError, ValueError, RuntimeError, ImportError, KeyError) as error:
            raise ModelError(
                f"无法加载向量模型 {name}，请检查名称或目录是否正确、能否访问模型站点；"
                f"不设置 WENCE_EMBEDDING_MODEL 即使用内置模型 {BUNDLED}。"
            ) from error
        if not getattr(model.tokenizer, "is_fast", False):
            raise ModelError(f"向量模型 {name} 没有可给出字符位置的快速分词器，请换一个模型。")
        return cls(name, model.eval())

    def query(self, text: str) -> Encoded:
        """Encode a question in one pass with those asked at the same moment.

        It is encoded as it would be alone, but for the last digits of its numbers.
        """
        return self._together(text)

    def encode(
        self,
        texts: Sequence[str],
        kind: Kind,
        on_batch: Callable[[int], None] | None = None,
    ) -> list[Encoded]:
        """Encode texts, in their order; `on_batch` is told how many are done so far."""
        import torch

        torch.set_num_threads(self._threads[kind])
        found: dict[int, Encoded] = {}
        for rows in _batches([len(text) for text in texts]):
            encoded = self._encode_batch([texts[row] for row in rows], self._prompts[kind])
            found.update(zip(rows, encoded, strict=True))
            if on_batch:
                on_batch(len(found))
        return [found[row] for row in range(len(texts))]

    def embed(self, texts: Sequence[str], kind: Kind) -> NDArray[np.float32]:
        """Vectors of texts, (n, d)."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return np.stack([encoded.vector for encoded in self.encode(texts, kind)])

    def _encode_batch(self, texts: list[str], prompt: str) -> list[Encoded]:
        import torch
        from torch.nn.functional import normalize

        prompted = [prompt + text for text in texts]
        with torch.inference_mode():
            output = self._model(self._model.preprocess(prompted))
            vectors = normalize(output["sentence_embedding"].float(), dim=-1).numpy()
            tokens = normalize(output["token_embeddings"].float(), dim=-1).numpy()
        spans = self._spans(prompted, len(prompt))
        return [
            Encoded(vector, states[: len(span)][kept], span[kept])
            for vector, states, span in zip(vectors, tokens, spans, strict=True)
            for kept in [span[:, 1] > span[:, 0]]
        ]

    def _spans(self, prompted: list[str], prompt_length: int) -> list[NDArray[np.int32]]:
        """Offsets without the prompt; empty for special tokens and the prompt's tokens."""
        offsets = self._model.tokenizer(
            prompted, truncation=True, max_length=self.max_tokens, return_offsets_mapping=True
        )["offset_mapping"]
        return [np.maximum(np.array(o, np.int32) - prompt_length, 0) for o in offsets]


@cache
def _all_threads() -> int:
    """As many as torch would use by itself, which it no longer tells once it has been set."""
    import torch

    return torch.get_num_threads()


def _prompt(name: str, model: SentenceTransformer, kind: Kind) -> str:
    """The model's own prompt; the E5 family needs one even where the model ships none."""
    prompts: dict[str, Any] = model.prompts
    own = prompts.get(_PROMPT_NAMES[kind]) or prompts.get(kind)
    if not own and "e5-" in name.lower():
        return bundled.PROMPTS[_PROMPT_NAMES[kind]]
    return str(own or "")


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows in batches of similar length (little padding), longest first (peak memory first)."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        widest = lengths[batch[0]] if batch else lengths[row]
        if batch and (len(batch) >= _BATCH_TEXTS or widest * (len(batch) + 1) > _BATCH_CHARS):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
