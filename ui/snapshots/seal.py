"""Seal snapshots, so that a browser can hand them back to be kept, but not make them up."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from itsdangerous import BadData, URLSafeSerializer
from pydantic import ValidationError

from ui.snapshots.model import Snapshot
from ui.snapshots.shelf import SnapshotError

if TYPE_CHECKING:
    from ui.snapshots.shelf import Shelf

MAX_SEALED = 100_000  # characters; no answer comes near
log = logging.getLogger("wence")


class Seal:
    """Signs snapshots with the key of a shelf: only what was answered here can be kept there."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def close(self, snapshot: Snapshot) -> str:
        """Return a snapshot as sealed text; empty where none can be kept."""
        content = snapshot.model_dump(mode="json", exclude_defaults=True)
        try:
            sealed = str(self._signer().dumps(content))
        except SnapshotError:
            log.debug("no snapshots can be kept", exc_info=True)
            return ""
        return sealed if len(sealed) <= MAX_SEALED else ""

    def open(self, sealed: str) -> Snapshot | None:
        """Return the snapshot of a sealed text, or None if it was not sealed here."""
        try:
            return Snapshot.model_validate(self._signer().loads(sealed))
        except (BadData, ValidationError):
            return None

    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self._shelf.secret, salt="snapshot")
