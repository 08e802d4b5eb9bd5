from __future__ import annotations

from threading import Thread

import pytest

from index.deadline import TimeLimit, check, seconds_left
from index.errors import TimeLimitError


def test_without_a_limit_nothing_ends() -> None:
    check()
    assert seconds_left() == float("inf")


def test_work_is_ended_once_its_time_is_over_and_what_comes_after_is_not() -> None:
    with pytest.raises(TimeLimitError, match="没有在限定的时间里答完"), TimeLimit(0):
        while True:
            check()
    check()


def test_a_limit_within_another_cannot_lengthen_it() -> None:
    with TimeLimit(1), TimeLimit(100):
        assert seconds_left() <= 1
    with TimeLimit(100), TimeLimit(1):
        assert seconds_left() <= 1


def test_another_thread_may_cancel_work_and_what_runs_within_it() -> None:
    limit = TimeLimit()
    with limit, TimeLimit(100):
        check()
        Thread(target=limit.cancel).start()
        with pytest.raises(TimeLimitError):
            while True:
                check()


def test_work_that_was_cancelled_before_it_began_ends_at_once() -> None:
    limit = TimeLimit(100)
    limit.cancel()
    with limit, pytest.raises(TimeLimitError):
        check()
