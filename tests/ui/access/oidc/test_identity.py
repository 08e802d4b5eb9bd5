"""What is read in a provider's claims."""

import pytest

from ui.access.oidc.config import OidcConfig
from ui.access.oidc.errors import SignInRefused
from ui.access.oidc.identity import MAX_GROUPS, claim, clean, groups_in, identity

CLAIMS = {
    "sub": "f3",
    "preferred_username": "李娜",
    "realm_access": {"roles": ["staff", "law"]},
    "https://example.org/groups": ["a"],
    "sid": "s1",
}


def config(**changes):
    return OidcConfig("https://sso.example.org", "wence", "https://wence.example.org", **changes)


def test_the_name_is_a_claim_and_else_the_subject():
    assert identity(CLAIMS, config()).name == "李娜"
    assert identity(CLAIMS, config(name_claim="email")).name == "f3"
    assert identity({**CLAIMS, "preferred_username": ["李娜"]}, config()).name == "f3"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("realm_access.roles", {"staff", "law"}),
        ("https://example.org/groups", {"a"}),
        ("preferred_username", {"李娜"}),
        ("realm_access.nosuch", set()),
        ("preferred_username.x", set()),
        ("realm_access", set()),
        ("", set()),
    ],
)
def test_groups_are_a_claim_or_what_a_path_leads_to(path, found):
    assert identity(CLAIMS, config(groups_claim=path)).groups == found


def test_groups_are_texts_and_not_without_number():
    assert groups_in(["a", " b ", 3, None, {"c": 1}, ""]) == {"a", "b"}
    assert len(groups_in([f"group {n}" for n in range(MAX_GROUPS + 9)])) == MAX_GROUPS


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  李\n娜\t", "李 娜"),
        ("\u202eevil\x00\x1b[31m", "evil[31m"),
        ("e\u0301", "é"),
        ("\ud800x", "x"),
        ("字" * 100, "字" * 9),
        (7, ""),
    ],
)
def test_names_are_on_one_line_and_show(text, shown):
    assert clean(text, 9) == shown


def test_people_of_other_groups_are_refused():
    with pytest.raises(SignInRefused):
        identity(CLAIMS, config(allowed_groups=frozenset({"law"})))
    allowed = config(allowed_groups=frozenset({"law"}), groups_claim="realm_access.roles")
    assert identity(CLAIMS, allowed).session == "s1"


def test_a_claim_that_is_not_there_is_none():
    assert claim({}, "a.b.c") is None
