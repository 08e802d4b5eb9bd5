"""The interface of a system under evaluation: rag.pipeline.Pipeline, or one of your own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from index.model import Article, Passage
from rag.answer import Answer

if TYPE_CHECKING:
    from rag.settings import Engine

K = 10
"""How many passages a system is asked for; rank metrics and recall curves end there."""

Progress = Callable[[int, int, str], None]
"""Called with the number done, the total, and the Chinese name of the step."""


class PassageStore(Protocol):
    """The parts of an index that evaluation reads; only baselines use the two search indexes."""

    def articles(self) -> Iterable[Article]:
        """Return every article."""
        ...

    def passages(self) -> Sequence[Passage]:
        """Return every passage, in the order of the search indexes' rows."""
        ...

    @property
    def lexical(self) -> Any:
        """The keyword index: `search(query, k) -> (rows, scores)`."""
        ...

    @property
    def dense(self) -> Any:
        """The vector index: `search(vector, k) -> (rows, scores)`."""
        ...


class System(Protocol):
    """A question-answering system."""

    @property
    def store(self) -> PassageStore:
        """The index that it answers from."""
        ...

    @property
    def embedder(self) -> Any:
        """The embedding model, used by baselines only.

        `embed(texts, kind) -> vectors`, with kind "query" or "passage".
        """
        ...

    def ask(
        self,
        question: str,
        history: Sequence[Mapping[str, str]] = (),
        *,
        k: int = K,
        engine: Engine | None = None,
    ) -> Answer:
        """Answer one question, listing the k best passages."""
        ...
