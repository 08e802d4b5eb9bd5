"""What people do besides asking, told to whoever keeps a record of it.

The rooms that know what happens are given a `Record` to call; the audit log is one.
"""

from __future__ import annotations

from typing import Literal, Protocol

Action = Literal[
    "sign-in",
    "sign-in-failed",
    "sign-out",
    "password-changed",
    "user-added",
    "user-changed",
    "user-removed",
    "groups-changed",
    "readers-changed",
    "key-added",
    "key-revoked",
    "files-sent",
    "files-indexed",
    "files-moved",
    "files-deleted",
    "file-corrected",
    "folder-added",
    "folder-renamed",
    "folder-deleted",
    "evaluation-started",
    "evaluation-stopped",
    "evaluation-renamed",
    "evaluation-deleted",
    "snapshot-kept",
    "snapshot-deleted",
]
Detail = str | int | bool
MOST_NAMED = 20


class Record(Protocol):
    """Keeps what a person has done. It never raises: what was done is done."""

    def __call__(
        self, action: Action, what: str = "", *, user: str | None = None, **details: Detail
    ) -> None:
        """Record what the current caller did to what, never with a password, a key or a token.

        `user` is the person where the caller is not known yet, as at sign-in.
        """


def unrecorded(
    action: Action, what: str = "", *, user: str | None = None, **details: Detail
) -> None:
    """Keep nothing: the `Record` where no audit is wanted."""


def named(names: list[str]) -> str:
    """Return the names of what was changed, the first of many with how many there are."""
    first = "、".join(names[:MOST_NAMED])
    return f"{first}等 {len(names)} 个" if len(names) > MOST_NAMED else first
