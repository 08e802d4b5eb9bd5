from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from index.embedding.batching import Batcher

WAIT = 20


class Slow:
    """Squares numbers; every batch waits until it is released."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun, self.release = Event(), Event()

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        self.begun.set()
        assert self.release.wait(WAIT)
        return [number * number for number in numbers]


def queued(
    pool: ThreadPoolExecutor, batcher: Batcher[int, int], numbers: Sequence[int]
) -> list[Future[int]]:
    """Ask for each number in turn, so that they queue in this order."""
    futures = []
    for number in numbers:
        futures.append(pool.submit(batcher, number))
        while batcher.waiting < len(futures):
            assert not futures[-1].done()
    return futures


def test_items_that_arrive_during_a_batch_form_the_next_one() -> None:
    slow = Slow()
    batcher = Batcher(slow, max_batch=3)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(batcher, 1)
        assert slow.begun.wait(WAIT)
        later = queued(pool, batcher, [2, 3, 4, 5])
        slow.release.set()
        assert [future.result(WAIT) for future in (first, *later)] == [1, 4, 9, 16, 25]
    assert slow.batches == [[1], [2, 3, 4], [5]]


def test_an_item_that_arrives_alone_is_a_batch_of_its_own() -> None:
    batches: list[list[str]] = []

    def shout(texts: Sequence[str]) -> list[str]:
        batches.append(list(texts))
        return [text.upper() for text in texts]

    batcher = Batcher(shout, max_batch=8)
    assert [batcher("a"), batcher("b")] == ["A", "B"]
    assert batches == [["a"], ["b"]]


def test_a_failure_reaches_all_callers_of_its_batch_and_no_others() -> None:
    slow = Slow()

    def work(numbers: Sequence[int]) -> list[int]:
        found = slow(numbers)
        if 0 in numbers:
            raise ZeroDivisionError
        return found

    batcher = Batcher(work, max_batch=2)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(batcher, 1)
        assert slow.begun.wait(WAIT)
        doomed = queued(pool, batcher, [0, 2])
        slow.release.set()
        assert first.result(WAIT) == 1
        for future in doomed:
            with pytest.raises(ZeroDivisionError):
                future.result(WAIT)
    assert batcher(3) == 9


def test_a_missing_result_is_a_failure_and_leaves_no_caller_waiting() -> None:
    batcher = Batcher[int, int](lambda numbers: [], max_batch=2)
    with ThreadPoolExecutor(1) as pool, pytest.raises(ValueError, match="zip"):
        pool.submit(batcher, 1).result(WAIT)


def test_many_threads_at_once_get_their_own_results() -> None:
    batcher = Batcher(lambda numbers: [number * number for number in numbers], max_batch=4)
    start = Barrier(16)

    def one(number: int) -> bool:
        start.wait(WAIT)
        return all(batcher(n) == n * n for n in range(number, number + 50))

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(one, range(16)))
