from __future__ import annotations

from pathlib import Path

import pytest

from index.embedding.embedder import Embedder
from rag.settings import Settings
from tests.llm_server import fails, says, serving
from tests.oidc_provider import providing
from tests.tiny_models import cross_encoder
from ui.cli import doctor

KEY = "sk-quite-secret-0123456789"


@pytest.fixture(autouse=True)
def quick_model(monkeypatch: pytest.MonkeyPatch) -> None:
    class Loaded:
        name, dimension = "e5", 384

        def __init__(self, passage: str | None = None, query: str | None = None) -> None:
            self.prompts = {"query": query or "", "passage": passage or ""}

    monkeypatch.setattr(Embedder, "load", lambda name, *prompts: Loaded(*prompts[:2]))


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


def test_a_model_without_prompts_is_told_with_the_settings(tmp_path: Path) -> None:
    message = doctor.check(settings(tmp_path))[1].message
    assert "问题空，段落空" in message
    assert "WENCE_EMBEDDING_QUERY_PROMPT" in message and "WENCE_EMBEDDING_PASSAGE_PROMPT" in message


@pytest.mark.parametrize("prompt", ["Instruct: 找\nQuery: ", ""])
def test_set_prompts_are_shown_and_end_the_hint(tmp_path: Path, prompt: str) -> None:
    message = doctor.check(settings(tmp_path, embedding_query_prompt=prompt))[1].message
    assert ("问题“Instruct: 找\\nQuery: ”" if prompt else "问题空") in message
    assert "WENCE_" not in message


def test_the_reranker_is_checked_where_one_is_set(tmp_path: Path) -> None:
    good = doctor.check(settings(tmp_path, reranker_model=cross_encoder(tmp_path / "cross")))[2]
    assert (good.name, good.ok) == ("重排模型", True) and "前 20 段" in good.message
    bad = doctor.check(settings(tmp_path, reranker_model=str(tmp_path)))[2]
    assert not bad.ok and "WENCE_RERANKER_MODEL" in bad.remedy


def sign_on(tmp_path: Path, **more: object) -> doctor.Check:
    users = {"users": tmp_path / "users.json", "base_url": "https://wence.example.org"}
    found = doctor.check(settings(tmp_path, **users, oidc_client_id="wence", **more))
    return next(one for one in found if one.name == "单位账号")


def test_the_provider_that_people_sign_in_through_is_checked(tmp_path: Path) -> None:
    with providing() as server:
        good = sign_on(tmp_path, oidc_issuer=server.issuer)
        server.is_down = True
        bad = sign_on(tmp_path, oidc_issuer=server.issuer)
    assert good.ok and "https://wence.example.org/login/oidc/callback" in good.message
    assert not bad.ok and "没有正常应答" in bad.message and "WENCE_OIDC_" in bad.remedy


def test_settings_of_a_provider_that_cannot_work_are_reported(tmp_path: Path) -> None:
    found = sign_on(tmp_path)
    assert not found.ok and "WENCE_OIDC_ISSUER" in found.message
