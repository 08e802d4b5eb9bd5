"""How the servers people use speak the OpenAI protocol, each with its own peculiarities.

The shapes are those of their documentation and source; docs/llm.md names the settings.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from index.errors import EndpointError
from rag.llm.endpoint import Endpoint
from rag.llm.faults import ContextTooLong
from rag.settings import Settings
from tests.llm_server import KEY, refuses, serving, streams
from tests.paths import ROOT

ANSWER = "到2025年，社区医院要达到120家[1]。"
HALVES = ANSWER[:9], ANSWER[9:]
LIMIT_S = 3.0


def event(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return f"data: {json.dumps(chunk | {'choices': [choice]} | more, ensure_ascii=False)}\n\n"


def said(*pieces: str, field: str = "content") -> str:
    return "".join(event({field: piece}) for piece in pieces)


USAGE = {"usage": {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}}
NO_CHOICES = f"data: {json.dumps({'id': '1', 'object': 'chat.completion.chunk', 'created': 1, 'model': 'm', 'choices': []} | USAGE)}\n\n"
ROLE = event({"role": "assistant", "content": ""})
ROLE_ALONE = event({"role": "assistant", "content": None})
END = event({}, "stop")
DONE = "data: [DONE]\n\n"

DIALECTS = {
    "OpenAI": ROLE + said(*HALVES) + END + DONE,
    "DeepSeek, busy: comments keep the line open": ": keep-alive\n\n" * 3
    + ROLE + ": keep-alive\n\n" + said(*HALVES) + event({"content": ""}, "stop", **USAGE) + DONE,
    "DeepSeek, thinking": ROLE_ALONE + said("先想", "一想[9]。", field="reasoning_content")
    + said(*HALVES) + END + DONE,
    "Qwen: usage in a last chunk without choices": ROLE + said(*HALVES) + END + NO_CHOICES + DONE,
    "Qwen, thinking: content null beside the thoughts": "".join(
        event({"content": None, "reasoning_content": thought}) for thought in ("先想", "一想[9]。")
    ) + "".join(event({"content": half, "reasoning_content": None}) for half in HALVES)
    + END + NO_CHOICES + DONE,
    "Zhipu: role in every chunk, usage in the last": "".join(
        event({"role": "assistant", "content": half}) for half in HALVES
    ) + event({"role": "assistant", "content": ""}, "stop", **USAGE) + DONE,
    "Ollama: thoughts in a field of their own name": ROLE + said("想一想[9]。", field="reasoning")
    + "".join(event({"role": "assistant", "content": half}) for half in HALVES) + END + DONE,
    "vLLM without a reasoning parser": ROLE + said("<think>", "\n想一想[9]。\n", "</think>", "\n\n")
    + said(*HALVES) + END + DONE,
    "vLLM: the template opens the thoughts, the model closes them": ROLE
    + said("想一想[9]。\n", "</think>", "\n\n") + said(*HALVES) + END + DONE,
    "llama.cpp: timings, stop reason without content": ROLE_ALONE + said(*HALVES)
    + event({}, "stop", timings={"prompt_n": 5, "predicted_ms": 1.5}) + DONE,
    "a proxy that gives no reason to stop": ROLE + said(*HALVES) + DONE,
    "a proxy that doesn't say it is done": ROLE + said(*HALVES) + END,
    "a proxy with the line ends of HTTP": (ROLE + said(*HALVES) + END + DONE).replace("\n", "\r\n"),
    "a proxy that leaves out the space": (ROLE + said(*HALVES) + END + DONE).replace(
        "data: ", "data:"
    ),
    "one chunk for all": event({"role": "assistant", "content": ANSWER}, "stop") + DONE,
}  # fmt: skip


def ask(url: str) -> str:
    endpoint = Endpoint(url, "m", SecretStr(KEY), timeout=LIMIT_S)
    return "".join(endpoint.stream([("user", "社区医院有多少家？")], LIMIT_S))


@pytest.mark.parametrize("name", DIALECTS)
def test_answer_is_read_in_every_dialect(name: str) -> None:
    with serving(streams(DIALECTS[name])) as server:
        text = ask(server.url)
    assert text.rpartition("</think>")[2].strip() == ANSWER


DOCUMENTED = re.findall(
    r"^### (\S+).*?```ini\n(.*?)```",
    (ROOT / "docs/llm.md").read_text(encoding="utf-8"),
    re.S | re.M,
)


@pytest.mark.parametrize(("name", "lines"), DOCUMENTED, ids=[name for name, _ in DOCUMENTED])
def test_documented_settings_make_a_request(name: str, lines: str, tmp_path: Path) -> None:
    env = tmp_path / ".env"
    with serving(streams(DIALECTS["OpenAI"])) as server:
        env.write_text(lines + f"WENCE_LLM_BASE_URL={server.url}\n", encoding="utf-8")
        settings = Settings(_env_file=env)
        text = "".join(Endpoint.from_settings(settings).stream([("user", "问")], LIMIT_S))
    assert text == ANSWER
    (request,) = server.requests
    assert request["model"] == settings.llm_model
    assert (settings.llm_extra or {}).items() <= request.items()
    assert set(request) - set(settings.llm_extra or {}) == {
        "model", "messages", "stream", "temperature", "max_tokens"
    }  # fmt: skip


def test_every_provider_is_documented() -> None:
    names = {name for name, _ in DOCUMENTED}
    known = {name.partition("（")[0] for name in names}
    assert {"DeepSeek", "通义千问", "智谱", "Ollama", "vLLM", "llama.cpp"} <= known


def error(**fields: Any) -> str:
    return json.dumps({"error": {"message": f"Bearer {KEY}", **fields}})


ERRORS = {
    "DeepSeek, no balance": (402, error(type="unknown_error", code="invalid_request_error"), "余额"),
    "Qwen, wrong key": (401, error(code="invalid_api_key"), "WENCE_LLM_API_KEY"),
    "Qwen, filtered": (400, error(code="data_inspection_failed"), "400"),
    "Zhipu, unknown model": (400, json.dumps({"error": {"code": "1211", "message": "模型不存在"}}), "400"),
    "Ollama, model not pulled": (404, error(type="not_found_error"), "WENCE_LLM_MODEL"),
    "vLLM, an older shape": (404, json.dumps({"object": "error", "message": KEY, "code": 404}), "WENCE_LLM_MODEL"),
    "a proxy's page": (502, f"<html>{KEY}</html>", "服务端出错"),
    "FastAPI's detail": (422, json.dumps({"detail": KEY}), "422"),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_error_of_every_shape_is_told_in_our_words(name: str) -> None:
    status, body, words = ERRORS[name]
    with serving(refuses(status, body)) as server, pytest.raises(EndpointError) as caught:
        ask(server.url)
    assert words in str(caught.value)
    assert KEY not in repr(caught.value)


TOO_LONG = {
    "OpenAI": "This model's maximum context length is 4096 tokens.",
    "vLLM": "'max_tokens' is too large: 1024. This model's maximum context length is 2048 tokens",
    "Qwen": "<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 30720]",
    "llama.cpp": "the request exceeds the available context size, try increasing it",
    "Zhipu": "Prompt 超长",
}


@pytest.mark.parametrize("name", TOO_LONG)
def test_prompt_too_long_is_known_in_every_wording(name: str) -> None:
    refusal = refuses(400, error(message=TOO_LONG[name]))
    with serving(refusal) as server, pytest.raises(ContextTooLong):
        ask(server.url)
    told = f"data: {error(message=TOO_LONG[name], code=400)}\n\n"
    with serving(streams(ROLE + told)) as server, pytest.raises(ContextTooLong):
        ask(server.url)


def test_error_inside_the_stream_is_told_in_our_words() -> None:
    reply = streams(ROLE + f"data: {error(code=500)}\n\n")
    with serving(reply) as server, pytest.raises(EndpointError, match="报错") as caught:
        ask(server.url)
    assert KEY not in repr(caught.value)


@pytest.mark.parametrize(
    "thoughts", [said("<think>想", "个没完"), said("想个没完", field="reasoning_content")]
)
def test_thoughts_without_an_answer_are_an_empty_answer(thoughts: str) -> None:
    reply = streams(ROLE + thoughts + event({}, "length") + DONE)
    with serving(reply) as server, pytest.raises(EndpointError, match="WENCE_LLM_MAX_TOKENS"):
        ask(server.url)
