"""Question in, cited answer out: the one object that command line, chat, API and evaluation ask."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import Runnable, RunnableConfig

from index.errors import QuestionError, StoreDamaged
from index.model import Article
from rag.answer import Answer, Citation, Hit, Timings
from rag.citations import figures_supported
from rag.evidence.confidence import THRESHOLD, confidence, signals
from rag.evidence.statements import statements
from rag.evidence.unknown_names import unknown_names
from rag.extractive.composition import Quote, compose, quotes
from rag.extractive.dated_figures import newest_first
from rag.extractive.highlights import key_spans
from rag.extractive.refusal import limited, question_headings, refusal, suggestions
from rag.extractive.selection import choose
from rag.filters import Filters
from rag.question.followups import Turn, of_article
from rag.question.intents import without_search
from rag.question.understanding import Question, understand
from rag.retrieval.related import Related
from rag.retrieval.retriever import Retrieval, Retriever
from rag.semaphore import Turns
from rag.settings import Engine, Settings

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder
    from index.store.store import Store
    from rag.llm.answerer import LlmAnswerer

MAX_K = 50
EXAMPLES = 4


class Pipeline(Runnable[str | Mapping[str, Any], Answer]):
    """Answers questions from a store. Safe for many threads at once.

    As a LangChain Runnable it takes a question, or a mapping with `question` and what else
    `ask` takes.
    """

    def __init__(self, store: Store, embedder: Embedder, settings: Settings) -> None:
        self.store, self.embedder, self.settings = store, embedder, settings
        self.retriever = Retriever(store, embedder)
        # one core is left to the model, which encodes the questions that come next
        self._turns = Turns(max(1, (os.cpu_count() or 1) - 1))
        self._article = lru_cache(maxsize=1024)(self._load_article)

    @classmethod
    def open(cls, settings: Settings) -> Pipeline:
        """Open the store and load its model.

        Raises:
            StoreMissing, StoreMismatch, StoreDamaged, StoreUnreachable, ModelError: as they say.
        """
        from threadpoolctl import threadpool_limits

        from index.embedding.embedder import Embedder
        from index.store.store import Store

        # products of an answer are small, and threads of their own would only wait for each other
        threadpool_limits(1, user_api="blas")
        store = Store.open(settings.store_spec)
        return cls(store, Embedder.load(settings.embedding_model), settings)

    def invoke(
        self, input: str | Mapping[str, Any], config: RunnableConfig | None = None, **kwargs: Any
    ) -> Answer:
        """Answer a question (LangChain's interface)."""
        if isinstance(input, str):
            return self.ask(input, **kwargs)
        return self.ask(**{**input, **kwargs})

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the k best passages for a query, of the articles that the filters allow.

        Raises:
            QuestionError: the query is empty or too long.
        """
        question = understand(query)
        encoded = self.retriever.encode(question)
        with self._turns:
            return self._hits(self.retriever.rank(encoded, question, filters), k)

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
        """
        written = self._is_written(engine)
        began = time.perf_counter()
        understood = understand(question, history)
        if reply := without_search(understood.asked):
            return self._abstain(understood, reply, began)
        if filters and filters.article:
            understood = self._of_article(understood, filters.article)
        if written and understood.context_end:
            understood = self._rewritten(understood, history, on_token)
        query = self.retriever.encode(understood)
        with self._turns:
            retrieval = self.retriever.rank(query, understood, filters)
            retrieved = time.perf_counter()
            if not written:
                return limited(self._extract(retrieval, k, began, retrieved), filters)

        def excerpt() -> Answer:
            with self._turns:
                return self._extract(retrieval, k, began, retrieved)

        answer = self._answerer.answer(
            understood, self._hits(retrieval, k), excerpt, history=history, on_token=on_token
        )
        return limited(answer, filters)

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
    def _answerer(self) -> LlmAnswerer:
        from rag.llm.answerer import LlmAnswerer

        return LlmAnswerer.from_settings(self.settings, self.embedder)

    def _rewritten(
        self, question: Question, history: Sequence[Turn], on_token: Callable[[str], None] | None
    ) -> Question:
        """A follow-up made standalone by the language model; by the rules if it fails."""
        text = self._answerer.standalone(question.asked, history, on_token)
        if text == question.text:
            return question
        return replace(understand(text), asked=question.asked)

    def _of_article(self, question: Question, article_id: str) -> Question:
        """A question asked within one article, with the article's title where it means it."""
        article = self.store.article(article_id)
        text = of_article(question.text, article.title) if article else question.text
        if text == question.text:
            return question
        return replace(understand(text), asked=question.asked)

    def related(self, article_id: str, k: int = 5) -> list[Article]:
        """Return the articles nearest to one, at most k."""
        return [self._article(near) for near in self._related.nearest(article_id, k)]

    @cached_property
    def _related(self) -> Related:
        return Related(self.store)

    def examples(self) -> list[str]:
        """Return questions that the corpus answers, to start with: headings that ask."""
        return self._examples

    @cached_property
    def _examples(self) -> list[str]:
        by_issue: dict[str, list[str]] = {}
        for article in self.store.articles():
            own = question_headings(article)[:1] or [f"《{article.title}》主要讲了什么？"]
            by_issue.setdefault(article.issue, []).extend(own)
        asking = [
            max(found, key=lambda q: (not q.startswith("《"), -len(q)))
            for found in by_issue.values()
        ]
        return asking[:EXAMPLES]

    def _extract(self, retrieval: Retrieval, k: int, began: float, retrieved: float) -> Answer:
        articles = self._articles(c.passage.article_id for c in retrieval.candidates)
        found = statements(retrieval, articles)
        evidence = signals(retrieval, found, articles)
        sure = confidence(evidence)
        if sure < THRESHOLD:
            nearest = list(dict.fromkeys(hit.article.id for hit in self._hits(retrieval, k)))[:2]
            return self._abstain(
                retrieval.question,
                refusal(
                    retrieval.question,
                    evidence,
                    [articles[a] for a in nearest],
                    unknown_names(retrieval, articles),
                ),
                began,
                confidence=sure,
                hits=tuple(self._hits(retrieval, k)),
                suggestions=suggestions([articles[a] for a in nearest]),
            )
        picked = choose(retrieval, found, articles)
        chosen = quotes(picked, newest_first(picked, articles, retrieval.question))
        asked = retrieval.question.text
        text, citations = compose(chosen, articles, asked), _cite(chosen, articles)
        if not figures_supported(text, citations):  # a table's column names can hold figures
            text = compose(chosen, articles, read_out=False)
        ended = time.perf_counter()
        return Answer(
            question=retrieval.question.asked,
            standalone_question=retrieval.question.text,
            text=text,
            abstained=False,
            confidence=sure,
            engine="extractive",
            model=self.embedder.name,
            citations=citations,
            hits=tuple(self._hits(retrieval, k)),
            timings=_timings(began, retrieved, ended),
            highlights=key_spans(text, retrieval.question, picked),
        )

    def _abstain(self, question: Question, text: str, began: float, **others: Any) -> Answer:
        now = time.perf_counter()
        return Answer(
            question=question.asked,
            standalone_question=question.text,
            text=text,
            abstained=True,
            engine="extractive",
            model=self.embedder.name,
            timings=_timings(began, now, now),
            **{"confidence": 0.0, **others},
        )

    def _hits(self, retrieval: Retrieval, k: int) -> list[Hit]:
        top = retrieval.candidates[: max(1, min(k, MAX_K))]
        return [
            Hit(rank, score, c.passage, self._article(c.passage.article_id))
            for rank, (c, score) in enumerate(zip(top, retrieval.scores, strict=False), 1)
        ]

    def _articles(self, ids: Iterable[str]) -> dict[str, Article]:
        return {article_id: self._article(article_id) for article_id in ids}

    def _load_article(self, article_id: str) -> Article:
        article = self.store.article(article_id)
        if article is None:
            raise StoreDamaged(f"索引里缺少文章 {article_id}，请重新运行 wence index。")
        return article


def _cite(chosen: Sequence[Quote], articles: Mapping[str, Article]) -> tuple[Citation, ...]:
    return tuple(
        Citation(
            n,
            quote.statements[0].candidate.passage,
            articles[quote.article_id],
            articles[quote.article_id].text[quote.start : quote.end],
            quote.start,
            quote.end,
        )
        for n, quote in enumerate(chosen, 1)
    )


def _timings(began: float, retrieved: float, ended: float) -> Timings:
    return Timings(1000 * (retrieved - began), 1000 * (ended - retrieved), 1000 * (ended - began))
