"""The `mcp` package's own client against the tools: over stdio, and over HTTP."""

import json
import sys
from contextlib import asynccontextmanager

import httpx2
import pytest
from fastapi.testclient import TestClient
from mcp import Client, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from index.errors import StoreDamaged
from rag.settings import Settings
from tests.paths import ROOT
from tests.serving import served
from ui.access.accounts import Accounts
from ui.api.mcp import mcp_server
from ui.app import create_app

pytestmark = pytest.mark.anyio

QUESTION = "到2025年社区医院达到多少家？"
TOOLS = {"search", "ask", "get_article", "verify_quote", "verify_draft"}
SERVE = """
from tests.conftest import FakePipeline, community_article
from rag.settings import Settings
from ui.api.mcp import serve
serve(FakePipeline([community_article()]), Settings(_env_file=None))
"""


@pytest.fixture
def anyio_backend():
    return "asyncio"


async def check(client):
    """Check all tools, over whichever transport the client uses."""
    assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
    answer = (await client.call_tool("ask", {"question": QUESTION})).structured_content
    assert "120家" in answer["answer"] and answer["citations"][0]["n"] == 1
    quote = answer["citations"][0]["quote"]
    found = (await client.call_tool("verify_quote", {"quote": quote})).structured_content
    assert (found["verdict"], found["article_id"]) == ("exact", "2022-03-14/1")
    assert found["judgement"]["verdict"] == "supported"
    draft = {"text": f"# 题\n{quote}\n宇航局宣布火星移民名额开放报名。", "until": "2022-12"}
    report = (await client.call_tool("verify_draft", draft)).structured_content
    assert [one["verdict"] for one in report["statements"]] == ["supported", "not_found"]
    hits = (await client.call_tool("search", {"query": "签约率", "k": 1})).structured_content
    assert len(hits["passages"]) == 1
    article = await client.call_tool("get_article", {"article_id": found["article_id"]})
    assert article.structured_content["text"][found["start"] : found["end"]] == quote


async def test_tools_work_over_stdio(tmp_path):
    server = StdioServerParameters(
        command=sys.executable, args=["-c", SERVE], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}
    )
    with open(tmp_path / "stderr", "w") as errors:
        async with Client(stdio_client(server, errlog=errors)) as client:
            await check(client)
            assert "verify_quote" in client.instructions
    assert (tmp_path / "stderr").read_text() == ""


async def test_tools_work_over_http(pipeline):
    with served(create_app(pipeline, Settings(_env_file=None))) as address:
        async with Client(f"{address}/mcp") as client:
            await check(client)


@asynccontextmanager
async def with_key(address, key):
    headers = {"authorization": f"Bearer {key}"}
    async with (
        httpx2.AsyncClient(headers=headers) as http,
        Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client,
    ):
        yield client


async def test_http_requires_a_key_and_its_user_is_in_the_audit_log(pipeline, tmp_path):
    accounts = Accounts(tmp_path / "users.json")
    accounts.add_user("lin", "a good password")
    settings = Settings(_env_file=None, users=accounts.path, audit=tmp_path / "audit.jsonl")
    with served(create_app(pipeline, settings)) as address:
        with pytest.raises(Exception):  # noqa: B017  the client's own, in a group
            async with with_key(address, "wence_no") as client:
                await client.list_tools()
        async with with_key(address, accounts.add_key("lin")) as client:
            await check(client)
    [line] = (tmp_path / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    assert (json.loads(line)["user"], json.loads(line)["question"]) == ("lin", QUESTION)


@pytest.mark.parametrize(
    ("tool", "arguments", "word"),
    [
        ("get_article", {"article_id": "2022-03-14/9"}, "没有 2022-03-14/9 这篇文章"),
        ("verify_quote", {"quote": "一"}, "引文应有"),
        ("search", {"query": "x", "k": 0}, "k"),
        ("search", {}, "query"),
        ("ask", {"question": "x" * 2001}, "question"),
        ("ask", {"question": "x", "since": "去年"}, "筛选条件有误"),
    ],
)
async def test_the_model_is_told_what_is_invalid(pipeline, tool, arguments, word):
    async with Client(mcp_server(pipeline, Settings(_env_file=None))) as client:
        result = await client.call_tool(tool, arguments)
    assert result.is_error
    assert word in result.content[0].text


@pytest.mark.parametrize(
    ("failure", "told"), [(StoreDamaged("索引坏了。"), True), (ZeroDivisionError("秘密"), False)]
)
async def test_the_model_gets_the_sentence_of_known_errors_only(
    pipeline, monkeypatch, failure, told
):
    def fail(*args, **more):
        raise failure

    monkeypatch.setattr(pipeline, "ask", fail)
    async with Client(mcp_server(pipeline, Settings(_env_file=None))) as client:
        result = await client.call_tool("ask", {"question": QUESTION})
    assert result.is_error
    assert (str(failure) in result.content[0].text) is told


async def test_a_question_can_be_limited_to_dates(pipeline):
    async with Client(mcp_server(pipeline, Settings(_env_file=None))) as client:
        asked = {"question": QUESTION, "since": "2022", "until": "2022-02"}
        before = (await client.call_tool("ask", asked)).structured_content
        within = await client.call_tool("search", {"query": QUESTION, "since": "2022"})
    assert before["abstained"] and before["passages"] == []
    assert within.structured_content["passages"]


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"issues": ["2022-03-14", "1999"], "sections": ["基层卫生"]}, True),
        ({"issues": ["1999"]}, False),
        ({"sections": ["别的栏目"]}, False),
        ({"sources": ["别处"]}, False),
        ({"sources": ["东江市卫生健康委"]}, True),
    ],
)
async def test_a_question_can_be_limited_to_issues_sections_and_sources(pipeline, chosen, found):
    async with Client(mcp_server(pipeline, Settings(_env_file=None))) as client:
        answer = (
            await client.call_tool("ask", {"question": QUESTION, **chosen})
        ).structured_content
        hits = (await client.call_tool("search", {"query": QUESTION, **chosen})).structured_content
    assert answer["abstained"] is not found
    assert bool(hits["passages"]) is found


async def test_links_are_absolute_if_a_base_url_is_set(pipeline):
    server = mcp_server(pipeline, Settings(_env_file=None, base_url="https://wence.example"))
    async with Client(server) as client:
        found = await client.call_tool("verify_quote", {"quote": "全市社区医院达到120家"})
    assert found.structured_content["url"].startswith("https://wence.example/articles/")


def test_invalid_messages_cause_no_server_error(pipeline):
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    with TestClient(create_app(pipeline, Settings(_env_file=None))) as client:
        for body in (b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"jsonrpc": 1}'):
            response = client.post("/mcp", content=body, headers=headers)
            assert 400 <= response.status_code < 500, body
