"""Two small stores of a fake model, and a question set on each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.datasets.sets import Question, Source, save
from eval.fake import TOKEN_DIMENSION, FakeEmbedder
from index.embedding.embedder import Encoded
from index.embedding.engine import Kind
from index.model import Article
from index.store.store import Store
from rag.pipeline import Pipeline
from tests.data.fixtures import article
from tests.stores import index_articles, milvus_settings

SUBJECTS = (("疫苗", "医保", "药品", "护理", "急救"), ("口腔", "眼科", "康复", "体检", "献血"))


class TokenEmbedder(FakeEmbedder):
    """A fake embedder whose vectors are the means of their tokens, as a real model's."""

    dimension = TOKEN_DIMENSION

    def encode(
        self, texts: Sequence[str], kind: Kind, on_batch: Callable[[int], None] | None = None
    ) -> list[Encoded]:
        encoded = FakeEmbedder().encode(texts, kind, on_batch)
        return [Encoded(unit(e.tokens.sum(axis=0)), e.tokens, e.spans) for e in encoded]

    def embed(self, texts: Sequence[str], kind: Kind) -> NDArray[np.float32]:
        return np.stack([one.vector for one in self.encode(texts, kind)])


def unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return vector / np.float32(max(np.linalg.norm(vector), 1e-9))


def document(n: int, subject: str) -> Article:
    return article(
        f"{subject}服务的范围由各县制定，自发布之日起施行。",
        f"{subject}记录应当保存{n + 3}年，由专人负责。",
        f"要加强{subject}服务的宣传。",
        title=f"{subject}管理办法",
        issue=f"2031-0{n + 1}-01",
    )


def questions(n: int, subject: str) -> list[Question]:
    """Return an answerable and an unanswerable question on a document, and a greeting."""
    source = (Source(f"2031-0{n + 1}-01", f"{subject}管理办法"),)
    kept = f"{subject}记录应当保存{n + 3}年，由专人负责。"
    ruled = f"{subject}服务的范围由各县制定，自发布之日起施行。"
    return [
        Question(f"{n}a", f"{subject}记录保存几年？", "number", sources=source, evidence=(kept,)),
        Question(
            f"{n}b", f"谁制定{subject}服务的范围？", "fact", sources=source, evidence=(ruled,)
        ),
        Question(f"{n}c", f"违规{subject}罚款多少元？", "unanswerable"),
        Question(f"{n}d", "你好", "chitchat"),
    ]


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The folders of two stores; they name the default model, which a test replaces."""
    folders = []
    for subjects in SUBJECTS:
        folder = tmp_path_factory.mktemp("store")
        model = milvus_settings(folder).embedding_model
        articles = [document(*pair) for pair in enumerate(subjects)]
        index_articles(articles, folder, TokenEmbedder(), model=model)
        folders.append(folder)
    return folders


@pytest.fixture(scope="session")
def sets(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The question set on each store."""
    files = []
    for subjects in SUBJECTS:
        file = tmp_path_factory.mktemp("sets") / "set.jsonl"
        save([q for pair in enumerate(subjects) for q in questions(*pair)], file)
        files.append(file)
    return files


@pytest.fixture(scope="session")
def pipelines(stores: list[Path]) -> list[Pipeline]:
    found = []
    for folder in stores:
        settings = milvus_settings(folder)
        found.append(Pipeline(Store.open(settings.store_spec), TokenEmbedder(), settings))
    return found
