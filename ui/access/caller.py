"""The current request's user, available through a context variable."""

from __future__ import annotations

import sys
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Literal

Role = Literal["reader", "administrator"]
# begins the names of people who come in through an OpenID provider, and no local user's name
OF_PROVIDER = "oidc:"


@dataclass(frozen=True, slots=True)
class Caller:
    """A person or a program that sends a request; without accounts all are administrators.

    `groups` are those that the person belongs to.
    """

    name: str = ""
    role: Role = "administrator"
    address: str = ""
    groups: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The name, else the address, that its requests are counted under."""
        return f"user {self.name}" if self.name else f"address {network(self.address)}"

    @property
    def is_local(self) -> bool:
        """Whether the name is in the users file, and not an OpenID provider's."""
        return not self.name.startswith(OF_PROVIDER)

    @property
    def shown_name(self) -> str:
        """The name as the person knows it."""
        return self.name.removeprefix(OF_PROVIDER)


def network(address: str) -> str:
    """Return the /64 network of an IPv6 address, all of which one person may use; else the address."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return address
    return str(found.ipv4_mapped or IPv6Network((found, 64), strict=False))


current: ContextVar[Caller | None] = ContextVar("caller", default=None)


def caller() -> Caller:
    """Return the caller of the current request."""
    # first of a chat event, whose task may have been started by anybody's request
    return _of_chat() or current.get() or Caller()


def _of_chat() -> Caller | None:
    """Return the caller of a chat event, which Gradio handles outside the request's context."""
    # an import would wait where another thread is importing Gradio, and block the event loop
    context = getattr(sys.modules.get("gradio.context"), "LocalContext", None)
    event = context and context.request.get(None)
    found = event and getattr(event.state, "caller", None)
    return found if isinstance(found, Caller) else None
