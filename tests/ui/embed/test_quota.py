from ui.embed.quota import EVERYBODY, Quota


def test_a_visitor_who_has_asked_enough_leaves_the_others_theirs():
    quota = Quota(2)
    assert [quota.take("a") for _ in range(2)] == [0, 0]
    assert quota.take("a") > 0
    assert quota.take("b") == 0


def test_all_visitors_together_have_a_limit():
    quota = Quota(1)
    assert [quota.take(str(visitor)) for visitor in range(EVERYBODY)] == [0] * EVERYBODY
    assert quota.take("one more") > 0
