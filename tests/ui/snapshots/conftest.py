"""A shelf, and a snapshot of an answer to put on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rag.filters import Filters
from ui.snapshots.shelf import Shelf
from ui.snapshots.taking import snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import FakePipeline
    from ui.snapshots.model import Snapshot

QUESTION = "到2025年社区医院达到多少家？"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture
def snapshot(pipeline: FakePipeline) -> Snapshot:
    return snapshot_of(pipeline.ask(QUESTION), "v1", f"/?q={QUESTION}", Filters())
