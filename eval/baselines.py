"""Four baselines to compare a system with, asked the same questions.

BM25, dense retrieval, their reciprocal rank fusion, and the recipe of LangChain tutorials.
Each answers with its whole first passage as a citation and refuses only if it finds nothing.
Follow-up questions are asked without their history.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.datasets.gold import Locator
from eval.datasets.sets import Question
from eval.extras import require_package
from eval.metrics import stats
from eval.metrics.cases import Case, Scores
from eval.metrics.registry import METRICS, score
from eval.metrics.summary import estimates, recall_curve
from eval.system import K, Progress, System
from index.model import Article, Passage
from rag.answer import Answer, Citation, Hit, Timings
from rag.blocks import AnswerBlock

RRF_K = 60
CANDIDATES = 60
CHUNK_CHARS, CHUNK_OVERLAP, LANGCHAIN_K = 500, 50, 4
EMBEDDED_AT_ONCE = 128

Ranker = Callable[[str], Sequence[tuple[Passage, float]]]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A retriever with the passages it ranks; its first passage is its answer."""

    name: str
    label: str
    passages: Sequence[Passage]
    rank: Ranker


def require_splitter() -> None:
    """Check that LangChain's text splitter is installed. Raises WenceError if not."""
    require_package("langchain_text_splitters", "langchain-text-splitters", "对照基线")


def baselines(system: System, on_question: Progress | None = None) -> list[Baseline]:
    """Build the four baselines on a system's passages, indexes and embedding model.

    `on_question` reports the passages embedded for the LangChain recipe, which takes a while.
    """
    passages = list(system.store.passages())
    bm25, dense = _bm25(system, passages), _dense(system, passages)
    return [
        Baseline("bm25", "BM25", passages, bm25),
        Baseline("dense", "向量", passages, dense),
        Baseline("rrf", "RRF 融合", passages, _fused(bm25, dense)),
        langchain_recipe(system, on_question),
    ]


def langchain_recipe(system: System, on_question: Progress | None = None) -> Baseline:
    """Build the baseline of LangChain tutorials: recursive splitter 500/50, dense top 4.

    Raises WenceError if the splitter is not installed.
    """
    require_splitter()
    label = "LangChain 常规做法"
    passages = [p for article in system.store.articles() for p in _chunks(article)]
    parts = []
    for start in range(0, len(passages), EMBEDDED_AT_ONCE):
        texts = [p.text for p in passages[start : start + EMBEDDED_AT_ONCE]]
        parts.append(np.asarray(system.embedder.embed(texts, "passage")))
        if on_question:
            on_question(start + len(texts), len(passages), f"{label}：计算向量")
    vectors = np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)

    def rank(query: str) -> Sequence[tuple[Passage, float]]:
        similar = vectors @ _embed_query(system, query)
        best = np.argsort(-similar, kind="stable")[:LANGCHAIN_K]
        return [(passages[row], float(similar[row])) for row in best]

    return Baseline("langchain", label, passages, rank)


def compare_baselines(
    cases: Sequence[Case],
    scores: Mapping[str, Scores],
    system: System,
    on_question: Progress | None = None,
) -> dict[str, Any]:
    """Score each baseline on the cases' questions and compare its scores with the system's."""
    articles = list(system.store.articles())
    result = {}
    for baseline in baselines(system, on_question):
        theirs = _cases(baseline, cases, articles, on_question)
        their_scores = score(theirs)
        result[baseline.name] = {
            "label": baseline.label,
            "metrics": estimates(their_scores),
            "recall_curve": recall_curve(theirs),
            "ours_minus_theirs": differences(their_scores, scores),
        }
    return result


def differences(a: Mapping[str, Scores], b: Mapping[str, Scores]) -> dict[str, dict[str, Any]]:
    """Estimate b − a by a paired bootstrap, for each metric over the questions both count."""
    found = {}
    for name in METRICS:
        pairs = [
            (x, y)
            for x, y in zip(a[name].each, b[name].each, strict=True)
            if x is not None and y is not None
        ]
        if pairs:
            gap = stats.paired([x for x, _ in pairs], [y for _, y in pairs])
            found[name] = asdict(gap) | {"real": gap.real}
    return found


