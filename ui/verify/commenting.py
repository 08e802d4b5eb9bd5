"""Comment an uploaded Word document in a process of its own, with limits of time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from index.errors import DocumentError
from ui.verify.remarks import Remark

ELAPSED = 60  # seconds
_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from ui.verify.worker import main; main()"


def commented(data: bytes, remarks: Sequence[Remark]) -> bytes:
    """Return a copy of a .docx file with a comment for each remark.

    Raises:
        DocumentError: the file cannot be read, or not within the limits.
    """
    # settings, among them keys, are nothing for a process that a file may take over
    environment = {k: v for k, v in os.environ.items() if not k.startswith("WENCE_")}
    request = json.dumps([remark.to_json() for remark in remarks]).encode()
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", "-c", _PROGRAM, str(Path(__file__).resolve().parents[2])],
            input=request + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=ELAPSED,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError("Word 文件太复杂，没能写入批注") from error
    line, _, answer = done.stdout.partition(b"\n")
    told = json.loads(line) if line else {}
    if "error" in told:
        raise DocumentError(told["error"])
    if "lost" not in told:
        raise DocumentError("Word 文件已损坏，或太复杂，没能写入批注")
    return answer
