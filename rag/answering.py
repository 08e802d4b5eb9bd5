"""Question in, cited answer out: the one object that command line, chat and API ask."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Self

from index.deadline import TimeLimit
from index.errors import QuestionError
from index.model import Article
from index.store.view import StoreView
from rag.about.answerer import AboutAnswerer
from rag.about.subjects import Cited
from rag.answer import Answer, Hit, Timings
from rag.english.remark import remark
from rag.examples.following import FollowUps
from rag.examples.pool import Examples
from rag.examples.search import Language
from rag.extractive.answerer import ExtractiveAnswerer
from rag.extractive.refusal import limited
from rag.filters import Filters
from rag.overview.answerer import OverviewAnswerer
from rag.overview.topic import once
from rag.protocol import Place, SearchedStore
from rag.question.followups import Turn
from rag.question.intents import IntentClassifier
from rag.question.swapping import Meanings
from rag.question.understanding import Question, checked, clean, understand
from rag.retrieval.hits import hits
from rag.retrieval.related import ArticleMeans, Related
from rag.retrieval.retriever import Retrieval, Retriever
from rag.semaphore import FairSemaphore
from rag.settings import Engine, Settings
from rag.statutes.answerer import StatuteAnswerer
from rag.statutes.laws import Found
from rag.visibility import Visible

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.embedding.embedder import Embedder, Encoded
    from index.store.store import Store
    from rag.llm.answerer import LlmAnswerer
    from rag.retrieval.late_interaction import Query
    from rag.retrieval.reranker import Reranker

VIEWS = 16  # parts of one version that different people see, kept for the next question
LONG = 300  # characters of a text that takes long to encode


class QuestionAnswerer:
    """Answers questions from a store. Safe for many threads at once."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        settings: Settings,
        reranker: Reranker | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.settings, self.reranker, self._today = settings, reranker, today
        self.embedder = embedder
        self._intents = IntentClassifier(embedder)
        self._meanings = Meanings(embedder)
        # one core is left to the model, which encodes the questions that come next
        self._gate = FairSemaphore(max(1, (os.cpu_count() or 1) - 1))
        self._long = FairSemaphore(1)
        self._means = ArticleMeans(store)
        self._answer_from(store)
        self._making_views = Lock()
        self._views = lru_cache(maxsize=VIEWS)(lambda visible: _View(self, store, visible))

    def _answer_from(self, store: SearchedStore) -> None:
        """Make what answers from a store."""
        embedder, today = self.embedder, self._today
        self.store = store
        self.retriever = Retriever(store, embedder, self.reranker, today)
        self._about = AboutAnswerer(store, embedder.name, today)
        self._statutes = StatuteAnswerer(store, embedder.name, self._about.subjects, today)
        self.checked_examples = self._examples()
        self._extractive = ExtractiveAnswerer(embedder.name, self.checked_examples.suggest)
        self._overview = OverviewAnswerer(
            store,
            embedder.name,
            self._about.subjects,
            self.retriever.standings,
            self.checked_examples.of,
        )

    @classmethod
    def open(cls, settings: Settings, store: Store | None = None) -> Self:
        """Open the store, unless an open one is given, and load its models.

        Raises:
            StoreMissing, StoreMismatch, StoreDamaged, StoreUnreachable, ModelError: as they say.
        """
        from threadpoolctl import threadpool_limits

        from index.store.store import Store
        from rag.retrieval.reranker import Reranker

        with ThreadPoolExecutor(1) as beside:
            loading = beside.submit(_load_embedder, settings)
            store = store or Store.open(settings.store_spec)
            embedder = loading.result()
        # products of an answer are small, and threads of their own would only wait for each other
        threadpool_limits(1, user_api="blas")
        name = settings.reranker_model
        return cls(store, embedder, settings, Reranker.load(name) if name else None)

    def visible_to(self, visible: Visible) -> QuestionAnswerer:
        """Return what answers from the visible articles alone, as if there were no others.

        It shares the models and the limits of this one.
        """
        if visible.everything:
            return self
        with self._making_views:
            return self._views(visible)

    def _examples(self) -> Examples:
        return Examples(self.store, self._ask_once, self.retriever.standings)

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the k best passages for a query, of the articles that the filters allow.

        Raises:
            QuestionError: the query is empty or too long.
        """
        with TimeLimit(self.settings.answer_timeout), self._gate:
            question = understand(query)
            encoded = self._encoded(question)
            return hits(self.retriever.rank(encoded, question, filters), k)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        k: int = 10,
        engine: Engine | None = None,
        on_token: Callable[[str], None] | None = None,
        filters: Filters | None = None,
    ) -> Answer:
        """Answer a question, in the conversation so far, from the articles that filters allow.

        `on_token` gets a language model's raw text as it arrives, before it is checked, and
        an empty text now and then; what it raises ends the request and is raised again.

        Raises:
            QuestionError: the question or the history cannot be used.
            TimeLimitError: it took longer than the settings allow.
        """
        written = self._is_written(engine)
        limit = self.settings.answer_timeout + (self.settings.llm_timeout if written else 0)
        with TimeLimit(limit), self._gate:
            return self._answer(question, history, k, written, on_token, filters)

    def _answer(
        self,
        question: str,
        history: Sequence[Turn],
        k: int,
        written: bool,
        on_token: Callable[[str], None] | None,
        filters: Filters | None,
    ) -> Answer:
        def rewrite(asked: str, turns: Sequence[Turn]) -> str:
            with self._gate.away():
                return self._llm.rewrite(asked, turns, on_token)

        began = time.perf_counter()
        asked, history = clean(question), checked(history)
        if known := self._of_documents(asked, history, filters):
            return _timed(known, began)
        article = self.store.article(filters.article) if filters and filters.article else None
        said = once(asked)
        with self._beside(said):
            encoded = self.retriever.encode_text(said)
        intent = self._intents.intent(said, encoded.vector)
        self._gate.pause()
        chinese = self.retriever.in_chinese(asked, encoded.vector, filters)
        understood = understand(
            chinese.text, history, article, rewrite if written else None, intent, self._meanings
        )
        understood = replace(understood, asked=asked)
        if understood.reply:
            return _timed(self._extractive.decline(understood, understood.reply), began)
        if intent != "off_topic" and (overview := self._look_over(asked, history, filters, k)):
            return _timed(limited(overview, filters), began)
        query = self._encoded(understood, encoded if said == asked else None)
        self._gate.pause()
        retrieval = self.retriever.rank(query, understood, filters)
        self._gate.pause()
        retrieved = time.perf_counter()
        found = hits(retrieval, k)
        # what looks like another topic is written about only where the corpus answers it
        quoted = None
        if not written or intent == "off_topic":
            quoted = self._extractive.answer(retrieval, found)
        settled = quoted if not written or (quoted and quoted.abstained) else None
        answer = settled or self._write(retrieval, found, history, on_token)
        if chinese.text != asked and not written:
            answer = replace(answer, note=remark(answer, chinese.text, chinese.left_out))
        return _timed(self._within(limited(answer, filters), filters), began, retrieved)

    def _encoded(self, question: Question, asked: Encoded | None = None) -> Query:
        with self._beside(question.text):
            return self.retriever.encode(question, asked)

    @contextmanager
    def _beside(self, text: str) -> Iterator[None]:
        """Let others rank while a text is encoded, one long text at a time."""
        long = len(text) > LONG
        with self._gate.away(goes_on=not long), self._long if long else nullcontext():
            began = time.perf_counter()
            yield
            self._gate.charge(time.perf_counter() - began if long else 0.0)

    def _of_documents(
        self, asked: str, turns: Sequence[Turn], filters: Filters | None
    ) -> Answer | None:
        """Answer what needs no ranking: questions about a document itself, or for its article."""
        cited = self._cited(filters)
        if known := self._about.answer(asked, turns, filters, cited):
            return known
        known = self._statutes.answer(asked, turns, filters, cited, self._found(filters))
        return limited(known, filters) if known else None

    def _ask_once(self, question: str) -> Answer:
        return self.ask(question, engine="extractive")

    def _look_over(
        self, asked: str, history: Sequence[Turn], filters: Filters | None, k: int
    ) -> Answer | None:
        """Return an overview where the input names a topic or a document and asks nothing."""
        return self._overview.answer(
            asked, history, filters, lambda topic: self.search(topic, k, filters)
        )

    def _within(self, answer: Answer, filters: Filters | None) -> Answer:
        """Drop the suggestions about articles that the filters leave out."""
        if not filters or not answer.suggestions:
            return answer
        allowed = {one.article.id for one in self._about.subjects.allowed(filters)}
        source = self.checked_examples.source
        kept = tuple(s for s in answer.suggestions if source(s) in allowed)
        return replace(answer, suggestions=kept)

    def _cited(self, filters: Filters | None) -> Cited:
        """Return a function that finds the articles which a question of the history is about."""

        def cited(question: str, turns: Sequence[Turn]) -> list[Article]:
            try:
                answer = self.ask(question, turns, engine="extractive", filters=filters)
            except QuestionError:  # what an earlier turn says need not be a question
                return []
            return [citation.article for citation in answer.citations]

        return cited

    def _found(self, filters: Filters | None) -> Found:
        """Return a function that finds articles by a search, the best first."""

        def found(text: str) -> list[Article]:
            query = understand(text)
            candidates = self.retriever.rank(self._encoded(query), query, filters).candidates
            return list({one.article.id: one.article for one in candidates}.values())

        return found

    def _write(
        self,
        retrieval: Retrieval,
        found: Sequence[Hit],
        history: Sequence[Turn],
        on_token: Callable[[str], None] | None,
    ) -> Answer:
        """Let the language model answer; the extractive answer stands in where it fails."""

        def excerpt() -> Answer:
            with self._gate:
                return self._extractive.answer(retrieval, found)

        with self._gate.away():
            return self._llm.answer(
                retrieval.question, found, excerpt, history=history, on_token=on_token
            )

    def _is_written(self, engine: Engine | None) -> bool:
        """Whether the language model answers; raises QuestionError where it cannot."""
        if engine not in (None, "extractive", "llm"):
            raise QuestionError("回答方式只能是 extractive 或 llm。")
        if engine == "llm" and not self.settings.llm_base_url:
            raise QuestionError(
                "没有配置大模型接口，请设置 WENCE_LLM_BASE_URL 和 WENCE_LLM_MODEL。"
            )
        return (engine or self.settings.answer_engine) == "llm"

    @cached_property
    def _llm(self) -> LlmAnswerer:
        from rag.llm.answerer import LlmAnswerer

        return LlmAnswerer.from_settings(self.settings)

    def related(self, article_id: str, k: int = 5) -> list[Article]:
        """Return the articles nearest to one, at most k."""
        return [self.retriever.articles[near] for near in self._related.nearest(article_id, k)]

    @cached_property
    def _related(self) -> Related:
        return Related(self._means)

    def examples(self, language: Language = "zh") -> list[str]:
        """Return questions that the corpus answers, to start with, in a language."""
        return self.checked_examples.questions(language)

    def follow_ups(
        self, asked: Sequence[str], cited: Sequence[Place], filters: Filters | None = None
    ) -> list[str]:
        """Return checked questions to go on with after an answer that cited places."""
        with TimeLimit(self.settings.answer_timeout):
            return self._follow_ups.after(asked, cited, filters)

    @cached_property
    def _follow_ups(self) -> FollowUps:
        def ask(question: str, before: str, filters: Filters | None) -> Answer:
            turns = [{"role": "user", "content": before}]
            return self.ask(question, turns, engine="extractive", filters=filters)

        def embed(questions: Sequence[str]) -> NDArray[np.float32]:
            return self.embedder.embed(list(questions), "query")

        known = self.checked_examples.sources
        return FollowUps(self.store.article, ask, self.related, embed, known)


class _View(QuestionAnswerer):
    """Answers from a part of the articles that another one answers from."""

    def __init__(self, whole: QuestionAnswerer, store: Store, visible: Visible) -> None:
        self._whole, self._visible = whole, visible
        self.settings, self.embedder, self.reranker = whole.settings, whole.embedder, whole.reranker
        self._intents, self._meanings = whole._intents, whole._meanings
        self._gate, self._long = whole._gate, whole._long
        self._today, self._means = whole._today, whole._means
        self._view = StoreView(store, visible.allows)
        self._answer_from(self._view)

    def visible_to(self, visible: Visible) -> QuestionAnswerer:
        """Return what answers from the articles that are visible both ways."""
        return self._whole.visible_to(self._visible & visible)

    def _examples(self) -> Examples:
        whole, standings = self._whole.checked_examples, self.retriever.standings
        return Examples(self.store, self._ask_once, standings, whole, self._view.sees)

    @cached_property
    def _related(self) -> Related:
        return Related(self._means, self._view.sees)

    @cached_property
    def _llm(self) -> LlmAnswerer:
        return self._whole._llm


def _load_embedder(settings: Settings) -> Embedder:
    from index.embedding.embedder import Embedder

    embedder = Embedder.load(
        settings.embedding_model,
        settings.embedding_passage_prompt,
        settings.embedding_query_prompt,
        settings.encoder,
    )
    embedder.embed(["问"], "query")  # what is loaded at the first question is loaded now
    return embedder


def _timed(answer: Answer, began: float, retrieved: float | None = None) -> Answer:
    """Set an answer's timings; `retrieved` is when its passages were found, if any were."""
    ended = time.perf_counter()
    found = ended if retrieved is None else retrieved
    timings = Timings(1000 * (found - began), 1000 * (ended - found), 1000 * (ended - began))
    return replace(answer, timings=timings)
