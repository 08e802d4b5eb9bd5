"""Checks of the index, the embedding model, the sign-in and the language model's endpoint."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from index.errors import StoreDamaged, WenceError
from index.store.spec import StoreSpec, shown_prompt

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder
    from rag.settings import Settings

TEST_S = 30.0  # time limit of the test call


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check; `remedy` says what to do if it is not `ok`."""

    name: str
    ok: bool
    message: str
    remedy: str = ""


def check(settings: Settings) -> list[Check]:
    """Check each part in turn; all are checked even if one is broken."""
    checks = [
        _run("索引", lambda: _store(settings), "运行 wence index 语料文件夹，重新建立索引。"),
    ]
    if settings.vector_store == "milvus":
        remedy = "检查 WENCE_MILVUS_URI 和 WENCE_MILVUS_TOKEN，再运行 wence migrate。"
        checks.append(_run("Milvus", lambda: _milvus(settings), remedy))
    checks.append(
        _run(
            "向量模型",
            lambda: _model(settings),
            "检查 WENCE_EMBEDDING_MODEL，或删去它以使用内置模型。",
        )
    )
    if settings.reranker_model:
        remedy = "检查 WENCE_RERANKER_MODEL，或删去它而不重排。"
        checks.append(_run("重排模型", lambda: _reranker(settings), remedy))
    if settings.oidc_issuer or settings.oidc_client_id:
        remedy = (
            "检查以 WENCE_OIDC_ 开头的设置，以及这台机器能不能连到单位账号，见 docs/deploy.md。"
        )
        checks.append(_run("单位账号", lambda: _sign_on(settings), remedy))
    if not settings.llm_base_url:
        ok = settings.answer_engine != "llm"
        message = (
            "没有设置，回答由原文摘录。" if ok else "WENCE_ENGINE 是 llm，但没有设置接口地址。"
        )
        return [*checks, Check("大模型接口", ok, message, "" if ok else _ENDPOINT_REMEDY)]
    return [*checks, _run("大模型接口", lambda: _endpoint(settings), _ENDPOINT_REMEDY)]


_ENDPOINT_REMEDY = (
    "检查 WENCE_LLM_BASE_URL（形如 http://127.0.0.1:8080/v1）、WENCE_LLM_MODEL 和 "
    "WENCE_LLM_API_KEY；不设置 WENCE_LLM_BASE_URL 即使用原文摘录。"
)


def _run(name: str, look: Callable[[], str], remedy: str) -> Check:
    try:
        return Check(name, True, look())
    except WenceError as error:
        return Check(name, False, str(error), remedy)


def _store(settings: Settings) -> str:
    from index.store.store import Store

    prompt = settings.embedding_passage_prompt
    store = Store.open(StoreSpec(settings.store, settings.embedding_model, None, prompt))
    store.verify()
    if settings.vector_store == "local":
        store.require_search()
    return f"{settings.store}，{len(store.passages())} 个段落。"


def _milvus(settings: Settings) -> str:
    from index.ingest.milvus import count_missing
    from index.store.store import Store

    milvus = settings.milvus
    assert milvus
    milvus.connect()  # checked even if there is no store
    store = Store.open(settings.store_spec)
    store.require_search()
    passages = len(store.passages())
    if lost := count_missing(milvus, store.folder):
        raise StoreDamaged(f"集合 {milvus.collection} 缺少索引 {passages} 段中的 {lost} 段。")
    return f"{milvus.place} 上的集合 {milvus.collection}，索引的 {passages} 段都在。"


def _model(settings: Settings) -> str:
    from index.embedding.embedder import Embedder

    embedder = Embedder.load(
        settings.embedding_model,
        settings.embedding_passage_prompt,
        settings.embedding_query_prompt,
        settings.encoder,
    )
    query, passage = (shown_prompt(embedder.prompts[kind]) for kind in ("query", "passage"))
    found = f"{embedder.name}，{embedder.dimension} 维；提示词：问题{query}，段落{passage}。"
    return found + ("" if _has_prompts(settings, embedder) else _NO_PROMPTS)


_NO_PROMPTS = (
    "模型的配置里没有提示词；如果它的说明要求加，请设置 "
    "WENCE_EMBEDDING_QUERY_PROMPT 和 WENCE_EMBEDDING_PASSAGE_PROMPT。"
)


def _has_prompts(settings: Settings, embedder: Embedder) -> bool:
    """Whether the model has a prompt of its own, or the user has decided about one."""
    decided = (settings.embedding_query_prompt, settings.embedding_passage_prompt)
    return any(embedder.prompts.values()) or any(prompt is not None for prompt in decided)


def _reranker(settings: Settings) -> str:
    from rag.retrieval.reranker import RERANKED, Reranker

    reranker = Reranker.load(settings.reranker_model)
    return f"{reranker.name}，重排前 {RERANKED} 段。"


def _sign_on(settings: Settings) -> str:
    from ui.access.oidc.config import OidcConfig
    from ui.access.oidc.errors import OidcError
    from ui.access.oidc.provider import Provider

    config = OidcConfig.of(settings)
    assert config
    try:
        found = asyncio.run(Provider(config).description())
    except OidcError as error:
        raise WenceError(f"{error}（{error.reason}）") from error
    leaving = "一并退出单位账号" if found.end_session_endpoint else "只退出问策"
    return f"{config.issuer}，回调地址 {config.callback}；退出时{leaving}。"


def _endpoint(settings: Settings) -> str:
    from rag.llm.endpoint import Endpoint

    endpoint = Endpoint.from_settings(settings)
    began = perf_counter()
    within = min(TEST_S, settings.llm_timeout)
    said = "".join(endpoint.stream([("user", "请只回答一个字：好")], within))
    spent = perf_counter() - began
    return f"{endpoint.host} 上的 {endpoint.model} 在 {spent:.1f} 秒内作答（{len(said)} 字）。"
