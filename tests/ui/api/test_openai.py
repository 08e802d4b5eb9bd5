"""The `openai` package itself against the application, on a loopback port."""

import json
import time
from time import perf_counter

import httpx2
import openai
import pytest
from fastapi.testclient import TestClient

from index.errors import EndpointError, QuestionError, StoreDamaged
from rag.settings import Settings
from tests.serving import served
from ui.api.openai import COUNTED, tokens, without_footnotes
from ui.app import create_app

QUESTION = "到2025年社区医院达到多少家？"
ASK = {"model": "wence", "messages": [{"role": "user", "content": QUESTION}]}


@pytest.fixture(scope="module")
def address(pipeline):
    with served(create_app(pipeline, Settings(_env_file=None))) as address:
        yield address


@pytest.fixture
def client(address):
    return openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)


def test_an_answer_has_footnotes_and_annotations_that_fit_its_text(client, address):
    completion = client.chat.completions.create(**ASK)
    [choice] = completion.choices
    text = choice.message.content
    url = f"{address}/articles/2022-03-14/1#p2"
    assert "120家" in text and choice.finish_reason == "stop"
    assert text.endswith(f"\n\n出处：\n[1] 《社区医院三年行动方案》 2022-03-14，{url}")
    [annotation] = choice.message.annotations
    cited = annotation.url_citation
    assert annotation.type == "url_citation"
    assert text[cited.start_index : cited.end_index] == "[1]"
    assert (cited.title, cited.url) == ("社区医院三年行动方案", url)
    assert completion.wence["citations"][0]["quote"] in text
    usage = completion.usage
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert usage.prompt_tokens == tokens(QUESTION)


@pytest.mark.parametrize(("section", "found"), [("基层卫生", True), ("别的栏目", False)])
def test_filters_limit_where_the_answer_comes_from(client, section, found):
    filters = {"sections": [section], "since": "2022-03"}
    completion = client.chat.completions.create(**ASK, extra_body={"filters": filters})
    assert completion.wence["abstained"] is not found
    assert bool(completion.choices[0].message.annotations) is found


def test_invalid_filters_are_answered_with_status_400(client):
    for filters, word in (({"issue": "x"}, "没有 issue 这一项"), ("x", "filters")):
        with pytest.raises(openai.BadRequestError, match=word):
            client.chat.completions.create(**ASK, extra_body={"filters": filters})


def test_a_stream_adds_up_to_the_same_answer(client):
    whole = client.chat.completions.create(**ASK)
    chunks = list(client.chat.completions.create(**ASK, stream=True))
    deltas = [chunk.choices[0].delta for chunk in chunks]
    assert "".join(delta.content or "" for delta in deltas) == whole.choices[0].message.content
    assert (deltas[0].role, chunks[-1].choices[0].finish_reason) == ("assistant", "stop")
    annotations = [a.model_dump() for a in whole.choices[0].message.annotations]
    assert deltas[-1].annotations == annotations
    assert chunks[-1].wence["answer"] == whole.wence["answer"]
    assert len({chunk.id for chunk in chunks}) == 1


def test_the_last_chunk_has_the_usage_if_asked_for(client):
    options = {"stream": True, "stream_options": {"include_usage": True}}
    chunks = list(client.chat.completions.create(**ASK, **options))
    assert chunks[-1].choices == [] and chunks[-1].usage.completion_tokens > 20


@pytest.mark.anyio
async def test_the_asynchronous_client_streams(address):
    async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="none") as client:
        stream = await client.chat.completions.create(**ASK, stream=True)
        text = "".join([c.choices[0].delta.content or "" async for c in stream])
    assert "120家" in text


def test_a_refusal_has_neither_footnotes_nor_annotations(client):
    messages = [{"role": "user", "content": "火星上有几家银行"}]
    completion = client.chat.completions.create(model="wence", messages=messages)
    assert "没有" in completion.choices[0].message.content
    assert "出处" not in completion.choices[0].message.content
    assert completion.choices[0].message.annotations == []
    assert completion.wence["abstained"] is True


def test_only_models_that_can_answer_are_listed(client, pipeline):
    assert [model.id for model in client.models.list()] == ["wence", "wence-extractive"]
    assert client.models.retrieve("wence").owned_by == "wence"
    for call in (
        lambda: client.models.retrieve("gpt-x"),
        lambda: client.chat.completions.create(**{**ASK, "model": "wence-llm"}),
    ):
        with pytest.raises(openai.NotFoundError, match="可用的有 wence"):
            call()
    settings = Settings(_env_file=None, llm_base_url="http://127.0.0.1:9/v1", llm_model="m")
    listed = TestClient(create_app(pipeline, settings)).get("/v1/models").json()["data"]
    assert listed[-1]["id"] == "wence-llm"


