from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from rag.semaphore import Turns

WAIT = 20


def test_no_more_are_inside_at_once_than_there_are_places() -> None:
    turns, inside, most = Turns(2), 0, 0

    def one(_: int) -> None:
        nonlocal inside, most
        with turns:
            inside += 1
            most = max(most, inside)
            Event().wait(0.002)
            inside -= 1

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(one, range(48)))
    assert most == 2


def test_who_came_first_is_served_first() -> None:
    turns, order, go = Turns(1), list[int](), Event()

    def one(number: int) -> None:
        with turns:
            order.append(number)
            assert go.wait(WAIT)

    with ThreadPoolExecutor(8) as pool:
        futures: list[Future[None]] = []
        for number in range(8):
            futures.append(pool.submit(one, number))
            while len(order) + len(turns._line) <= number:
                assert not futures[-1].done()
        go.set()
    assert order == list(range(8))


def test_a_turn_that_fails_gives_its_place_back() -> None:
    turns = Turns(1)
    for _ in range(3):
        with pytest.raises(KeyError), turns:
            raise KeyError
    with turns:
        pass
