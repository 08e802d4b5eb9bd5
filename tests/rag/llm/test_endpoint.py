from __future__ import annotations

import logging
import re
import socket
import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from index.errors import EndpointError
from rag.llm.endpoint import Endpoint
from rag.llm.faults import ContextTooLong
from rag.settings import Settings
from tests.data.llm_dialects import ANSWER, DIALECTS, DONE, ROLE, event, said
from tests.llm_server import (
    KEY,
    Reply,
    babbles,
    cuts,
    drips,
    drops,
    fails,
    hangs,
    never_ends,
    says,
    serves_a_page,
    serving,
    stalls,
    streams,
    surprises,
)
from tests.paths import ROOT

ASKED = [("user", "社区医院有多少家？")]
LIMIT_S = 1.0
LONG_LIMIT_S = 3.0


def endpoint(url: str, **settings: float) -> Endpoint:
    return Endpoint(url, "qwen", SecretStr(KEY), **{"timeout": LIMIT_S, **settings})  # type: ignore[arg-type]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_text_arrives_piece_by_piece() -> None:
    with serving(says("社区医院有120家[1]。", size=3)) as server:
        pieces = list(endpoint(server.url).stream(ASKED, LIMIT_S))
    assert len(pieces) > 2
    assert "".join(pieces) == "社区医院有120家[1]。"


def test_request_carries_model_key_and_limits_under_common_names() -> None:
    with serving(says("好")) as server:
        list(endpoint(server.url, max_tokens=77, temperature=0.5).stream(ASKED, LIMIT_S))
    request = server.requests[0]
    assert request["model"] == "qwen"
    assert request["max_tokens"] == 77
    assert request["temperature"] == 0.5
    assert "stream_options" not in request
    assert server.keys == [f"Bearer {KEY}"]


def test_key_in_the_environment_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")
    with serving(says("好")) as server:
        list(Endpoint(server.url, "qwen").stream(ASKED, LIMIT_S))
    assert "somebody" not in server.keys[0]


