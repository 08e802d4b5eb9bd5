"""Conversations as the browser keeps them: in its own storage, across reloads and restarts."""

from __future__ import annotations

from itertools import accumulate
from typing import Any
from uuid import uuid4

from pydantic import BaseModel, Field, ValidationError

KEPT = 30
KEPT_CHARS = 1_000_000  # browsers give a site 5 MB, and what is kept there is encrypted
TITLE_CHARS = 30


class Turn(BaseModel):
    """A question, the answer's text for the history, its HTML for the window."""

    question: str
    text: str = ""
    html: str = ""


class Conversation(BaseModel):
    """Turns under the name of their first question, or a given one; `filters` are the last."""

    id: str
    name: str = ""
    turns: list[Turn] = Field(min_length=1)
    filters: dict[str, Any] = Field(default_factory=dict)

    @property
    def title(self) -> str:
        """The name, else the first question, shortened."""
        return (self.name or self.turns[0].question)[:TITLE_CHARS]

    @property
    def size(self) -> int:
        """Characters held."""
        return sum(len(t.question) + len(t.text) + len(t.html) for t in self.turns)


class Conversations(BaseModel):
    """All of them, the latest first; `current` is the id of the open one, or empty."""

    current: str = ""
    items: list[Conversation] = Field(default_factory=list)

    @classmethod
    def read(cls, stored: Any) -> Conversations:
        """Take what the browser has; nothing, where it isn't ours."""
        try:
            return cls.model_validate(stored or {})
        except ValidationError:
            return cls()

    def turns(self) -> list[dict[str, str]]:
        """Turns of the open conversation, as dicts."""
        turns = next((c.turns for c in self.items if c.id == self.current), [])
        return [turn.model_dump() for turn in turns]

    def filters(self) -> dict[str, Any]:
        """Filters of the open conversation."""
        return next((c.filters for c in self.items if c.id == self.current), {})

    def name(self) -> str:
        """The name that was given to the open conversation."""
        return next((c.name for c in self.items if c.id == self.current), "")

    def rename(self, name: str) -> Conversations:
        """Name the open conversation; an empty name gives it back its first question."""
        named = {"name": name.strip()[:TITLE_CHARS]}
        items = [c.model_copy(update=named) if c.id == self.current else c for c in self.items]
        return Conversations(current=self.current, items=items)

    def keep(
        self, turns: list[dict[str, str]], filters: dict[str, Any] | None = None
    ) -> Conversations:
        """Have the open conversation hold these turns; the oldest ones make room."""
        if not turns:
            return self
        id = self.current or uuid4().hex
        found = {"turns": turns, "filters": filters or {}, "name": self.name()}
        this = Conversation.model_validate({"id": id, **found})
        items = [this, *(c for c in self.items if c.id != this.id)][:KEPT]
        sizes = accumulate(c.size for c in items)
        held = [c for c, size in zip(items, sizes, strict=True) if size <= KEPT_CHARS]
        return Conversations(current=this.id, items=held or [this])

    def open(self, id: str) -> Conversations:
        """Open another conversation; an empty id is a new one."""
        return Conversations(current=id, items=self.items)

    def delete(self) -> Conversations:
        """Drop the open conversation."""
        return Conversations(items=[c for c in self.items if c.id != self.current])
