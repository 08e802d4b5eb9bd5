"""The embedding model: texts to vectors.

One forward pass gives both the text's vector and its tokens' vectors; late interaction
(ColBERT's MaxSim, Khattab & Zaharia 2020) uses the latter.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.embedding import bundled
from index.embedding.batching import Batcher
from index.embedding.engine import Kind
from index.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.engine import Engine, EngineName

BUNDLED = bundled.NAME
# sentence-transformers' names of a kind's prompt, the first that counts first
_PROMPT_NAMES: dict[Kind, tuple[str, ...]] = {
    "query": ("query",),
    "passage": ("document", "passage", "corpus"),
}
_BATCH_CHARS = 3000  # padded characters in a batch; larger batches are no faster on two cores
_BATCH_TEXTS = 64
_log = logging.getLogger("wence")
_LONG_QUERY = 300  # characters
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
    of the model's configuration.
    """

    def __init__(
        self,
        name: str,
        engine: Engine,
        passage_prompt: str | None = None,
        query_prompt: str | None = None,
    ) -> None:
        self.name, self.engine = name, engine
        given: dict[Kind, str | None] = {"query": query_prompt, "passage": passage_prompt}
        self.prompts: dict[Kind, str] = {
            kind: own_prompt(engine.prompts, kind) if prompt is None else prompt
            for kind, prompt in given.items()
        }
        self.dimension, self.max_tokens = engine.dimension, engine.max_tokens
        # short ones neither wait for long ones nor are padded to their length
        self._batched_query, self._batched_long = (
            Batcher[str, Encoded](lambda texts: self.encode(texts, "query"), _MAX_QUERIES)
            for _ in range(2)
        )

    @classmethod
    def load(
        cls,
        name: str = BUNDLED,
        passage_prompt: str | None = None,
        query_prompt: str | None = None,
        engine: EngineName = "auto",
    ) -> Embedder:
        """Load the bundled model, a model in a local folder, or one by its Hugging Face name.

        A prompt that is given replaces the model's own; an empty one means none. `engine` is
        what runs the model; `auto` takes OpenVINO, or torch where OpenVINO cannot run it.

        Raises:
            ModelError: the model cannot be found or read, needs code of its own, or does not
                give what late interaction needs; or OpenVINO is wanted and cannot run it.
        """
        return cls(name, _load_engine(name, engine), passage_prompt, query_prompt)

    def query(self, text: str) -> Encoded:
        """Encode a question, in one pass with others that are asked at the same moment.

        The result equals that of encoding it alone, except for rounding.
        """
        return (self._batched_long if len(text) > _LONG_QUERY else self._batched_query)(text)

    def encode(
        self,
        texts: Sequence[str],
        kind: Kind,
        on_batch: Callable[[int], None] | None = None,
    ) -> list[Encoded]:
        """Encode texts, in their order; call `on_batch` with the number encoded so far."""
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
        prompt = self.prompts[kind]
        output = self.engine.run(texts, kind, prompt)
        # counted from the prompt's end; empty for the prompt's tokens and special ones
        spans = np.maximum(output.offsets - len(prompt), 0)
        kept = output.real & (spans[..., 1] > spans[..., 0])
        return [
            Encoded(vector, states[own], span[own])
            for vector, states, span, own in zip(
                output.vectors, output.tokens, spans, kept, strict=True
            )
        ]


def _load_engine(name: str, wanted: EngineName) -> Engine:
    if wanted != "torch":
        from index.embedding.export import NotExported, exported

        try:
            return exported(name)
        except NotExported as error:
            if wanted == "openvino":
                raise ModelError(f"向量模型 {name} 不能用 OpenVINO 运行：{error}。") from error
            _log.warning("向量模型 %s 改用较慢的 PyTorch 运行：%s。", name, error)
    from index.embedding.torch_engine import TorchEngine

    return TorchEngine.load(name)


def own_prompt(prompts: Mapping[str, str | None], kind: Kind) -> str:
    """Return the prompt of a model's configuration for a kind, or an empty text.

    The names are those of sentence-transformers' `encode_query` and `encode_document`. These
    take the first that exists; an empty one is passed over here, since sentence-transformers
    adds an empty "document" to a model that calls its prompt "passage".
    """
    return next((p for name in _PROMPT_NAMES[kind] if (p := prompts.get(name))), "")


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
