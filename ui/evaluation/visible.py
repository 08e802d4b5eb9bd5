"""Who sees which runs: administrators and people at this machine all, others their own."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import HTTPException, Request

from ui.access.caller import caller
from ui.access.managers import is_manager
from ui.evaluation.archive import Archive, Entry


@dataclass(frozen=True, slots=True)
class VisibleRuns:
    """The runs of an archive that whoever sends a request may see, rename and delete."""

    archive: Archive

    def entries(self, request: Request) -> list[Entry]:
        """Return their runs, the latest first."""
        return [entry for entry in self.archive.entries() if owns(entry.maker, request)]

    def entry(self, id: str, request: Request) -> Entry:
        """Return one of their runs. Raises HTTPException 404 if it is none."""
        entry = self.archive.entry(id)
        if entry is None or not owns(entry.maker, request):
            raise HTTPException(404, "没有这次评测，它可能已经删除。")
        return entry


def owns(maker: str, request: Request) -> bool:
    """Whether who sends a request may see and change what this maker ran."""
    return is_manager(request) or maker == caller().key
