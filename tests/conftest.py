"""Shared fixtures: a small corpus and a pipeline that answers from it, by quoting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import pytest

from eval.fake import FakeEmbedder, FakeStore, FakeSystem
from index.model import Article, Block, Passage, Relation
from rag.answer import Answer, Hit
from rag.filters import Filters

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder, Encoded
    from index.embedding.engine import Kind
    from index.search.milvus.collection import Milvus
    from rag.pipeline import Pipeline
    from rag.protocol import AskOptions, Place
    from rag.question.followups import Turn

LINES = (
    "一、总体目标",
    "到2025年，全市社区医院达到120家，家庭医生签约率达到75%。",
    "二、重点任务",
    "（一）每家社区医院至少配备两名全科医生，由市卫生健康委统一培训。",
    "表1 各区任务",
    "区\t社区医院（家）\t签约率",
    "东湖区\t40\t78%",
    "西山区\t35\t",
    "资金由市和区两级财政按六比四分担。",
)
KINDS = (
    ("heading", 1, 0),
    ("paragraph", 0, 0),
    ("heading", 1, 0),
    ("item", 0, 0),
    ("caption", 0, 0),
    ("table", 0, 1),
    ("paragraph", 0, 0),
)


def community_article() -> Article:
    text = "\n".join(LINES)
    starts = [text.index(line) for line in LINES]
    spans = [(starts[i], starts[i] + len(LINES[i])) for i in range(5)]
    spans += [(starts[5], starts[7] + len(LINES[7])), (starts[8], len(text))]
    blocks = tuple(
        Block(kind, start, end, level, rows)
        for (start, end), (kind, level, rows) in zip(spans, KINDS, strict=True)
    )
    return Article(
        "2022-03-14",
        1,
        "社区医院三年行动方案",
        text,
        section="基层卫生",
        source="东江市卫生健康委",
        page=8,
        abstract="方案提出到2025年建成120家社区医院。",
        blocks=blocks,
    )


def hostile_article() -> Article:
    text = (
        "<script>window.hacked=1</script>疫苗冷链 <img src=x onerror=window.hacked=2>\n"
        "[点这里](javascript:window.hacked=3) ![x](http://evil.example/b.png) 疫苗冷链记录存五年。"
    )
    return Article(
        "2022-03-14",
        2,
        "<img src=x onerror=window.hacked=4>疫苗冷链管理",
        text,
        section='"><script>window.hacked=5</script>',
        source="<b>东江</b>",
        abstract="<svg onload=window.hacked=6>",
        url="javascript:window.hacked=7",
    )


class FakeArticleStore(FakeStore):
    """A small `rag.protocol.ArticleStore`, in memory."""

    folder = Path("versions/fake")

    def article(self, article_id: str) -> Article | None:  # type: ignore[override]
        return next((a for a in self.articles() if a.id == article_id), None)

    def holding(self, words: Sequence[str]) -> list[str]:
        return [
            a.id for a in self.articles() if all(word in f"{a.title}\n{a.text}" for word in words)
        ]

    def also_in(self, article_id: str) -> list[str]:
        return []

    def relations_of(self, article_id: str) -> list[Relation]:
        return []

    def passages_of(self, article_id: str) -> list[Passage]:
        return [p for p in self.passages() if p.article_id == article_id]


class FakePipeline(FakeSystem):
    """A small `rag.protocol.QuestionAnswering`: it quotes its best passage."""

    def __init__(self, articles: list[Article]) -> None:
        super().__init__(articles)
        self.store: FakeArticleStore = FakeArticleStore(articles, self.embedder)

    def ask(
        self, question: str, history: Sequence[Turn] = (), **options: Unpack[AskOptions]
    ) -> Answer:
        filters, k, engine = (options.get(name) for name in ("filters", "k", "engine"))
        allowed = [a for a in self.store.articles() if filters.allows(a)] if filters else None
        system = super() if allowed is None else FakeSystem(allowed)
        return system.ask(question, history, k=k or 10, engine=engine)

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        return list(self.ask(query, k=k, filters=filters).hits)

    def related(self, article_id: str, k: int = 5) -> list[Article]:
        return [a for a in self.store.articles() if a.id != article_id][:k]

    def examples(self, language: str = "zh") -> list[str]:
        return ["到2025年社区医院达到多少家？", "疫苗冷链记录保存几年？"]

    def follow_ups(
        self, asked: Sequence[str], cited: Sequence[Place], filters: Filters | None = None
    ) -> list[str]:
        return [one for one in self.examples() if one not in asked]


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Hash passwords as fast as Argon2 allows, since hundreds of tests sign in."""
    from argon2 import PasswordHasher

    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("ui.access.accounts.PasswordHasher", lambda: quick)
        yield


@pytest.fixture(scope="session")
def pipeline() -> FakePipeline:
    return FakePipeline([community_article(), hostile_article()])


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The bundled model, loaded once."""
    from index.embedding.embedder import Embedder

    return Embedder.load()


class CountingEmbedder(FakeEmbedder):
    """A fake embedder that notes the passages and the questions it has encoded."""

    def __init__(self) -> None:
        self.texts, self.questions = list[str](), list[str]()

    def encode(
        self, texts: Sequence[str], kind: Kind, on_batch: Callable[[int], None] | None = None
    ) -> list[Encoded]:
        noted = self.texts if kind == "passage" else self.questions
        noted += texts
        return super().encode(texts, kind, on_batch)


@pytest.fixture
def fake_embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture(scope="session")
def real_pipeline(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    """The pipeline itself, over the articles of tests/data/corpus.py and the bundled model."""
    from index.store.store import Store
    from rag.pipeline import Pipeline
    from rag.settings import Settings
    from tests.data.corpus import ARTICLES
    from tests.stores import index_articles

    folder = tmp_path_factory.mktemp("store")
    index_articles(ARTICLES, folder, embedder)
    settings = Settings(_env_file=None, store=folder, llm_base_url="", engine=None)
    return Pipeline(Store.open(settings.store_spec), embedder, settings)


@pytest.fixture(scope="session")
def milvus_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file of milvus-lite; its server is started by the first connection."""
    path = tmp_path_factory.mktemp("milvus") / "wence.db"
    yield path
    from milvus_lite.server_manager import server_manager_instance

    server_manager_instance.release_server(str(path))


@pytest.fixture
def milvus(milvus_file: Path, request: pytest.FixtureRequest) -> Milvus:
    """The address of a collection of the test's own."""
    from index.search.milvus.collection import Milvus

    return Milvus(str(milvus_file), f"c{abs(hash(request.node.nodeid))}")
