"""What a browser remembers of a sign-in that it has begun."""

import pytest

from ui.access.oidc.errors import SignInExpired
from ui.access.oidc.pending import MAX_PAGE, Pending, Pendings


def test_the_challenge_is_that_of_the_standard():
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
    assert Pending(verifier=verifier).challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_cookie_holds_what_was_begun():
    pending, pendings = Pending("/s?a=签"), Pendings("secret")
    assert pendings.read(pendings.cookie(pending), pending.state) == pending
    assert len(pendings.cookie(Pending("/" + "x" * MAX_PAGE))) < 4000


def test_each_sign_in_is_another():
    one, other = Pending(), Pending()
    assert len({*(one.state, one.nonce, one.verifier), other.state, other.nonce}) == 5


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", Pendings("other").cookie(Pending())])
def test_another_cookie_was_not_begun_here(cookie):
    with pytest.raises(SignInExpired):
        Pendings("secret").read(cookie, "state")


def test_another_state_is_another_sign_in():
    pendings = Pendings("secret")
    for state in ("", "another", "\udcff"):
        with pytest.raises(SignInExpired, match="用时太久"):
            pendings.read(pendings.cookie(Pending()), state)
