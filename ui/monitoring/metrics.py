"""Metrics for Prometheus."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, Counter, Enum, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from index.errors import TimeLimitError
from index.store.manifest import Integrity
from ui.monitoring.observer import Asked

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering
    from rag.settings import Settings

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The metrics of one application, separate from other applications in the process."""

    def __init__(self, settings: Settings) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._llm = settings.answer_engine == "llm"
        self._requests = self._counter("requests", "HTTP 请求", "method", "route", "status")
        self._request_s = self._histogram("request_seconds", "HTTP 请求用时", "route")
        self._questions = self._counter("questions", "提问", "engine", "outcome")
        self._answer_s = self._histogram("answer_seconds", "回答用时", "engine")
        self._faults = self._counter("llm_faults", "大模型没有答成、改为摘录的次数")
        self._store = Gauge(
            "wence_store_info", "正在使用的索引版本", ["version"], registry=self.registry
        )
        self._integrity = Enum(
            "wence_store_integrity",
            "索引的文件是否与写入时相同",
            registry=self.registry,
            states=get_args(Integrity),
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an HTTP request."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_s.labels(route).observe(seconds)

    def asked(self, asked: Asked) -> None:
        """Count a question."""
        answer = asked.answer
        engine = answer.engine if answer else ""
        self._questions.labels(engine, _outcome(asked)).inc()
        self._answer_s.labels(engine).observe(asked.seconds)
        if answer and self._llm and engine != "llm" and answer.note:
            self._faults.inc()

    def page(self, pipeline: QuestionAnswering) -> bytes:
        """Return the metrics in Prometheus' text format."""
        self._store.clear()
        self._store.labels(pipeline.store.folder.name).set(1)
        self._integrity.state(pipeline.store.integrity)
        return generate_latest(self.registry)

    def _counter(self, name: str, help: str, *labels: str) -> Counter:
        return Counter(f"wence_{name}", help, labels, registry=self.registry)

    def _histogram(self, name: str, help: str, *labels: str) -> Histogram:
        return Histogram(f"wence_{name}", help, labels, registry=self.registry, buckets=SECONDS)


def metrics_page(metrics: Metrics, pipeline: QuestionAnswering) -> APIRouter:
    """Return the route of the metrics."""
    router = APIRouter(include_in_schema=False)

    @router.get("/metrics")
    def show_metrics() -> Response:
        return Response(metrics.page(pipeline), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return router


def _outcome(asked: Asked) -> str:
    if isinstance(asked.error, TimeLimitError):
        return "timeout"
    if asked.answer is None:
        return "error"
    return "refused" if asked.answer.abstained else "answered"
