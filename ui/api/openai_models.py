"""Requests and responses in OpenAI's form. Fields of a request that are not named are ignored."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ui.web.validation import FILTERS, Text

MAX_MESSAGES = 1000


class Part(BaseModel):
    """A part of a message; only text is accepted."""

    model_config = ConfigDict(extra="ignore", strict=True)

    type: Literal["text"]
    text: Text


class ChatMessage(BaseModel):
    """A message of a conversation."""

    model_config = ConfigDict(extra="ignore", strict=True)

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | list[Part] | None = None

    @property
    def text(self) -> str:
        """The text, of all parts together."""
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """Options of a stream."""

    model_config = ConfigDict(extra="ignore", strict=True)

    include_usage: bool = False


class ChatRequest(BaseModel):
    """The body of `POST /v1/chat/completions`."""

    model_config = ConfigDict(extra="ignore", strict=True)

    model: Text = "wence"
    messages: list[ChatMessage] = Field(min_length=1, max_length=MAX_MESSAGES)
    stream: bool = False
    stream_options: StreamOptions | None = None
    filters: dict[str, Any] | None = Field(default=None, description=FILTERS)


class Model(BaseModel):
    """A model that may be asked."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "wence"


class Models(BaseModel):
    """The models that may be asked."""

    object: Literal["list"] = "list"
    data: list[Model]


class OpenAIError(BaseModel):
    """Why a request failed."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIFailure(BaseModel):
    """An error response in OpenAI's form."""

    error: OpenAIError


class ChatCompletion(BaseModel):
    """An answer in OpenAI's form; `wence` is the whole answer of `POST /api/ask`."""

    model_config = ConfigDict(extra="allow")

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[dict[str, Any]]
    usage: dict[str, int]
    wence: dict[str, Any]
