import pytest
from fastapi import HTTPException

from ui.comparing.queueing import MOST_WAITING, compared


class Busy:
    def __init__(self, waiting):
        self.waiting = waiting

    def compare(self, first, second):
        return f"{first} {second}"


def test_a_request_is_turned_away_where_many_wait():
    assert compared(Busy(MOST_WAITING - 1), "甲", "乙") == "甲 乙"
    with pytest.raises(HTTPException) as refused:
        compared(Busy(MOST_WAITING), "甲", "乙")
    assert refused.value.status_code == 503 and refused.value.headers == {"Retry-After": "10"}
