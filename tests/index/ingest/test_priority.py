"""The priority of builds."""

import os
import sys
from threading import Thread, get_native_id

import pytest

from index.ingest.priority import NICENESS, yield_to_questions

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone has them by thread")


def niceness():
    return os.getpriority(os.PRIO_PROCESS, get_native_id())


def test_a_thread_and_those_it_starts_yield_and_others_do_not():
    found = []

    def build():
        yield_to_questions()
        inner = Thread(target=lambda: found.append(niceness()))
        inner.start()
        inner.join()
        found.append(niceness())

    before = niceness()
    building = Thread(target=build)
    building.start()
    building.join()
    assert found == [NICENESS, NICENESS]
    assert niceness() == before
