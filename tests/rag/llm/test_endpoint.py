from __future__ import annotations

import logging
import socket
import time

import pytest
from pydantic import SecretStr

from index.errors import EndpointError
from rag.llm.endpoint import Endpoint, without_thoughts
from rag.llm.faults import ContextTooLong
from rag.settings import Settings
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
    surprises,
)

ASKED = [("user", "社区医院有多少家？")]
LIMIT_S = 1.0


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


def test_request_says_model_key_and_limits_in_words_every_server_knows() -> None:
    with serving(says("好")) as server:
        list(endpoint(server.url, max_tokens=77, temperature=0.5).stream(ASKED, LIMIT_S))
    request = server.requests[0]
    assert request["model"] == "qwen"
    assert request["max_tokens"] == 77
    assert request["temperature"] == 0.5
    assert "stream_options" not in request
    assert server.keys == [f"Bearer {KEY}"]


def test_key_of_the_environment_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")
    with serving(says("好")) as server:
        list(Endpoint(server.url, "qwen").stream(ASKED, LIMIT_S))
    assert "somebody" not in server.keys[0]


def test_first_token_comes_within_300_ms_of_the_servers() -> None:
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
def test_every_fault_ends_in_time_with_one_clear_sentence(
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


def test_refused_connection_is_told_by_host() -> None:
    with pytest.raises(EndpointError, match=r"连不上大模型接口 127\.0\.0\.1"):
        list(endpoint(f"http://127.0.0.1:{free_port()}/v1").stream(ASKED, 5))


def test_busy_server_is_asked_again_after_the_time_it_names() -> None:
    with serving(fails(429, headers={"Retry-After": "0.2"}), says("好")) as server:
        began = time.monotonic()
        assert "".join(endpoint(server.url).stream(ASKED, 5)) == "好"
    assert 0.2 <= time.monotonic() - began < 2
    assert len(server.requests) == 2


def test_nothing_is_asked_again_once_text_has_arrived() -> None:
    with serving(drops, says("好")) as server, pytest.raises(EndpointError):
        list(endpoint(server.url).stream(ASKED, LIMIT_S))
    assert len(server.requests) == 1


def test_prompt_too_long_is_told_apart() -> None:
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
def test_key_that_cannot_be_sent_is_refused_unshown(key: str) -> None:
    with pytest.raises(EndpointError, match="WENCE_LLM_API_KEY") as caught:
        Endpoint("http://127.0.0.1/v1", "m", SecretStr(key))
    assert key not in str(caught.value)


def test_address_may_be_the_whole_one() -> None:
    with serving(says("好")) as server:
        asked = endpoint(server.url + "/chat/completions")
        assert "".join(asked.stream(ASKED, LIMIT_S)) == "好"


def test_settings_show_no_key() -> None:
    settings = Settings(llm_base_url="http://127.0.0.1/v1", llm_model="m", llm_api_key=KEY)  # type: ignore[arg-type]
    shown = repr(Endpoint.from_settings(settings)) + repr(settings) + settings.model_dump_json()
    assert KEY not in shown


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["<thi", "nk>想一想", "</th", "ink>\n\n答", "案"], "答案"),
        (["答", "案"], "答案"),
        (["<", "5 家"], "<5 家"),
        (["<think>没想完"], ""),
        ([" <think></think>答案"], "答案"),
    ],
)
def test_thoughts_are_left_out(pieces: list[str], text: str) -> None:
    assert "".join(without_thoughts(pieces)) == text
