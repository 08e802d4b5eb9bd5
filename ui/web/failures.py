"""The shape of every failure that the HTTP interfaces answer with."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Schema(BaseModel):
    """An object that may hold more than is described."""

    model_config = ConfigDict(extra="allow")


class Failure(Schema):
    """Every failure: one Chinese sentence."""

    error: str = Field(description="一句中文说明")


FAILURES: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Failure, "description": "请求有误"},
    "5XX": {"model": Failure, "description": "没有答成"},
}
