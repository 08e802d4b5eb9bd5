"""The embedding model: texts to vectors, through sentence-transformers.

One forward pass gives both the text's vector and its tokens' vectors; late interaction
(ColBERT's MaxSim, Khattab & Zaharia 2020) uses the latter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from index.embedding import bundled
from index.embedding.batching import Batcher
from index.embedding.failures import not_loaded
from index.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

BUNDLED = bundled.NAME
Kind = Literal["query", "passage"]
# sentence-transformers' names of a kind's prompt, the first that counts first, and of its task
_PROMPT_NAMES: dict[Kind, tuple[str, ...]] = {
    "query": ("query",),
    "passage": ("document", "passage", "corpus"),
}
_TASKS: dict[Kind, str] = {"query": "query", "passage": "document"}
_WITH_OFFSETS = {"text": {"return_offsets_mapping": True}}  # options of the model's tokenizer
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

    `prompts` are put before a text of each kind: the given ones, or where they are None, those
    of the model's configuration. `threads` is the number of cores used for a kind.
    """

    def __init__(
        self,
        name: str,
        model: SentenceTransformer,
        passage_prompt: str | None = None,
        query_prompt: str | None = None,
    ) -> None:
        self.name = name
        self._model = model
        # a question has few tokens: sharing them among cores costs more than it saves
        self.threads: dict[Kind, int] = {"query": 1, "passage": _default_threads()}
        given: dict[Kind, str | None] = {"query": query_prompt, "passage": passage_prompt}
        self.prompts: dict[Kind, str] = {
            kind: _own_prompt(model.prompts, kind) if prompt is None else prompt
            for kind, prompt in given.items()
        }
        self.dimension = int(model.get_embedding_dimension() or 0)
        self.max_tokens = int(model.get_max_seq_length() or 512)
        self._batched_query = Batcher[str, Encoded](
            lambda texts: self.encode(texts, "query"), _MAX_QUERIES
        )

    @classmethod
    def load(
        cls,
        name: str = BUNDLED,
        passage_prompt: str | None = None,
        query_prompt: str | None = None,
    ) -> Embedder:
        """Load the bundled model, a model in a local folder, or one by its Hugging Face name.

        A prompt that is given replaces the model's own; an empty one means none.

        Raises:
            ModelError: the model cannot be found or read, needs code of its own, or does not
                give what late interaction needs.
        """
        from sentence_transformers import SentenceTransformer

        bundled.silence_transformers()
        path = str(bundled.model_folder(name)) if name in bundled.NAMES else name
        local = Path(path).is_dir()
        try:
            model = SentenceTransformer(
                path, device="cpu", local_files_only=local, model_kwargs={"dtype": "float32"}
            )
        except Exception as error:  # the readers of a model's many files raise anything
            raise not_loaded(
                f"向量模型 {name}", f"不设置 WENCE_EMBEDDING_MODEL 即使用内置模型 {BUNDLED}", error
            ) from error
        if why := _unusable(model):
            raise ModelError(f"向量模型 {name} {why}，请换一个模型。")
        return cls(name, model.eval(), passage_prompt, query_prompt)

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
            encoded = self._encode_batch([texts[row] for row in rows], kind)
            found.update(zip(rows, encoded, strict=True))
            if on_batch:
                on_batch(len(found))
        return [found[row] for row in range(len(texts))]

    def embed(self, texts: Sequence[str], kind: Kind) -> NDArray[np.float32]:
        """Return the texts' vectors alone, (n, d)."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return np.stack([encoded.vector for encoded in self.encode(texts, kind)])

    def _encode_batch(self, texts: list[str], kind: Kind) -> list[Encoded]:
        import torch
        from torch.nn.functional import normalize

        prompt, task = self.prompts[kind], _TASKS[kind]
        with torch.inference_mode():
            features = self._model.preprocess(
                texts, prompt=prompt, task=task, processing_kwargs=_WITH_OFFSETS
            )
            offsets, real = features.pop("offset_mapping"), features["attention_mask"].bool()
            output = self._model(features, task=task)
            vectors = output["sentence_embedding"][:, : self.dimension]
            vectors = normalize(vectors.float(), dim=-1).numpy()
            tokens = normalize(output["token_embeddings"].float(), dim=-1).numpy()
        # counted from the prompt's end; empty for the prompt's tokens and special ones
        spans = np.maximum(offsets.numpy().astype(np.int32) - len(prompt), 0)
        kept = real.numpy() & (spans[..., 1] > spans[..., 0])
        return [
            Encoded(vector, states[own], span[own])
            for vector, states, span, own in zip(vectors, tokens, spans, kept, strict=True)
        ]


@cache
def _default_threads() -> int:
    """Return the number of threads torch uses by default.

    It is cached because torch forgets its default once a number has been set.
    """
    import torch

    return torch.get_num_threads()


def _own_prompt(prompts: Mapping[str, str | None], kind: Kind) -> str:
    """Return the prompt of a model's configuration for a kind, or an empty text.

    The names are those of sentence-transformers' `encode_query` and `encode_document`. These
    take the first that exists; an empty one is passed over here, since sentence-transformers
    adds an empty "document" to a model that calls its prompt "passage".
    """
    return next((p for name in _PROMPT_NAMES[kind] if (p := prompts.get(name))), "")


def _unusable(model: SentenceTransformer) -> str:
    """Return why a loaded model cannot serve late interaction; an empty text where it can."""
    if not getattr(getattr(model[0], "tokenizer", None), "is_fast", False):
        return "没有可给出字符位置的快速分词器"
    if "message" in model.modalities:
        return "按对话模板编码，给不出词在原文里的位置"
    features = model(model.preprocess(["字"]))
    if "token_embeddings" not in features or "attention_mask" not in features:
        return "不给出逐词的向量"
    if features["token_embeddings"].shape[-1] != model.get_embedding_dimension():
        return "的逐词向量与全文向量维数不同"
    return ""


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
