"""A pipeline whose store is open at once, and whose models are loaded while it is used already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Unpack

from index.store.store import Store
from index.store.view import StoreView
from rag.answer import Answer, Hit
from rag.protocol import (
    ArticleStore,
    AskOptions,
    ForwardingPipeline,
    Place,
    QuestionAnswering,
)

if TYPE_CHECKING:
    from index.model import Article
    from rag.filters import Filters
    from rag.question.followups import Turn
    from rag.settings import Settings
    from rag.visibility import Visible

VIEWS = 16  # parts of the store that different people see while the models are loaded


class OpeningPipeline(QuestionAnswering):
    """Forward every call to a pipeline that another thread opens; until then calls wait for it.

    Only `store` does not wait: documents can be listed and read at once. If the pipeline cannot
    be opened, calls raise the error.
    """

    def __init__(self, store: Store, opened: Callable[[], QuestionAnswering]) -> None:
        self._store, self._open = store, opened
        self._pipeline = Future[QuestionAnswering]()
        self._seen = lru_cache(maxsize=VIEWS)(lambda visible: StoreView(store, visible.allows))

    def open(self) -> None:
        """Open the pipeline; raises what that raises. To be called once."""
        try:
            self._pipeline.set_result(self._open())
        except BaseException as error:
            self._pipeline.set_exception(error)
            raise

    @property
    def ready(self) -> bool:
        """Whether calls are answered without waiting."""
        return self._pipeline.done() and not self._pipeline.exception()

    @property
    def store(self) -> ArticleStore:
        """The index that it answers from."""
        return self._pipeline.result().store if self.ready else self._store

    @property
    def embedder(self) -> Any:
        """The embedding model."""
        return self._pipeline.result().embedder

    def ask(
        self, question: str, history: Sequence[Turn] = (), **options: Unpack[AskOptions]
    ) -> Answer:
        """Answer a question, see `QuestionAnswering.ask`."""
        return self._pipeline.result().ask(question, history, **options)

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the k best passages, see `QuestionAnswering.search`."""
        return self._pipeline.result().search(query, k, filters)

    def related(self, article_id: str, k: int = 5) -> list[Article]:
        """Return the articles nearest to one, at most k."""
        return self._pipeline.result().related(article_id, k)

    def examples(self, language: Literal["zh", "en"] = "zh") -> list[str]:
        """Return questions that the corpus answers, to start with, in a language."""
        return self._pipeline.result().examples(language)

    def follow_ups(
        self, asked: Sequence[str], cited: Sequence[Place], filters: Filters | None = None
    ) -> list[str]:
        """Return checked questions to go on with."""
        return self._pipeline.result().follow_ups(asked, cited, filters)

    def visible_to(self, visible: Visible) -> QuestionAnswering:
        """Return the system as somebody sees it, whose store does not wait either."""
        if visible.everything:
            return self
        if self.ready:
            return self._pipeline.result().visible_to(visible)
        return _View(self._seen(visible), lambda: self._pipeline.result().visible_to(visible))


class _View(ForwardingPipeline[QuestionAnswering]):
    """Forwards calls to what `opened` returns, which waits for it; `store` is there at once."""

    def __init__(self, store: StoreView, opened: Callable[[], QuestionAnswering]) -> None:
        self._store, self._opened = store, opened

    @property
    def _pipeline(self) -> QuestionAnswering:
        return self._opened()

    @property
    def store(self) -> ArticleStore:
        """The part of the index that is seen."""
        return self._store


def open_store(settings: Settings) -> OpeningPipeline:
    """Open the store; `open` then loads the models, and follows the store as `open_live` does.

    Raises:
        StoreMissing, StoreMismatch, StoreDamaged, StoreUnreachable: as they say.
    """
    store = Store.open(settings.store_spec)

    def opened() -> QuestionAnswering:
        from rag.live import open_live

        return open_live(settings, store)

    return OpeningPipeline(store, opened)
