"""Conversations as the browser stores them, across reloads and restarts of the server."""

from __future__ import annotations

from itertools import accumulate
from typing import Any
from uuid import uuid4

from pydantic import BaseModel, Field, ValidationError

MAX_CONVERSATIONS = 30
MAX_CHARS = 1_000_000  # browsers give a site 5 MB, and encryption makes the text longer
TITLE_CHARS = 30


class ChatTurn(BaseModel):
    """A question with its answer: the text for the history, the HTML for the window.

    `standalone` is the question as it can be understood without the turns before it.
    """

    question: str
    standalone: str = ""
    text: str = ""
    html: str = ""


class Conversation(BaseModel):
    """The turns of one conversation, and the filters that were set last."""

    id: str
    name: str = ""
    turns: list[ChatTurn] = Field(min_length=1)
    filters: dict[str, Any] = Field(default_factory=dict)

    @property
    def title(self) -> str:
        """Return the name that a person gave, or else the first question, shortened."""
        return (self.name or self.turns[0].question)[:TITLE_CHARS]

    @property
    def size(self) -> int:
        """Return the number of characters stored."""
        return sum(len(t.question) + len(t.text) + len(t.html) for t in self.turns)


class Conversations(BaseModel):
    """All conversations, the latest first; `current` is the id of the open one, or empty."""

    current: str = ""
    items: list[Conversation] = Field(default_factory=list)

    @classmethod
    def read(cls, stored: Any) -> Conversations:
        """Read what the browser has stored; return no conversations if it is not valid."""
        try:
            return cls.model_validate(stored or {})
        except ValidationError:
            return cls()

    def turns(self) -> list[dict[str, str]]:
        """Return the turns of the open conversation, as dicts."""
        turns = next((c.turns for c in self.items if c.id == self.current), [])
        return [turn.model_dump() for turn in turns]

    def filters(self) -> dict[str, Any]:
        """Return the filters of the open conversation."""
        return next((c.filters for c in self.items if c.id == self.current), {})

    def name(self) -> str:
        """Return the name that a person gave to the open conversation, or an empty one."""
        return next((c.name for c in self.items if c.id == self.current), "")

    def rename(self, name: str) -> Conversations:
        """Name the open conversation; with an empty name its first question is its title."""
        named = {"name": name.strip()[:TITLE_CHARS]}
        items = [c.model_copy(update=named) if c.id == self.current else c for c in self.items]
        return Conversations(current=self.current, items=items)

    def keep(
        self, turns: list[dict[str, str]], filters: dict[str, Any] | None = None
    ) -> Conversations:
        """Store turns as those of the open, or a new, conversation; drop the oldest to make room."""
        if not turns:
            return self
        id = self.current or uuid4().hex
        fields = {"turns": turns, "filters": filters or {}, "name": self.name()}
        current = Conversation.model_validate({"id": id, **fields})
        items = [current, *(c for c in self.items if c.id != id)][:MAX_CONVERSATIONS]
        sizes = accumulate(c.size for c in items)
        fitting = [c for c, size in zip(items, sizes, strict=True) if size <= MAX_CHARS]
        return Conversations(current=id, items=fitting or [current])

    def open(self, id: str) -> Conversations:
        """Open another conversation; an empty id opens a new one."""
        return Conversations(current=id, items=self.items)

    def delete(self) -> Conversations:
        """Delete the open conversation."""
        return Conversations(items=[c for c in self.items if c.id != self.current])
