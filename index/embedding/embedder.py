"""The embedding model: texts to vectors, through sentence-transformers.

One forward pass gives both the text's vector and its tokens' vectors; late interaction
(ColBERT's MaxSim, Khattab & Zaharia 2020) uses the latter.
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
_BATCH_CHARS = 3000  # padded characters in a batch; larger batches are no faster on two cores
_BATCH_TEXTS = 64
_MAX_QUERIES = 8  # in one pass: more save little, and the first would wait for the last


@dataclass(frozen=True, slots=True)
class Encoded:
    """The vectors of one text.

    `vector` (d,) stands for the whole text; `tokens` (t, h) are the last hidden states of its
    tokens, without the special tokens and the prompt's. All are of unit length. `spans` (t, 2)
    are the tokens' character offsets in the text as given. Of a text longer than the model's
    window, only the tokens inside the window are there.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    spans: NDArray[np.int32]


class Embedder:
    """A loaded embedding model. Safe for many threads at once.

    `prompts` are put before a text of each kind; `threads` is the number of cores used for it.
    """

    def __init__(self, name: str, model: SentenceTransformer) -> None:
        self.name = name
        self._model = model
        # a question has few tokens: sharing them among cores costs more than it saves
        self.threads: dict[Kind, int] = {"query": 1, "passage": _default_threads()}
        self.prompts = {kind: _prompt(name, model, kind) for kind in _PROMPT_NAMES}
        self.dimension = int(model.get_embedding_dimension() or 0)
        self.max_tokens = int(model.get_max_seq_length() or 512)
        self._batched_query = Batcher[str, Encoded](
            lambda texts: self.encode(texts, "query"), _MAX_QUERIES
        )

    @classmethod
    def load(cls, name: str = BUNDLED) -> Embedder:
        """Load the bundled model, a model in a local folder, or one by its Hugging Face name.

        Raises:
            ModelError: the model cannot be found or read, or gives no token offsets.
        """
        from sentence_transformers import SentenceTransformer

        bundled.silence_transformers()
        path = str(bundled.model_folder(name)) if name in bundled.NAMES else name
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
        """Encode a question, in one pass with others that are asked at the same moment.

        The result equals that of encoding it alone, except for rounding.
        """
        return self._batched_query(text)

    def encode(
        self,
        texts: Sequence[str],
        kind: Kind,
        on_batch: Callable[[int], None] | None = None,
    ) -> list[Encoded]:
        """Encode texts, in their order; call `on_batch` with the number encoded so far."""
        import torch

        torch.set_num_threads(self.threads[kind])
        found: dict[int, Encoded] = {}
        for rows in batches_by_length([len(text) for text in texts]):
            encoded = self._encode_batch([texts[row] for row in rows], self.prompts[kind])
            found.update(zip(rows, encoded, strict=True))
            if on_batch:
                on_batch(len(found))
        return [found[row] for row in range(len(texts))]

    def embed(self, texts: Sequence[str], kind: Kind) -> NDArray[np.float32]:
        """Return the texts' vectors alone, (n, d)."""
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
        """Return token offsets counted from the prompt's end; special tokens' spans are empty."""
        offsets = self._model.tokenizer(
            prompted, truncation=True, max_length=self.max_tokens, return_offsets_mapping=True
        )["offset_mapping"]
        return [np.maximum(np.array(o, np.int32) - prompt_length, 0) for o in offsets]


@cache
def _default_threads() -> int:
    """Return the number of threads torch uses by default.

    It is cached because torch forgets its default once a number has been set.
    """
    import torch

    return torch.get_num_threads()


def _prompt(name: str, model: SentenceTransformer, kind: Kind) -> str:
    """Return the model's prompt for a kind; E5 models need one even where they ship none."""
    prompts: dict[str, Any] = model.prompts
    own = prompts.get(_PROMPT_NAMES[kind]) or prompts.get(kind)
    if not own and "e5-" in name.lower():
        return bundled.PROMPTS[_PROMPT_NAMES[kind]]
    return str(own or "")


def batches_by_length(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group rows into batches of similar length, so that little is padded.

    The longest come first, so that memory peaks at the beginning.
    """
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        widest = lengths[batch[0]] if batch else lengths[row]
        if batch and (len(batch) >= _BATCH_TEXTS or widest * (len(batch) + 1) > _BATCH_CHARS):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
