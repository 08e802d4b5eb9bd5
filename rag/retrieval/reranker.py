"""Rerank the first candidates with a cross-encoder, which reads question and passage together.

It is slower than late interaction and more precise (Nogueira & Cho 2019), so it reads only the
first RERANKED candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.bundled import silence_transformers
from index.embedding.failures import not_loaded
from index.errors import ModelError
from index.passages import unit_text

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import CrossEncoder

    from rag.retrieval.ranking import Candidate

RERANKED = 20  # candidates that the cross-encoder reads
_BATCH = 8  # pairs in one pass: passages of about 400 characters fill a few cores


class Reranker:
    """A loaded cross-encoder of one score a pair. Safe for many threads; it works for one."""

    def __init__(self, name: str, model: CrossEncoder) -> None:
        import torch

        self.name, self._model = name, model
        self._threads, self._lock = torch.get_num_threads(), Lock()

    @classmethod
    def load(cls, name: str) -> Reranker:
        """Load a cross-encoder from a local folder, or by its Hugging Face name.

        Raises:
            ModelError: the model cannot be found or read, needs code of its own, or gives
                several scores for a pair.
        """
        from sentence_transformers import CrossEncoder

        silence_transformers()
        local = Path(name).is_dir()
        try:
            model = CrossEncoder(
                name, device="cpu", local_files_only=local, model_kwargs={"dtype": "float32"}
            )
            labels = model.num_labels
        except Exception as error:  # the readers of a model's many files raise anything
            raise not_loaded(
                f"重排模型 {name}", "不设置 WENCE_RERANKER_MODEL 即不重排", error
            ) from error
        if labels != 1:
            raise ModelError(f"重排模型 {name} 给每段 {labels} 个分数而不是一个，请换一个模型。")
        return cls(name, model)

    def scores(self, asked: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return how well each text answers the question (n,); more is better.

        A pair that is longer than the model's window is cut at its end.
        """
        import torch

        if not texts:
            return np.empty(0, np.float32)
        pairs = [(asked, text) for text in texts]
        with self._lock:
            torch.set_num_threads(self._threads)
            found = self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
        return np.asarray(found, np.float32)

    def rescore(
        self, asked: str, candidates: Sequence[Candidate], scores: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Reorder the best RERANKED candidates; return all candidates' new scores (n,).

        The best scores are handed out again in the cross-encoder's order. So their range and
        their gaps stay those of the ranking, which later steps know, whatever the model's own
        scale; the candidates that follow keep theirs.
        """
        best = np.argsort(-scores, kind="stable")[:RERANKED]
        read = [unit_text(candidates[i].passage, candidates[i].article)[0] for i in best]
        order = np.argsort(-self.scores(asked, read), kind="stable")
        rescored = scores.copy()
        rescored[best[order]] = scores[best]
        return rescored
