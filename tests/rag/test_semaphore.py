from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from rag.semaphore import FairSemaphore

WAIT = 20


def test_at_most_limit_threads_are_inside_at_once() -> None:
    semaphore, inside, most = FairSemaphore(2), 0, 0

    def one(_: int) -> None:
        nonlocal inside, most
        with semaphore:
            inside += 1
            most = max(most, inside)
            Event().wait(0.002)
            inside -= 1

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(one, range(48)))
    assert most == 2


def test_threads_are_served_in_arrival_order() -> None:
    semaphore, order, go = FairSemaphore(1), list[int](), Event()

    def one(number: int) -> None:
        with semaphore:
            order.append(number)
            assert go.wait(WAIT)

    with ThreadPoolExecutor(8) as pool:
        futures: list[Future[None]] = []
        for number in range(8):
            futures.append(pool.submit(one, number))
            while len(order) + semaphore.waiting <= number:
                assert not futures[-1].done()
        go.set()
    assert order == list(range(8))


def test_a_thread_that_raises_lets_the_next_one_in() -> None:
    semaphore = FairSemaphore(1)
    for _ in range(3):
        with pytest.raises(KeyError), semaphore:
            raise KeyError
    with semaphore:
        pass
