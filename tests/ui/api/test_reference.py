import re

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from ui.api.reference import type_name
from ui.app import create_app


@pytest.fixture(scope="module")
def client(pipeline):
    return TestClient(create_app(pipeline, Settings(_env_file=None)))


def test_every_route_for_programs_is_described(client):
    described = client.get("/api/openapi.json").json()
    assert {
        "/api/ask",
        "/api/search",
        "/api/articles",
        "/api/articles/{issue}/{n}",
        "/api/feedback",
        "/v1/chat/completions",
        "/v1/models",
        "/v1/models/{name}",
        "/healthz",
        "/readyz",
    } <= set(described["paths"])
    for path, methods in described["paths"].items():
        for operation in methods.values():
            assert operation.get("description"), path
            assert {"200", "4XX", "5XX"} <= set(operation["responses"]), path
            assert "422" not in operation["responses"], path


def test_the_page_lists_all_paths_and_loads_nothing_from_other_hosts(client):
    response = client.get("/docs")
    page = response.text
    for path in client.get("/api/openapi.json").json()["paths"]:
        assert f"<code>{path}</code>" in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert "'unsafe-inline'" not in response.headers["content-security-policy"]


def test_every_link_on_the_page_has_a_target(client):
    page = client.get("/docs").text
    linked = set(re.findall(r'href="#([^"]+)"', page)) - {"main"}
    assert linked and linked <= set(re.findall(r'id="([^"]+)"', page))


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        ({"$ref": "#/components/schemas/Answer"}, "Answer"),
        ({"type": "array", "items": {"type": "string"}}, "string[]"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "integer?"),
        ({"anyOf": [{"type": "string"}, {"type": "array"}]}, "string | any[]"),
        ({"enum": ["a", "b"]}, '"a" | "b"'),
        ({"const": "list", "type": "string"}, '"list"'),
        ({}, "any"),
    ],
)
def test_types_have_short_names(schema, name):
    assert type_name(schema) == name