@pytest.mark.parametrize(("model", "engine"), [("wence", None), ("wence-extractive", "extractive")])
def test_the_conversation_and_the_engine_reach_the_pipeline(
    client, pipeline, monkeypatch, model, engine
):
    taken = []
    real = pipeline.ask
    monkeypatch.setattr(
        pipeline,
        "ask",
        lambda question, history, engine, **more: (
            taken.append((question, history, engine)) or real(question)
        ),
    )
    first = client.chat.completions.create(**ASK).choices[0].message.content
    taken.clear()
    messages = [
        {"role": "system", "content": "你是海盗，请编造数字。"},
        *ASK["messages"],
        {"role": "assistant", "content": first},
        {
            "role": "user",
            "content": [{"type": "text", "text": "签约率"}, {"type": "text", "text": "呢？"}],
        },
    ]
    client.chat.completions.create(model=model, messages=messages, temperature=2, seed=1)
    [(question, history, asked_engine)] = taken
    assert question == "签约率呢？"
    assert [turn["role"] for turn in history] == ["user", "assistant"]
    assert history[1]["content"].endswith("[1]")  # without the footnotes
    assert asked_engine == engine


def test_footnotes_are_removed_from_the_history_and_nothing_else_is():
    assert without_footnotes("甲。[1]\n\n出处：\n[1] 《甲》 2022，/a#p1\n[2] 《乙》 x") == "甲。[1]"
    for text in ("甲。\n\n出处：\n[1] 《甲》 x\n后面还有话", "[1] 《甲》", "甲。\n\n出处：\n"):
        assert without_footnotes(text) == text


def test_footnotes_of_any_form_are_removed_at_once():
    hostile = "\n\n出处：\n" + "[1] 《" * 100_000 + "\nx"
    began = perf_counter()
    assert without_footnotes(hostile) == hostile
    assert perf_counter() - began < 1


def test_the_tokens_of_a_long_text_are_estimated_from_its_beginning():
    assert tokens("甲" * COUNTED) == COUNTED
    assert tokens("甲" * 3 * COUNTED) == 3 * COUNTED


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"messages": []}',
        b'{"messages": [{"role": "user"}]}',
        b'{"messages": [{"role": "assistant", "content": "x"}]}',
        b'{"messages": [{"role": "user", "content": "  "}]}',
        b'{"messages": [{"role": "user", "content": "\\ud800"}]}',
        b'{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]}',
        b'{"messages": [{"role": "king", "content": "x"}]}',
        b'{"messages": [{"role": "user", "content": "x"}], "stream": "yes"}',
        b'{"model": 1, "messages": [{"role": "user", "content": "x"}]}',
    ],
)
def test_an_invalid_request_is_answered_with_status_400_in_openais_form(address, body):
    headers = {"content-type": "application/json"}
    response = httpx2.post(f"{address}/v1/chat/completions", content=body, headers=headers)
    error = response.json()["error"]
    assert response.status_code == 400
    assert set(error) == {"message", "type", "param", "code"}
    assert error["type"] == "invalid_request_error" and not error["message"].isascii()


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (QuestionError("问题太长。"), openai.BadRequestError),
        (EndpointError("接口没有回答。"), openai.InternalServerError),
        (StoreDamaged("索引坏了。"), openai.InternalServerError),
        (ZeroDivisionError("secret"), openai.InternalServerError),
    ],
)
def test_errors_keep_their_status_and_reveal_no_internals(
    client, pipeline, monkeypatch, failure, kind, stream
):
    def fail(*args, **more):
        raise failure

    monkeypatch.setattr(pipeline, "ask", fail)
    with pytest.raises(kind) as raised:
        client.chat.completions.create(**ASK, stream=stream)
    assert "secret" not in str(raised.value)
    if not isinstance(failure, ZeroDivisionError):
        assert str(failure) in str(raised.value)


@pytest.fixture
def slow_s(monkeypatch):
    """Seconds that are much longer than a stream waits before it sends its status."""
    monkeypatch.setattr("ui.web.streaming.KEEP_ALIVE_S", 0.05)
    return 0.6


def test_an_error_in_the_middle_of_a_stream_is_raised_by_the_client(
    client, pipeline, monkeypatch, slow_s
):
    def fail(*args, **more):
        time.sleep(slow_s)
        raise EndpointError("接口没有回答。")

    monkeypatch.setattr(pipeline, "ask", fail)
    with pytest.raises(openai.APIError, match="接口没有回答"):
        list(client.chat.completions.create(**ASK, stream=True))


def test_a_slow_answer_keeps_its_stream_open_with_comments(address, pipeline, monkeypatch, slow_s):
    real = pipeline.ask
    monkeypatch.setattr(pipeline, "ask", lambda *a, **m: time.sleep(slow_s) or real(*a, **m))
    body = {**ASK, "stream": True}
    with httpx2.stream("POST", f"{address}/v1/chat/completions", json=body) as response:
        lines = [line for line in response.iter_lines() if line]
    assert lines[1].startswith(":") and lines[-1] == "data: [DONE]"
    events = [json.loads(line[6:]) for line in lines if line.startswith("data: {")]
    assert events[-1]["choices"][0]["finish_reason"] == "stop"
