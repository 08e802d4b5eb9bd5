"""The priority of a build: questions go first."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from threading import get_native_id

NICENESS = 10  # a tenth of the share of a process that answers, where both want the same core
AUTOGROUP = Path("/proc/self/autogroup")


def yield_to_questions() -> None:
    """Lower the priority of this thread and of the threads and processes that it will start.

    Linux schedules sessions against each other and threads within them, so that niceness is lost
    on another session's programs; a process that leads its own session, as a service does, lowers
    the session too (sched(7), "The autogroup feature"). In a terminal that would slow down the
    shell for good: only a privileged process can raise a priority again.

    Elsewhere than on Linux, where threads have no priority of their own, it does nothing.
    """
    if sys.platform != "linux":
        return
    with suppress(OSError):  # whatever forbids it, the build itself goes on
        os.setpriority(os.PRIO_PROCESS, get_native_id(), NICENESS)
    if os.getsid(0) == get_native_id():
        with suppress(OSError):
            AUTOGROUP.write_text(str(NICENESS))