def test_first_token_is_passed_on_within_300_ms() -> None:
    with serving(says("社区医院有120家", size=1, pause=0.05)) as server:
        next(filter(None, endpoint(server.url).stream(ASKED, 5)))
        waited = time.monotonic() - server.first_token_at
    assert waited < 0.3


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (fails(400, "bad request"), "400"),
        (fails(401, "Incorrect API key"), "WENCE_LLM_API_KEY"),
        (fails(402), "余额"),
        (fails(404, "no such model"), "WENCE_LLM_MODEL"),
        (fails(429, headers={"Retry-After": "3600"}), "额度"),
        (fails(429, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), "额度"),
        (fails(500), "服务端出错"),
        (hangs, "时间"),
        (stalls, "时间"),
        (drips, "时间"),
        (cuts, "中途断开"),
        (drops, "中途断开"),
        (babbles, "无法解析"),
        (surprises, "无法解析"),
        (serves_a_page, "无法解析"),
        (says(""), "空的"),
        (never_ends, "长度上限"),
        (says("好", finish="content_filter"), "过滤"),
    ],
)
@pytest.mark.filterwarnings("ignore:Pydantic serializer")
def test_every_failure_ends_in_time_with_one_clear_sentence(
    reply: Reply, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(reply) as server:
        asked = endpoint(server.url)
        began = time.monotonic()
        with pytest.raises(EndpointError) as caught:
            list(asked.stream(ASKED, LIMIT_S))
        spent = time.monotonic() - began
    assert spent < LIMIT_S + 0.5
    assert words in str(caught.value)
    assert str(caught.value).endswith("。")
    assert KEY not in caplog.text + repr(caught.value)


def test_refused_connection_names_the_host() -> None:
    with pytest.raises(EndpointError, match=r"连不上大模型接口 127\.0\.0\.1"):
        list(endpoint(f"http://127.0.0.1:{free_port()}/v1").stream(ASKED, 5))


def test_busy_server_is_asked_again_after_the_time_it_names() -> None:
    with serving(fails(429, headers={"Retry-After": "0.2"}), says("好")) as server:
        began = time.monotonic()
        assert "".join(endpoint(server.url).stream(ASKED, 5)) == "好"
    assert 0.2 <= time.monotonic() - began < 2
    assert len(server.requests) == 2


def test_request_is_not_repeated_once_text_has_arrived() -> None:
    with serving(drops, says("好")) as server, pytest.raises(EndpointError):
        list(endpoint(server.url).stream(ASKED, LIMIT_S))
    assert len(server.requests) == 1


def test_too_long_a_prompt_raises_its_own_error() -> None:
    reply = fails(400, "This model's maximum context length is 4096 tokens")
    with serving(reply) as server, pytest.raises(ContextTooLong):
        list(endpoint(server.url).stream(ASKED, LIMIT_S))


@pytest.mark.parametrize("reply", [drips, hangs, stalls])
def test_leaving_the_stream_ends_the_request(reply: Reply) -> None:
    with serving(reply) as server:
        stream = endpoint(server.url).stream(ASKED, 5)
        next(stream)
        stream.close()  # type: ignore[attr-defined]
        assert server.hung_up.wait(5)


@pytest.mark.parametrize(
    ("url", "model", "words"),
    [
        ("localhost:8080", "qwen", "WENCE_LLM_BASE_URL"),
        ("file:///etc/passwd", "qwen", "WENCE_LLM_BASE_URL"),
        ("http://127.0.0.1/v1", " ", "WENCE_LLM_MODEL"),
    ],
)
def test_unusable_settings_are_refused(url: str, model: str, words: str) -> None:
    with pytest.raises(EndpointError, match=words):
        Endpoint(url, model)


@pytest.mark.parametrize("key", ["sk-…", "sk 1", "sk-1\n"])
def test_malformed_key_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(EndpointError, match="WENCE_LLM_API_KEY") as caught:
        Endpoint("http://127.0.0.1/v1", "m", SecretStr(key))
    assert key not in str(caught.value)


def test_address_may_include_the_path_of_completions() -> None:
    with serving(says("好")) as server:
        asked = endpoint(server.url + "/chat/completions")
        assert "".join(asked.stream(ASKED, LIMIT_S)) == "好"


def test_key_is_not_shown_in_settings_or_endpoint() -> None:
    settings = Settings(llm_base_url="http://127.0.0.1/v1", llm_model="m", llm_api_key=KEY)  # type: ignore[arg-type]
    shown = repr(Endpoint.from_settings(settings)) + repr(settings) + settings.model_dump_json()
    assert KEY not in shown


def ask(url: str) -> str:
    endpoint = Endpoint(url, "m", SecretStr(KEY), timeout=LONG_LIMIT_S)
    return "".join(endpoint.stream([("user", "社区医院有多少家？")], LONG_LIMIT_S))


@pytest.mark.parametrize("name", DIALECTS)
def test_answers_of_every_server_are_read(name: str) -> None:
    with serving(streams(DIALECTS[name])) as server:
        text = ask(server.url)
    assert text.rpartition("</think>")[2].strip() == ANSWER


DOCUMENTED = re.findall(
    r"^### (\S+).*?```ini\n(.*?)```",
    (ROOT / "docs/llm.md").read_text(encoding="utf-8"),
    re.S | re.M,
)


@pytest.mark.parametrize(("name", "lines"), DOCUMENTED, ids=[name for name, _ in DOCUMENTED])
def test_documented_settings_work(name: str, lines: str, tmp_path: Path) -> None:
    env = tmp_path / ".env"
    with serving(streams(DIALECTS["OpenAI"])) as server:
        env.write_text(lines + f"WENCE_LLM_BASE_URL={server.url}\n", encoding="utf-8")
        settings = Settings(_env_file=env)
        text = "".join(Endpoint.from_settings(settings).stream([("user", "问")], LONG_LIMIT_S))
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


@pytest.mark.parametrize(
    "thoughts", [said("<think>想", "个没完"), said("想个没完", field="reasoning_content")]
)
def test_thoughts_alone_count_as_an_empty_answer(thoughts: str) -> None:
    reply = streams(ROLE + thoughts + event({}, "length") + DONE)
    with serving(reply) as server, pytest.raises(EndpointError, match="WENCE_LLM_MAX_TOKENS"):
        ask(server.url)
