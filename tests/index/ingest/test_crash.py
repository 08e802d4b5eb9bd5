from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.paths import ROOT

pytestmark = pytest.mark.slow

KILLS = os.environ.get("WENCE_CRASH_KILLS", "5")


def test_a_build_killed_at_any_moment_leaves_a_store_that_answers_and_can_be_finished() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash", KILLS], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["lost"] == [], done.stderr
    assert figures["survived"] == figures["killed"] == int(KILLS)
    assert figures["left"] == []  # nothing unfinished lies about in the end
