from datetime import date

from ui.access.quota import Daily


def test_each_caller_has_as_many_a_day():
    day = [date(2026, 1, 1)]
    daily = Daily(2, lambda: day[0])
    assert [daily.take("user a") for _ in range(4)] == [True, True, False, False]
    assert daily.take("user b")
    day[0] = date(2026, 1, 2)
    assert daily.take("user a")


def test_callers_that_are_remembered_are_bounded(monkeypatch):
    monkeypatch.setattr("ui.access.quota.MAX_CALLERS", 3)
    daily = Daily(1)
    for who in "abcd":
        assert daily.take(who)
    assert not daily.take("d") and daily.take("a")
