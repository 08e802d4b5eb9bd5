from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from index.embedding.in_turn import InTurn

WAIT_S = 20


def test_a_thread_that_asks_again_and_again_lets_the_one_that_waits_go_first() -> None:
    lock, order, go = InTurn(), list[str](), Event()

    def many() -> None:
        for _ in range(3):
            with lock:
                order.append("many")
                assert go.wait(WAIT_S)

    def one() -> None:
        with lock:
            order.append("one")

    with ThreadPoolExecutor(2) as pool:
        busy = pool.submit(many)
        while not order:
            pass
        waits = pool.submit(one)
        while not lock._queue:
            pass
        go.set()
        busy.result(WAIT_S)
        waits.result(WAIT_S)
    assert order == ["many", "one", "many", "many"]


def test_a_thread_that_raises_lets_the_next_one_in() -> None:
    lock = InTurn()
    for _ in range(2):
        try:
            with lock:
                raise KeyError
        except KeyError:
            pass
