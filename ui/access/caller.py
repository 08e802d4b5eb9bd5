"""Who is asking: known to whatever a request sets off, whichever way it came in."""

from __future__ import annotations

import sys
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

Role = Literal["reader", "administrator"]


@dataclass(frozen=True, slots=True)
class Caller:
    """A person or a program. Without sign-in, whoever can reach the program runs it."""

    name: str = ""
    role: Role = "administrator"
    address: str = ""

    @property
    def key(self) -> str:
        """What its requests are counted under: the name, else the address."""
        return f"user {self.name}" if self.name else f"address {self.address}"


current: ContextVar[Caller | None] = ContextVar("caller", default=None)


def caller() -> Caller:
    """Whoever the running code works for."""
    return current.get() or _of_chat() or Caller()


def _of_chat() -> Caller | None:
    """Whoever sent the chat's event: Gradio runs it apart from the request."""
    if "gradio" not in sys.modules:
        return None
    from gradio.context import LocalContext

    event = LocalContext.request.get(None)
    found = event and getattr(event.state, "caller", None)
    return found if isinstance(found, Caller) else None
