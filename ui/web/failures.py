"""Error responses of the HTTP interface, for its OpenAPI description."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Schema(BaseModel):
    """An object that may have more fields than are described."""

    model_config = ConfigDict(extra="allow")


class Failure(Schema):
    """An error: one Chinese sentence."""

    error: str = Field(description="一句中文说明")


FAILURES: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Failure, "description": "请求有误"},
    "5XX": {"model": Failure, "description": "没有答成"},
}
