import subprocess
import sys

import pytest

CODE = """
import sys, threading, time
from ui.cli.heap import share_heap
if sys.argv[1] == "shared":
    share_heap()
def hold():
    kept = [bytearray(400) for _ in range(1000)]
    time.sleep(0.3)
threads = [threading.Thread(target=hold) for _ in range(6)]
for thread in threads: thread.start()
time.sleep(0.1)
# an arena of a thread is a mapping of 64 MB, of which the first part is writable
sizes = [line.split()[0].split("-") for line in open("/proc/self/maps") if "rw-p 00000000 00:00 0" in line]
print(sum(int(start, 16) % (64 << 20) == 0 for start, _ in sizes))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc")
def test_threads_have_no_arenas_of_their_own():
    arenas = {
        how: int(
            subprocess.run(
                [sys.executable, "-c", CODE, how], capture_output=True, check=True
            ).stdout
        )
        for how in ("shared", "default")
    }
    assert arenas["shared"] == 0 < arenas["default"]
