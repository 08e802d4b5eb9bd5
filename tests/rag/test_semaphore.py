from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Event

import pytest

from index.deadline import TimeLimit
from index.errors import TimeLimitError
from rag.semaphore import FairSemaphore, asker

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


def test_askers_take_turns_however_many_one_of_them_has() -> None:
    semaphore, order, go = FairSemaphore(1), list[str](), Event()

    def one(who: str) -> None:
        asker.set(who)
        with semaphore:
            order.append(who)
            assert go.wait(WAIT)

    with ThreadPoolExecutor(8) as pool:
        for place, who in enumerate("aaaaabc"):
            pool.submit(copy_context().run, one, who)
            while len(order) + semaphore.waiting <= place:
                pass
        go.set()
    assert "".join(order) == "abcaaaa"


def test_the_asker_who_has_had_least_time_comes_first() -> None:
    semaphore, order = FairSemaphore(1), list[str]()

    def one(who: str, seconds: float) -> None:
        asker.set(who)
        with semaphore:
            order.append(who)
            semaphore.charge(seconds)

    with ThreadPoolExecutor(9) as pool, semaphore:
        for place, who in enumerate("aaabbbcc"):
            pool.submit(copy_context().run, one, who, {"a": 5, "b": 2, "c": 1}[who])
            while semaphore.waiting <= place:
                pass
    assert "".join(order) == "abccbbaa"


def test_a_thread_that_is_inside_may_enter_again() -> None:
    semaphore = FairSemaphore(1)
    with semaphore, semaphore:
        pass
    with semaphore:
        pass


def test_a_thread_that_is_away_lets_others_in_and_comes_back() -> None:
    semaphore = FairSemaphore(1)
    with ThreadPoolExecutor(1) as pool, semaphore:
        with semaphore.away():
            pool.submit(semaphore.__enter__).result(WAIT)
            pool.submit(semaphore.__exit__).result(WAIT)
        assert not pool.submit(lambda: semaphore.waiting).result(WAIT)
        late = pool.submit(semaphore.__enter__)
        while not semaphore.waiting:
            pass
        assert not late.done()
    late.result(WAIT)


def test_a_thread_waits_no_longer_than_its_time_limit_and_leaves_the_queue() -> None:
    semaphore = FairSemaphore(1)

    def late() -> None:
        with TimeLimit(0.01), semaphore:
            pass

    with ThreadPoolExecutor(1) as pool, semaphore:
        with pytest.raises(TimeLimitError):
            pool.submit(late).result(WAIT)
        assert not semaphore.waiting
    with semaphore:
        pass


def test_a_thread_whose_time_is_over_while_it_is_away_leaves_its_place_free() -> None:
    semaphore = FairSemaphore(1)

    def away(entered: Event) -> None:
        with TimeLimit(0.05), semaphore, semaphore.away():
            assert entered.wait(WAIT)

    with ThreadPoolExecutor(1) as pool:
        for _ in range(2):  # the same thread is as new afterwards
            entered = Event()
            waits = pool.submit(away, entered)
            with semaphore:
                entered.set()
                with pytest.raises(TimeLimitError):
                    waits.result(WAIT)
    with semaphore:
        pass
