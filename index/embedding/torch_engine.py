"""Run a model in sentence-transformers, with PyTorch."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding import bundled
from index.embedding.engine import Kind, Output
from index.embedding.failures import not_loaded
from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# sentence-transformers' names of a kind's task
_TASKS: dict[Kind, str] = {"query": "query", "passage": "document"}
_WITH_OFFSETS = {"text": {"return_offsets_mapping": True}}  # options of the model's tokenizer


class TorchEngine:
    """A sentence-transformers model."""

    def __init__(self, model: SentenceTransformer) -> None:
        self.model = model
        self.dimension = int(model.get_embedding_dimension() or 0)
        self.max_tokens = int(model.get_max_seq_length() or 512)
        self.prompts = model.prompts
        # a question has few tokens: sharing them among cores costs more than it saves
        self._threads: dict[Kind, int] = {"query": 1, "passage": _default_threads()}

    @classmethod
    def load(cls, name: str) -> TorchEngine:
        """Load a bundled model, a model in a local folder, or one by its Hugging Face name.

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
                f"向量模型 {name}",
                f"不设置 WENCE_EMBEDDING_MODEL 即使用内置模型 {bundled.NAME}",
                error,
            ) from error
        if why := _unusable(model):
            raise ModelError(f"向量模型 {name} {why}，请换一个模型。")
        return cls(model.eval())

    def run(self, texts: list[str], kind: Kind, prompt: str) -> Output:
        """Encode texts of one kind, each with the prompt before it."""
        import torch
        from torch.nn.functional import normalize

        torch.set_num_threads(self._threads[kind])
        task = _TASKS[kind]
        with torch.inference_mode():
            features = self.model.preprocess(
                texts, prompt=prompt, task=task, processing_kwargs=_WITH_OFFSETS
            )
            offsets, real = features.pop("offset_mapping"), features["attention_mask"].bool()
            output = self.model(features, task=task)
            vectors = output["sentence_embedding"][:, : self.dimension]
            return Output(
                normalize(vectors.float(), dim=-1).numpy(),
                normalize(output["token_embeddings"].float(), dim=-1).numpy(),
                offsets.numpy().astype(np.int32),
                real.numpy(),
            )


@cache
def _default_threads() -> int:
    """Return the number of threads torch uses by default.

    It is cached because torch forgets its default once a number has been set.
    """
    import torch

    return torch.get_num_threads()


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