def _cases(
    baseline: Baseline,
    cases: Sequence[Case],
    articles: Sequence[Article],
    on_question: Progress | None,
) -> list[Case]:
    locator = Locator(articles, baseline.passages)
    by_id = {article.id: article for article in articles}
    asked = []
    for done, case in enumerate(cases, 1):
        answer = _answer(case.question, baseline.rank, by_id)
        texts = {c.article.id: c.article.text for c in answer.citations}
        gold = locator.gold(case.question)
        asked.append(Case(case.question, answer.to_json(), gold, texts))
        if on_question:
            on_question(done, len(cases), baseline.label)
    return asked


def _answer(question: Question, rank: Ranker, articles: Mapping[str, Article]) -> Answer:
    started = time.perf_counter()
    hits = tuple(
        Hit(n, value, passage, articles[passage.article_id])
        for n, (passage, value) in enumerate(rank(question.question), 1)
    )
    took = (time.perf_counter() - started) * 1000
    cited = tuple(
        Citation(1, h.passage, h.article, h.passage.text, h.passage.start, h.passage.end)
        for h in hits[:1]
    )
    # on one line, so that the passage is one statement with one citation
    said = [AnswerBlock.paragraph(" ".join(c.quote.split()), 1) for c in cited]
    return Answer(
        question=question.question,
        standalone_question=question.question,
        blocks=tuple(said) or (AnswerBlock.paragraph("没有找到相关段落。"),),
        abstained=not cited,
        confidence=hits[0].score if hits else 0.0,
        engine="baseline",
        model="",
        citations=cited,
        hits=hits,
        timings=Timings(took, 0.0, took),
    )


def _bm25(system: System, passages: Sequence[Passage]) -> Ranker:
    def rank(query: str) -> Sequence[tuple[Passage, float]]:
        return _ranked(passages, system.store.lexical.search(query, CANDIDATES))[:CANDIDATES]

    return rank


def _dense(system: System, passages: Sequence[Passage]) -> Ranker:
    def rank(query: str) -> Sequence[tuple[Passage, float]]:
        vector = _embed_query(system, query)
        return _ranked(passages, system.store.dense.search(vector, CANDIDATES))

    return rank


def _fused(*rankers: Ranker) -> Ranker:
    """Fuse rankings by reciprocal rank.

    Cormack, Clarke & Büttcher, Reciprocal Rank Fusion, SIGIR 2009 (k = 60).
    """

    def rank(query: str) -> Sequence[tuple[Passage, float]]:
        total: dict[Passage, float] = {}
        for ranker in rankers:
            for position, (passage, _) in enumerate(ranker(query), 1):
                total[passage] = total.get(passage, 0.0) + 1 / (RRF_K + position)
        return sorted(total.items(), key=lambda item: -item[1])[:K]

    return rank


def _ranked(
    passages: Sequence[Passage], found: tuple[Sequence[int], Sequence[float]]
) -> list[tuple[Passage, float]]:
    rows, values = found
    return [(passages[int(r)], float(v)) for r, v in zip(rows, values, strict=True) if r >= 0]


def _embed_query(system: System, text: str) -> NDArray[np.float32]:
    return np.asarray(system.embedder.embed([text], "query")[0], dtype=np.float32)


def _chunks(article: Article) -> list[Passage]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARS, chunk_overlap=CHUNK_OVERLAP, add_start_index=True
    )
    documents = splitter.create_documents([article.text]) if article.text.strip() else []
    return [
        Passage(
            issue=article.issue,
            n=article.n,
            k=k,
            start=document.metadata["start_index"],
            end=document.metadata["start_index"] + len(document.page_content),
            text=document.page_content,
        )
        for k, document in enumerate(documents, 1)
    ]
