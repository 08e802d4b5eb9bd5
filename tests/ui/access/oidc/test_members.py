"""People of a provider and their sessions, in a file beside the users file."""

import stat

import pytest

from ui.access.accounts import AccountError
from ui.access.oidc.config import OidcConfig
from ui.access.oidc.errors import SignInExpired
from ui.access.oidc.identity import Identity
from ui.access.oidc.members import Members

LI = Identity("1", "li", frozenset({"staff", "admins"}), "a token", "s1")


def config(issuer="https://sso.example.org", **changes):
    return OidcConfig(issuer, "wence", "https://wence.example.org", **changes)


@pytest.fixture
def users(tmp_path):
    return tmp_path / "users.json"


@pytest.fixture
def members(users):
    return Members(users, config())


def test_a_session_tells_who_it_is_in_every_process(users, members):
    user, id = members.enter(LI)
    found = Members(users, config()).user(id)
    assert found == user
    assert (found.name, found.role, found.groups) == ("oidc:li", "reader", ["admins", "staff"])
    assert members.user("another") is None


def test_as_many_groups_as_a_person_may_have_are_kept(members):
    groups = frozenset(f"a group with quite a long name, number {n}" for n in range(2000))
    _, id = members.enter(Identity("1", "li", groups))
    assert members.user(id).groups == sorted(groups)


def test_the_settings_of_now_decide_what_a_session_may_do(users, members):
    _, id = members.enter(LI)
    assert Members(users, config(admin_group="admins")).user(id).role == "administrator"
    assert Members(users, config(allowed_groups=frozenset({"law"}))).user(id) is None
    assert Members(users, config("https://other.example.org")).user(id) is None


def test_a_session_ends_after_its_time_and_when_it_is_left(users, members):
    _, short = Members(users, config(session_s=-1)).enter(LI)
    _, id = members.enter(LI)
    assert members.user(short) is None
    assert members.leave(id) == "a token"
    assert members.user(id) is None and members.leave(id) == ""


@pytest.mark.parametrize(
    ("ended", "left"),
    [
        ({"subject": "1"}, [False, False, True]),
        ({"session": "s1"}, [False, True, True]),
        ({"subject": "1", "session": "s2"}, [True, False, True]),
        ({"subject": "2", "session": "s1"}, [True, True, True]),
    ],
)
def test_the_provider_ends_all_sessions_of_a_person_or_one(members, ended, left):
    people = [LI, Identity("1", "li", LI.groups, session="s2"), Identity("2", "wang", LI.groups)]
    ids = [members.enter(person)[1] for person in people]
    members.remove(**ended)
    assert [members.user(id) is not None for id in ids] == left


def test_two_people_never_share_a_name(members):
    names = [members.enter(Identity(subject, "li", frozenset()))[0].name for subject in "12"]
    assert names[0] == "oidc:li" and names[1].startswith("oidc:li#")
    again = [members.enter(Identity(subject, "li", frozenset()))[0].name for subject in "12"]
    assert again == names
    taken = names[1].removeprefix("oidc:")
    assert members.enter(Identity("3", taken, frozenset()))[0].name.startswith(f"{names[1]}#")


def test_a_new_name_is_known_in_the_sessions_of_before(members):
    _, id = members.enter(LI)
    members.enter(Identity("1", "li.na", frozenset()))
    assert members.user(id).name == "oidc:li.na"


def test_a_state_is_used_once(members):
    members.use("a")
    members.use("b")
    with pytest.raises(SignInExpired):
        members.use("a")


def test_only_its_owner_reads_the_file_and_no_session_can_be_begun_from_a_copy(members):
    _, id = members.enter(LI)
    for file in members.path.parent.glob(f"{members.path.name}*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
        assert id.encode() not in file.read_bytes()


def test_a_file_that_cannot_be_used_is_one_sentence_and_named_in_the_log(members, caplog):
    members.path.write_bytes(b"no database" * 100)
    for use in (lambda: members.enter(LI), lambda: members.user("x"), lambda: members.use("x")):
        with pytest.raises(AccountError, match="登录记录无法读写"):
            use()
    assert str(members.path) in caplog.text


def test_a_deleted_file_ends_all_sessions(members):
    _, id = members.enter(LI)
    assert members.user(id)
    members.path.unlink()
    assert members.user(id) is None
    _, again = members.enter(LI)
    assert members.user(again) and not members.user(id)
