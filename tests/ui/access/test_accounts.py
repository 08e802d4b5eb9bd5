import json
import stat
import time

import pytest

from ui.access.accounts import AccountError, Accounts, split_groups

PASSWORD = "湖滨路一号 lake"


@pytest.fixture
def accounts(tmp_path):
    return Accounts(tmp_path / "users.json")


def test_a_password_lets_its_owner_in_and_nobody_else(accounts):
    accounts.add_user("林知秋", PASSWORD, "administrator")
    accounts.add_user("reader@lake", "another password")
    assert accounts.with_password("林知秋", PASSWORD).role == "administrator"
    assert accounts.with_password("林知秋", "another password") is None
    assert accounts.with_password("nobody", PASSWORD) is None
    assert accounts.with_password("林知秋", "\ud800") is None


def test_a_password_typed_in_full_width_is_the_same(accounts):
    accounts.add_user("lin", "password1")
    assert accounts.with_password("lin", "ｐａｓｓｗｏｒｄ１").name == "lin"


def test_the_file_holds_only_hashes_and_only_its_owner_can_read_it(accounts):
    accounts.add_user("lin", PASSWORD)
    token = accounts.add_key("lin", "报表")
    text = accounts.path.read_text(encoding="utf-8")
    assert "$argon2id$" in text
    assert PASSWORD not in text and token not in text and token.rpartition("_")[2] not in text
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600


def test_a_key_acts_as_its_user_until_it_is_revoked(accounts):
    accounts.add_user("lin", PASSWORD)
    token, other = accounts.add_key("lin"), accounts.add_key("lin")
    assert accounts.with_key(token).name == "lin"
    assert accounts.with_key(token[:-1]) is None and accounts.with_key("") is None
    accounts.revoke_key(accounts.keys[0].id)
    assert accounts.with_key(token) is None
    assert accounts.with_key(other).name == "lin"


def test_a_new_password_ends_the_old_one(accounts):
    accounts.add_user("lin", PASSWORD)
    before = accounts.user("lin").fingerprint
    accounts.add_user("lin", "something else", "administrator")
    assert accounts.with_password("lin", PASSWORD) is None
    assert accounts.with_password("lin", "something else").role == "administrator"
    assert accounts.user("lin").fingerprint != before
    assert len(accounts.users) == 1


def test_removing_a_user_removes_their_keys(accounts):
    accounts.add_user("lin", PASSWORD)
    accounts.add_user("wang", PASSWORD)
    token, kept = accounts.add_key("lin"), accounts.add_key("wang")
    accounts.remove_user("lin")
    assert accounts.with_key(token) is None
    assert accounts.with_key(kept).name == "wang"


def test_changes_by_another_process_take_effect_at_once(accounts):
    accounts.add_user("lin", PASSWORD)
    token = accounts.add_key("lin")
    assert accounts.with_key(token)
    Accounts(accounts.path).remove_user("lin")
    assert accounts.with_key(token) is None
    assert accounts.users == []


@pytest.mark.parametrize(
    ("name", "password", "word"),
    [
        ("", PASSWORD, "用户名"),
        ("a b", PASSWORD, "用户名"),
        ("x" * 65, PASSWORD, "用户名"),
        ("lin\n", PASSWORD, "用户名"),
        ("lin", "1234567", "密码"),
        ("lin", "x" * 1025, "密码"),
    ],
)
def test_invalid_names_and_passwords_are_refused(accounts, name, password, word):
    with pytest.raises(AccountError, match=word):
        accounts.add_user(name, password)
    assert not accounts.path.exists()


def test_unknown_users_and_keys_are_refused(accounts):
    accounts.add_user("lin", PASSWORD)
    for change in (
        lambda: accounts.remove_user("wang"),
        lambda: accounts.revoke_key("00000000"),
        lambda: accounts.add_key("wang"),
    ):
        with pytest.raises(AccountError, match=r"没有.*(wang|00000000)"):
            change()


def test_a_file_without_users_is_refused(tmp_path):
    with pytest.raises(AccountError, match="wence users add"):
        Accounts.open(tmp_path / "users.json")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"users": [{"name": "x"}]}'])
def test_a_broken_file_is_refused(tmp_path, content):
    path = tmp_path / "users.json"
    path.write_bytes(content)
    with pytest.raises(AccountError, match="无法读取"):
        Accounts.open(path)


def test_an_invalid_password_hash_lets_nobody_in(accounts):
    accounts.add_user("lin", PASSWORD)
    content = json.loads(accounts.path.read_text(encoding="utf-8"))
    content["users"][0]["password"] = PASSWORD
    accounts.path.write_text(json.dumps(content), encoding="utf-8")
    assert accounts.with_password("lin", PASSWORD) is None


def test_sessions_signed_out_of_are_remembered_until_their_cookies_expire(tmp_path):
    accounts = Accounts(tmp_path / "users.json")
    accounts.end_session("a", time.time() + 60)
    accounts.end_session("b", time.time() - 1)
    assert Accounts(tmp_path / "users.json").has_ended("a")
    accounts.end_session("c", time.time() + 60)
    assert [accounts.has_ended(id) for id in "abc"] == [True, False, True]


def test_groups_stay_when_a_password_changes(accounts):
    accounts.add_user("lin", PASSWORD, groups=["人事处", " 人事处 ", "", "办公室"])
    accounts.add_user("lin", "another password", "administrator")
    assert accounts.user("lin").groups == ["人事处", "办公室"]
    accounts.set_role("lin", "reader")
    accounts.set_groups("lin", ["财务处"])
    assert accounts.user("lin").groups == ["财务处"] and accounts.groups == ["财务处"]


@pytest.mark.parametrize("group", ["甲、乙", "甲,乙", "甲；乙", "甲\n乙", "甲" * 101])
def test_a_group_is_named_so_that_several_can_be_told_apart(accounts, group):
    accounts.add_user("lin", PASSWORD)
    with pytest.raises(AccountError):
        accounts.set_groups("lin", [group])
    assert split_groups(group) != [group] or len(group) > 100


def test_a_rule_for_a_folder_is_kept_under_one_name(accounts):
    accounts.restrict("/医保/天津/", ["医保处"])
    accounts.restrict("医保/天津", ["办公室"])
    assert accounts.collections == {"医保/天津": ["办公室"]}
    accounts.release("医保/天津/")
    assert accounts.collections == {}
    with pytest.raises(AccountError):
        accounts.release("医保")


def test_rules_are_limited(accounts, monkeypatch):
    monkeypatch.setattr("ui.access.accounts.MAX_COLLECTIONS", 2)
    for folder in ("甲", "乙"):
        accounts.restrict(folder, [])
    for folder in ("丙", "甲" * 501, "甲\x00"):
        with pytest.raises(AccountError):
            accounts.restrict(folder, [])
    assert list(accounts.collections) == ["甲", "乙"]
