from __future__ import annotations

from pathlib import Path

import pytest

from index.embedding.embedder import Embedder
from rag.settings import Settings
from tests.llm_server import fails, says, serving
from ui.cli import doctor

KEY = "sk-quite-secret-0123456789"


@pytest.fixture(autouse=True)
def quick_model(monkeypatch: pytest.MonkeyPatch) -> None:
    class Loaded:
        name, dimension = "e5", 384

    monkeypatch.setattr(Embedder, "load", classmethod(lambda cls, name: Loaded()))


def settings(tmp_path: Path, **more: object) -> Settings:
    return Settings(_env_file=None, store=tmp_path / "none", **more)  # type: ignore[arg-type, call-arg]


def test_missing_store_is_reported_with_a_remedy(tmp_path: Path) -> None:
    store, model, endpoint = doctor.check(settings(tmp_path))
    assert not store.ok
    assert "wence index" in store.remedy
    assert model.ok
    assert "384" in model.message
    assert endpoint.ok
    assert "摘录" in endpoint.message


def test_endpoint_is_called(tmp_path: Path) -> None:
    with serving(says("好")) as server:
        found = doctor.check(settings(tmp_path, llm_base_url=server.url, llm_model="qwen"))[-1]
    assert found.ok
    assert "127.0.0.1 上的 qwen" in found.message
    assert len(server.requests) == 1


def test_broken_endpoint_is_reported_without_the_key(tmp_path: Path) -> None:
    with serving(fails(401)) as server:
        more = {"llm_base_url": server.url, "llm_model": "qwen", "llm_api_key": KEY}
        found = doctor.check(settings(tmp_path, **more))[-1]
    assert not found.ok
    assert "401" in found.message
    assert "WENCE_LLM_API_KEY" in found.remedy
    assert KEY not in repr(found)


@pytest.mark.parametrize(
    "more", [{"engine": "llm"}, {"llm_base_url": "http://127.0.0.1:1/v1"}]
)  # fmt: skip
def test_incomplete_settings_are_reported(tmp_path: Path, more: dict[str, object]) -> None:
    found = doctor.check(settings(tmp_path, **more))[-1]
    assert not found.ok
    assert "WENCE_LLM" in found.remedy
