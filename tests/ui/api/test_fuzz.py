"""Generated and hostile requests: none may cause a server error."""

import json

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks

from rag.settings import Settings
from ui.app import create_app

load_all_checks()
TRUE = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    )
]
quick = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def app(pipeline, tmp_path_factory):
    return create_app(pipeline, Settings(_env_file=None, store=tmp_path_factory.mktemp("store")))


def test_every_operation_conforms_to_its_description(app):
    described = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    operations = [found.ok() for found in described.get_all_operations()]
    for operation in operations:

        @quick
        @given(case=operation.as_strategy())
        def answers(case):
            case.call_and_validate(checks=TRUE)

        answers()
    assert len(operations) >= 10


@pytest.fixture(scope="module")
def client(app):
    return TestClient(app, raise_server_exceptions=False)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(["\x00", "\u202e", "１", "[1]", "9" * 400]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
bodies = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        (
            *("question", "history", "engine", "k", "filters", "verdict", "reason", "answer"),
            *("passages", "messages", "model", "stream", "stream_options"),
        ),
        values,
    ),
)


@quick
@given(path=st.sampled_from(["/api/ask", "/api/feedback", "/v1/chat/completions"]), body=bodies)
def test_values_of_wrong_types_cause_no_server_error(client, path, body):
    content = json.dumps(body).encode()  # lone surrogates and NaN as they may be sent
    headers = {"content-type": "application/json"}
    response = client.post(path, content=content, headers=headers)
    assert response.status_code < 500
    assert response.status_code == 200 or response.json()["error"]


@quick
@given(body=st.binary(max_size=200), kind=st.sampled_from(["application/json", "text/x", ""]))
def test_arbitrary_bytes_cause_no_server_error(client, body, kind):
    for path in ("/api/ask", "/api/feedback", "/v1/chat/completions"):
        response = client.post(path, content=body, headers={"content-type": kind})
        assert response.status_code == 400 and response.json()["error"]


HOSTILE = (
    b'{"question": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    b'{"question": "x", "k": ' + b"9" * 5000 + b"}",
    b'{"question": "x", "k": 1e400}',
    b'{"question": "x", "k": NaN}',
    b'{"question": "\\udc00\\ud800"}',
    b'{"question": "\xff"}',
    b'{"question": "x", "history": [' + b'{"role":"user","content":"x"},' * 201 + b"0]}",
    b'{"question": {"$ref": "#"}}',
)
ODD = (
    b'{"question": "\\u0000"}',
    b'{"question": "x", "question": "y"}',
    b'\xef\xbb\xbf{"question": "x"}',
    '{"question": "x"}'.encode("utf-16"),
    '{"question": "\u202e\ufeff\U000e0001"}'.encode(),
)


@pytest.mark.parametrize("body", HOSTILE)
@pytest.mark.parametrize("path", ["/api/ask", "/v1/chat/completions"])
def test_hostile_json_is_answered_with_status_400_and_a_sentence(client, path, body):
    body = body.replace(b'"question"', b'"messages"') if path.startswith("/v1") else body
    response = client.post(path, content=body, headers={"content-type": "application/json"})
    assert response.status_code == 400
    error = response.json()["error"]
    message = error["message"] if isinstance(error, dict) else error
    assert message and not message.isascii()


@pytest.mark.parametrize("body", ODD)
def test_unusual_json_causes_no_server_error(client, body):
    response = client.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert response.status_code in (200, 400)


@pytest.mark.parametrize(
    "address",
    [
        "/api/search?q=%00",
        "/api/search?q=%ED%A0%80",
        "/api/search?q=%FF%FE",
        "/api/search?q=x&k=" + "9" * 5000,
        "/api/search?q=x&k=1e3",
        "/api/search?q=" + "x" * 2001,
        "/api/articles/%00/1",
        "/api/articles/%FF/1",
        "/api/articles/..%2f..%2fetc/1",
        "/api/articles/2022-03-14/" + "9" * 5000,
        "/api/articles/2022-03-14/-1",
        "/v1/models/%00",
        "/articles/%00/1",
        "/articles?q=%00&issue=%FF",
        "/articles/2022-03-14/1?q=9-1",
        "/docs?x=%00",
    ],
)
def test_hostile_urls_cause_no_server_error(client, address):
    assert client.get(address).status_code < 500
