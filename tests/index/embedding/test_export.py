from __future__ import annotations

import logging
from pathlib import Path

import pytest

from index.embedding import export
from index.embedding.embedder import Embedder
from index.embedding.export import NotExported, exported
from index.embedding.openvino_engine import OpenVinoEngine
from index.embedding.torch_engine import TorchEngine
from index.errors import ModelError
from tests.tiny_models import embedding_model

TEXTS = ["社区医院", "家庭医生签约率达到百分之一。" * 3]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/wence/openvino"


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A model that leaves the prompt out of pooling, which the traced graph does not, and a cache.

    Its export was tried once, in vain.
    """
    folder = tmp_path_factory.mktemp("tried")
    path = embedding_model(folder, prompts={"query": "问："}, include_prompt=False)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        with pytest.raises(NotExported, match="向量不同"):
            exported(path)
    return path, folder / "cache"


@pytest.fixture
def left_out(tried: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> str:
    """The model whose export was tried in vain, with its cache."""
    path, cache = tried
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    return path


@pytest.mark.parametrize(
    "options", [{}, {"padding_side": "left", "pooling": "lasttoken", "prompts": {"query": "问："}}]
)
def test_an_exported_model_gives_the_models_vectors(
    tmp_path: Path, options: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    path = embedding_model(tmp_path, **options)  # type: ignore[arg-type]
    found, expected = Embedder.load(path), Embedder.load(path, engine="torch")
    assert isinstance(found.engine, OpenVinoEngine)
    assert found.prompts == expected.prompts
    for ours, theirs in zip(
        found.encode(TEXTS, "query"), expected.encode(TEXTS, "query"), strict=True
    ):
        assert ours.spans.tolist() == theirs.spans.tolist()
        assert ours.tokens == pytest.approx(theirs.tokens, abs=1e-3)
    assert not caplog.records


def test_a_model_is_exported_once_and_again_when_it_changes(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = embedding_model(tmp_path)
    exported(path)
    first = list(cache.iterdir())
    with monkeypatch.context() as patched:
        patched.setattr(TorchEngine, "load", lambda name: pytest.fail("loaded again"))
        exported(path)
    (Path(path) / "README.md").write_text("another")
    exported(path)
    assert len(list(cache.iterdir())) == len(first) == 1
    assert list(cache.iterdir()) != first


def test_a_model_that_the_graph_does_not_render_runs_in_torch_with_a_warning(
    left_out: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert isinstance(Embedder.load(left_out).engine, TorchEngine)
    assert [record.getMessage() for record in caplog.records] == [
        f"向量模型 {left_out} 改用较慢的 PyTorch 运行：算出的向量不同。"
    ]


def test_why_a_model_is_not_exported_is_remembered(
    left_out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TorchEngine, "load", lambda name: pytest.fail("tried again"))
    with pytest.raises(NotExported, match="向量不同"):
        exported(left_out)


def test_openvino_by_name_is_refused_where_it_cannot_run_the_model(left_out: str) -> None:
    with pytest.raises(ModelError, match="不能用 OpenVINO 运行：算出的向量不同"):
        Embedder.load(left_out, engine="openvino")


def test_without_openvino_torch_runs_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(name: str) -> str:
        raise export.PackageNotFoundError(name)

    monkeypatch.setattr(export, "version", missing)
    assert isinstance(Embedder.load(embedding_model(tmp_path)).engine, TorchEngine)
    assert "没有安装 openvino" in caplog.text
