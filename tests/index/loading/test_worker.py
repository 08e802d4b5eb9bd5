from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.data.programs import LIMITS
from tests.paths import ROOT


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits")
@pytest.mark.parametrize(("what", "code"), [("endless", -24), ("greedy", 0)])
def test_the_process_has_limits_of_processor_time_and_memory(what: str, code: int) -> None:
    request = json.dumps({"suffix": ".txt", "name": "a", "size": 0, "seconds": 0}) + "\n"
    done = subprocess.run(
        [sys.executable, "-c", LIMITS, what],
        input=request.encode(),
        capture_output=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == code
    if what == "greedy":
        assert "内存太多" in json.loads(done.stdout)["error"]


def test_errors_and_output_of_a_parser_do_not_corrupt_the_answer() -> None:
    program = LIMITS.replace("while True: pass", "print('{}'); raise RuntimeError")
    request = json.dumps({"suffix": ".txt", "name": "a", "size": 0, "seconds": 9}) + "\n"
    done = subprocess.run(
        [sys.executable, "-c", program, "endless"],
        input=request.encode() * 2,
        capture_output=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert ["已损坏" in answer["error"] for answer in answers] == [True, True]
