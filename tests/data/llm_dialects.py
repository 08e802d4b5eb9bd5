"""Replies in the OpenAI protocol as the servers in use write them, each with its peculiarities.

The shapes follow the documentation and source of each server; docs/llm.md names the settings.
"""

from __future__ import annotations

import json
from typing import Any

from tests.llm_server import KEY

ANSWER = "到2025年，社区医院要达到120家[1]。"
HALVES = ANSWER[:9], ANSWER[9:]


def event(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
    """Return one chunk of a stream."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return f"data: {json.dumps(chunk | {'choices': [choice]} | more, ensure_ascii=False)}\n\n"


def said(*pieces: str, field: str = "content") -> str:
    """Return a chunk for each piece of text."""
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
    "Kimi, thinking: usage within the last choice": ROLE
    + said("先想", "一想[9]。", field="reasoning_content") + said(*HALVES)
    + event({}, "stop").replace('"logprobs": null', '"usage": {"total_tokens": 18}') + DONE,
    "Doubao: thoughts beside empty text": "".join(
        event({"role": "assistant", "content": "", "reasoning_content": thought})
        for thought in ("先想", "一想[9]。")
    ) + said(*HALVES) + event({"role": "assistant", "content": ""}, "stop") + NO_CHOICES + DONE,
    "Hunyuan: role in every chunk": "".join(
        event({"role": "assistant", "content": half}, **USAGE) for half in HALVES
    ) + event({"role": "assistant", "content": ""}, "stop", **USAGE) + DONE,
    "MiniMax: thoughts in the text": ROLE + said("<think>\n想一", "想[9]。\n</think>\n\n")
    + said(*HALVES) + END + NO_CHOICES + DONE,
    "MiniMax, reasoning_split": event(
        {"content": "", "reasoning_details": [{"type": "reasoning.text", "text": "想一想[9]。"}]}
    ) + said(*HALVES) + END + DONE,
    "Xinference: thoughts in reasoning_content, null after them": ROLE
    + said("想一想[9]。", field="reasoning_content")
    + "".join(event({"content": half, "reasoning_content": None}) for half in HALVES) + END + DONE,
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


def error(**fields: Any) -> str:
    """Return an error body, whose message repeats the key."""
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

TOO_LONG = {
    "OpenAI": "This model's maximum context length is 4096 tokens.",
    "vLLM": "'max_tokens' is too large: 1024. This model's maximum context length is 2048 tokens",
    "Qwen": "<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 30720]",
    "llama.cpp": "the request exceeds the available context size, try increasing it",
    "Zhipu": "Prompt 超长",
}
