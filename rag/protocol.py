"""What the front ends need of a question-answering system.

`rag.pipeline.Pipeline` offers it, `rag.live.LivePipeline` and the observer in ui wrap one, and
the tests have a small one of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypedDict, TypeVar, Unpack

from index.model import Article, Passage, Relation
from index.store.manifest import Integrity
from rag.answer import Answer, Hit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.embedding.interface import Encoder
    from index.search.interface import Search
    from index.search.levels import Levels
    from rag.filters import Filters
    from rag.question.followups import Turn
    from rag.settings import Engine
    from rag.visibility import Visible


@dataclass(frozen=True, slots=True)
class Place:
    """A quoted place: the id of an article, and the range in its text."""

    article: str
    start: int
    end: int


class ArticleStore(Protocol):
    """One version of the index, as far as front ends and evaluation read it."""

    @property
    def folder(self) -> Path:
        """Folder of the version; another version has another folder."""
        ...

    @property
    def lexical(self) -> Any:
        """Index of words: `search(query, k) -> (rows, scores)`; for evaluation's baselines."""
        ...

    @property
    def dense(self) -> Any:
        """Index of vectors: `search(vector, k) -> (rows, scores)`; for evaluation's baselines."""
        ...

    @property
    def integrity(self) -> Integrity:
        """Whether the version's files are as they were written."""
        ...

    def articles(self) -> Iterable[Article]:
        """Return all articles, in corpus order."""
        ...

    def article(self, article_id: str, /) -> Article | None:
        """Return one article, or None."""
        ...

    def holding(self, words: Sequence[str], /) -> Sequence[str]:
        """Return the ids of the articles whose title or text has every word, reprints left out."""
        ...

    def also_in(self, article_id: str, /) -> Sequence[str]:
        """Return the ids of the same article's other printings."""
        ...

    def relations_of(self, article_id: str, /) -> Sequence[Relation]:
        """Return the relations in which an article is the newer or the older one."""
        ...

    def passages(self) -> Sequence[Passage]:
        """Return all passages, in the order of the index's rows."""
        ...

    def passages_of(self, article_id: str, /) -> Sequence[Passage]:
        """Return an article's passages, in order."""
        ...


class SearchedStore(ArticleStore, Protocol):
    """One version of the index, as far as the pipeline reads it: a `Store` or a `StoreView`."""

    @property
    def search(self) -> Search:
        """The search of its passages."""
        ...

    @property
    def copies(self) -> NDArray[np.int32]:
        """A number for each row (passages,), the same for rows with the same words."""
        ...

    def tokens(self, row: int, /) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Return a passage's token vectors (t, h) and their offsets in its text (t, 2)."""
        ...

    def levels(self, encoder: Encoder, /) -> Levels:
        """Return the levels of the encoder's similarities on this corpus."""
        ...

    def verify(self) -> None:
        """Compare every file with its SHA-256; raise StoreDamaged where one differs."""
        ...


class AskOptions(TypedDict, total=False):
    """Options of a question, all of which may be left out; see `rag.pipeline.Pipeline.ask`."""

    k: int
    engine: Engine | None
    on_token: Callable[[str], None] | None
    filters: Filters | None


class QuestionAnswering(Protocol):
    """A question-answering system; safe for many threads at once."""

    @property
    def store(self) -> ArticleStore:
        """The index that it answers from."""
        ...

    @property
    def embedder(self) -> Any:
        """Embedding model: `embed(texts, kind) -> vectors`; for evaluation's baselines."""
        ...

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        **options: Unpack[AskOptions],
    ) -> Answer:
        """Answer a question, see `rag.pipeline.Pipeline.ask`.

        Raises:
            QuestionError: the question or the history cannot be used.
        """
        ...

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the k best passages of the articles that the filters allow.

        Raises:
            QuestionError: the query is empty or too long.
        """
        ...

    def related(self, article_id: str, k: int = 5) -> list[Article]:
        """Return the articles nearest to one, at most k."""
        ...

    def examples(self, language: Literal["zh", "en"] = "zh") -> list[str]:
        """Return questions that the corpus answers, to start with, in a language."""
        ...

    def follow_ups(
        self, asked: Sequence[str], cited: Sequence[Place], filters: Filters | None = None
    ) -> list[str]:
        """Return checked questions to go on with, see `rag.examples.following`; takes seconds."""
        ...

    def visible_to(self, visible: Visible) -> QuestionAnswering:
        """Return the system as somebody sees it who may read a part of the articles alone.

        It knows of no others: they are left out before anything is searched, counted or ranked.
        """
        ...


Wrapped = TypeVar("Wrapped", bound=QuestionAnswering)


class ForwardingPipeline(QuestionAnswering, Generic[Wrapped]):
    """A system that forwards every call to another one."""

    def __init__(self, pipeline: Wrapped) -> None:
        self._wrapped = pipeline

    @property
    def _pipeline(self) -> Wrapped:
        """The one that a call is forwarded to."""
        return self._wrapped

    @property
    def store(self) -> ArticleStore:
        """The index of the other one."""
        return self._pipeline.store

    @property
    def embedder(self) -> Any:
        """The embedding model of the other one."""
        return self._pipeline.embedder

    def ask(
        self, question: str, history: Sequence[Turn] = (), **options: Unpack[AskOptions]
    ) -> Answer:
        """Answer a question, see `QuestionAnswering.ask`."""
        return self._pipeline.ask(question, history, **options)

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the k best passages, see `QuestionAnswering.search`."""
        return self._pipeline.search(query, k, filters)

    def related(self, article_id: str, k: int = 5) -> list[Article]:
        """Return the articles nearest to one, at most k."""
        return self._pipeline.related(article_id, k)

    def examples(self, language: Literal["zh", "en"] = "zh") -> list[str]:
        """Return questions that the corpus answers, to start with, in a language."""
        return self._pipeline.examples(language)

    def follow_ups(
        self, asked: Sequence[str], cited: Sequence[Place], filters: Filters | None = None
    ) -> list[str]:
        """Return checked questions to go on with."""
        return self._pipeline.follow_ups(asked, cited, filters)

    def visible_to(self, visible: Visible) -> QuestionAnswering:
        """Return the other one as somebody sees it, see `QuestionAnswering.visible_to`."""
        return self._pipeline.visible_to(visible)
