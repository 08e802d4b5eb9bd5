"""Who a provider says that a person is: the claims read by the settings."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ui.access.oidc.config import OidcConfig
from ui.access.oidc.errors import SignInRefused

MAX_NAME, MAX_GROUP, MAX_GROUPS = 64, 200, 2000


@dataclass(frozen=True, slots=True)
class Identity:
    """A person of the provider; `subject` is what it will always know them by.

    `token` is the ID token, `session` the provider's own id of its session, "" if it told none.
    """

    subject: str
    name: str
    groups: frozenset[str]
    token: str = ""
    session: str = ""


def identity(claims: Mapping[str, Any], config: OidcConfig, token: str = "") -> Identity:
    """Read a person's name and groups from the claims.

    Raises:
        SignInRefused: the settings let in only people of other groups.
    """
    groups = groups_in(claim(claims, config.groups_claim))
    if not config.allows(groups):
        raise SignInRefused("in none of the groups that may sign in")
    name = claim(claims, config.name_claim)
    shown = clean(name, MAX_NAME) or clean(claims["sub"], MAX_NAME)
    return Identity(claims["sub"], shown, groups, token, claims.get("sid", ""))


def claim(claims: Mapping[str, Any], path: str) -> Any:
    """Return the claim of a name, or what a path such as `realm_access.roles` leads to, or None."""
    if path in claims:  # names may contain dots, as those that are addresses do
        return claims[path]
    found: Any = claims
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def groups_in(value: Any) -> frozenset[str]:
    """Return the names of groups in a claim, which is a list of them or one."""
    names = value if isinstance(value, list) else [value]
    groups = {clean(name, MAX_GROUP) for name in names[:MAX_GROUPS]}
    return frozenset(groups - {""})


def clean(text: Any, most: int) -> str:
    """Return a name on one line, without characters that do not show; "" if it is no text."""
    if not isinstance(text, str):
        return ""
    text = unicodedata.normalize("NFC", text[: 10 * most])
    shown = "".join(" " if c.isspace() else c for c in text if c.isprintable() or c.isspace())
    return " ".join(shown.split())[:most].rstrip()
