"""What is evaluated: rag.pipeline.Pipeline, or anything of your own with the same few parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from index.model import Article, Passage
from rag.answer import Answer

if TYPE_CHECKING:
    from rag.settings import Engine

K = 10

Progress = Callable[[int, int, str], None]
"""Called with questions done, questions in all, and the Chinese name of what answers."""


class Store(Protocol):
    """What evaluation reads of an index. The last two serve the baselines alone."""

    def articles(self) -> Iterable[Article]:
        """Every article."""
        ...

    def passages(self) -> Sequence[Passage]:
        """Every passage, in the order of the index's rows."""
        ...

    @property
    def lexical(self) -> Any:
        """`search(query, k) -> (rows, scores)`."""
        ...

    @property
    def dense(self) -> Any:
        """`search(vector, k) -> (rows, scores)`."""
        ...


class System(Protocol):
    """A question-answering system."""

    @property
    def store(self) -> Store:
        """The index it answers from."""
        ...

    @property
    def embedder(self) -> Any:
        """`embed(texts, kind) -> vectors`, kind "query" or "passage"; for baselines."""
        ...

    def ask(
        self,
        question: str,
        history: Sequence[Mapping[str, str]] = (),
        k: int = K,
        engine: Engine | None = None,
    ) -> Answer:
        """Answer one question."""
        ...
