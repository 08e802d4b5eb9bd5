import pytest
from fastapi import HTTPException

from ui.verify.turns import Turns


def refused(turns, who):
    with pytest.raises(HTTPException) as error:
        turns.take(who)
    assert error.value.headers == {"Retry-After": "10"}
    return error.value.status_code


def test_one_caller_has_only_some_of_the_turns():
    turns = Turns(most=3, each=2)
    turns.take("甲")
    turns.take("甲")
    assert refused(turns, "甲") == 429
    turns.take("乙")
    assert refused(turns, "丙") == 503


def test_a_turn_that_was_given_back_can_be_taken():
    turns = Turns(most=1)
    for who in ("甲", "乙", "甲"):
        turns.take(who)
        turns.give_back(who)
