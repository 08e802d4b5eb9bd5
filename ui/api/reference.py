"""The page /docs, which describes the HTTP interface without loading from other hosts."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse

from ui.web.templating import Templates


def reference(app: FastAPI, templates: Templates) -> APIRouter:
    """Return the route of the page, filled in from the application's OpenAPI description."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    def page() -> HTMLResponse:
        described = app.openapi()
        return templates.page(
            "reference.html", operations=operations(described), schemas=schemas(described)
        )

    return router


def operations(described: dict[str, Any]) -> list[dict[str, Any]]:
    """List the operations of an OpenAPI description, as the template shows them."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "about": operation.get("description", ""),
            "parameters": operation.get("parameters", []),
            "body": _schema_of(operation.get("requestBody", {})),
            "answer": _schema_of(operation["responses"]["200"]),
        }
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]


def schemas(described: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return the objects of an OpenAPI description: name to its fields and their types."""
    return {
        name: {field: type_name(value) for field, value in schema.get("properties", {}).items()}
        for name, schema in described["components"]["schemas"].items()
    }


def type_name(schema: dict[str, Any]) -> str:
    """Return a short name for a type: `string`, `Citation[]`, `integer?`."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        names = [type_name(one) for one in schema["anyOf"]]
        known = [name for name in names if name != "null"]
        return " | ".join(known) + "?" * (len(known) < len(names))
    if schema.get("type") == "array":
        return f"{type_name(schema.get('items', {}))}[]"
    if values := schema.get("enum", [schema["const"]] if "const" in schema else []):
        return " | ".join(f'"{value}"' for value in values)
    return str(schema.get("type", "any"))


def _schema_of(message: dict[str, Any]) -> str:
    content = message.get("content", {}).get("application/json", {})
    return type_name(content["schema"]) if "schema" in content else ""
