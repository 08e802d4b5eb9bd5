from __future__ import annotations

import pytest

from index.deadline import check, seconds_left, time_limit
from index.errors import TimeLimitError


def test_without_a_limit_nothing_ends() -> None:
    check()
    assert seconds_left() == float("inf")


def test_work_is_ended_once_its_time_is_over_and_what_comes_after_is_not() -> None:
    with pytest.raises(TimeLimitError, match="没有在限定的时间里答完"), time_limit(0):
        while True:
            check()
    check()


def test_a_limit_within_another_cannot_lengthen_it() -> None:
    with time_limit(1), time_limit(100):
        assert seconds_left() <= 1
    with time_limit(100), time_limit(1):
        assert seconds_left() <= 1
