"""Programs that stand in for the reading process, most of which misbehave."""

from __future__ import annotations

LOOP = "import sys\nfor line in sys.stdin.buffer:\n    while True: pass\n"
SLEEP = "import sys, time\nfor line in sys.stdin.buffer:\n    time.sleep(99)\n"
CRASH = "import sys, os\nsys.stdin.buffer.readline()\nos.abort()\n"

TELL_SECONDS = """
import json, sys
request = json.loads(sys.stdin.buffer.readline())
sys.stdin.buffer.read(request["size"])
print(json.dumps({"articles": [], "warnings": [str(request["seconds"])]}), flush=True)
"""

LIMITS = """
import sys
from index.loading import worker
def endless(data, suffix, name):
    while True: pass
def greedy(data, suffix, name):
    return [b"x" * 10**9], []
worker.read_bytes = {"endless": endless, "greedy": greedy}[sys.argv[1]]
worker.main()
"""
"""The real worker, reading in a loop without end or taking more memory than it may."""
