from __future__ import annotations

import pytest
from pydantic import SecretStr

from index.errors import EndpointError
from rag.llm.endpoint import Endpoint
from rag.llm.faults import ContextTooLong
from tests.data.llm_dialects import ERRORS, ROLE, TOO_LONG, error
from tests.llm_server import KEY, refuses, serving, streams

LIMIT_S = 3.0


def ask(url: str) -> str:
    endpoint = Endpoint(url, "m", SecretStr(KEY), timeout=LIMIT_S)
    return "".join(endpoint.stream([("user", "社区医院有多少家？")], LIMIT_S))


@pytest.mark.parametrize("name", ERRORS)
def test_errors_of_every_server_get_our_own_message(name: str) -> None:
    status, body, words = ERRORS[name]
    with serving(refuses(status, body)) as server, pytest.raises(EndpointError) as caught:
        ask(server.url)
    assert words in str(caught.value)
    assert KEY not in repr(caught.value)


@pytest.mark.parametrize("name", TOO_LONG)
def test_every_wording_of_a_too_long_prompt_is_recognised(name: str) -> None:
    refusal = refuses(400, error(message=TOO_LONG[name]))
    with serving(refusal) as server, pytest.raises(ContextTooLong):
        ask(server.url)
    told = f"data: {error(message=TOO_LONG[name], code=400)}\n\n"
    with serving(streams(ROLE + told)) as server, pytest.raises(ContextTooLong):
        ask(server.url)


def test_errors_inside_the_stream_get_our_own_message() -> None:
    reply = streams(ROLE + f"data: {error(code=500)}\n\n")
    with serving(reply) as server, pytest.raises(EndpointError, match="报错") as caught:
        ask(server.url)
    assert KEY not in repr(caught.value)
