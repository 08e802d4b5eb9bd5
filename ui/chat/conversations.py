"""Conversations as the page hands them over, from where the browser stores them.

The page stores each conversation under a key of its own (ui/static/conversations.js).
"""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, Field, ValidationError


class ChatTurn(BaseModel):
    """A question with its answer: the text for the history, the HTML for the window.

    `standalone` is the question as it can be understood without the turns before it.
    """

    question: str
    standalone: str = ""
    text: str = ""
    html: str = ""


class _Stored(BaseModel):
    @classmethod
    def read(cls, stored: Any) -> Self:
        """Read what the browser has stored; return an empty one if it is not valid."""
        try:
            return cls.model_validate(stored or {})
        except ValidationError:
            return cls()


class Conversation(_Stored):
    """The turns of one conversation, and the filters that were set last."""

    id: str = ""
    name: str = ""
    turns: list[ChatTurn] = Field(default_factory=list)
    filters: dict[str, Any] = Field(default_factory=dict)

    def history(self) -> list[dict[str, str]]:
        """Return the turns as dicts."""
        return [turn.model_dump() for turn in self.turns]


class OlderLayout(_Stored):
    """All conversations in one list, as former versions stored them, the latest first.

    `current` is the id of the one that was open, or empty.
    """

    current: str = ""
    items: list[Conversation] = Field(default_factory=list)

    def opened(self) -> Conversation:
        """Return the conversation that was open, or an empty one."""
        return next((one for one in self.items if one.id == self.current), Conversation())
