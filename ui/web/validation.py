"""Validation of requests, for the command line and the HTTP interface alike."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from index.errors import QuestionError
from rag.filters import Filters
from rag.settings import Engine


def _encodable(text: str) -> str:
    """Refuse lone surrogates, which cannot be encoded as UTF-8."""
    text.encode()
    return text


Text = Annotated[str, AfterValidator(_encodable)]
FILTERS = "、".join(field.name for field in fields(Filters))


class Message(BaseModel):
    """One message of a conversation."""

    model_config = ConfigDict(extra="ignore", strict=True)

    role: Literal["user", "assistant"]
    content: Text


class AskRequest(BaseModel):
    """The body of `POST /api/ask`."""

    model_config = ConfigDict(extra="ignore", strict=True)

    question: Text
    history: list[Message] = Field(default_factory=list, max_length=200)
    engine: Engine | None = None
    k: int = Field(default=10, ge=1, le=50)
    filters: dict[str, Any] | None = Field(default=None, description=FILTERS)

    def past_messages(self) -> list[dict[str, str]]:
        """Return the history in the form that the pipeline takes."""
        return [message.model_dump() for message in self.history]


FIELDS = {
    "question": "问题应是一段文字",
    "history": '历史应是一列 {"role": "user"|"assistant", "content": "…"}',
    "engine": "引擎只能是 extractive 或 llm",
    "k": "k 应是 1 到 50 的整数",
    "filters": "filters（筛选条件）应是 JSON 对象",
}


def ask_request(data: object) -> AskRequest:
    """Validate a request.

    Raises:
        QuestionError: it is invalid; the message names the first error.
    """
    try:
        return AskRequest.model_validate(data)
    except ValidationError as error:
        place = error.errors()[0]["loc"]
        what = FIELDS.get(str(place[0]), "请求里有不认识的内容") if place else "请求应是 JSON 对象"
        raise QuestionError(f"请求有误：{what}。") from error


def from_json(text: str) -> Any:
    """Parse the option `--history`.

    Raises:
        QuestionError: it is not valid JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"对话历史不是有效的 JSON：{FIELDS['history']}。") from error
