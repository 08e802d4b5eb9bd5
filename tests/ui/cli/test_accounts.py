import io
import json
import sys

import pytest

from ui.access.accounts import Accounts
from ui.cli import main


@pytest.fixture
def wence(monkeypatch, capsys, tmp_path):
    """Run a command; gives exit status, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WENCE_USERS", str(tmp_path / "users.json"))

    def run(*args, stdin=""):
        monkeypatch.setattr(sys, "argv", ["wence", *args])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            main.main()
        return ended.value.code, *capsys.readouterr()

    return run


def add(wence, name="lin", *options):
    return wence("users", "add", name, "--password-stdin", *options, stdin="a good password\n")


def test_a_user_is_added_listed_and_removed(wence, tmp_path):
    assert add(wence, "lin", "--role", "administrator") == (0, "管理员 lin 可以登录了。\n", "")
    assert wence("users", "list") == (0, "lin\t管理员\n", "")
    listed = json.loads(wence("users", "list", "--json")[1])
    assert listed == [{"name": "lin", "role": "administrator", "groups": []}]
    assert Accounts(tmp_path / "users.json").with_password("lin", "a good password")
    assert wence("users", "remove", "lin")[0] == 0
    assert wence("users", "list") == (0, "", "")


def test_a_key_is_shown_once_and_not_in_the_list(wence, tmp_path):
    add(wence)
    token = wence("keys", "add", "lin", "--label", "月报")[1].strip()
    assert Accounts(tmp_path / "users.json").with_key(token).name == "lin"
    code, out, _ = wence("keys", "list")
    id = out.split("\t")[0]
    assert code == 0 and "月报" in out and token not in out
    assert token.startswith(f"wence_{id}_")
    assert "hash" not in json.loads(wence("keys", "list", "--json")[1])[0]
    assert wence("keys", "revoke", id)[0] == 0
    assert wence("keys", "list") == (0, "", "")


@pytest.mark.parametrize(
    "args",
    [
        ["users", "add", "a b", "--password-stdin"],
        ["users", "add", "lin", "--role", "king"],
        ["users", "remove", "nobody"],
        ["keys", "add", "nobody"],
        ["keys", "revoke", "0"],
        ["users", "nothing"],
    ],
)
def test_invalid_input_prints_one_sentence_and_exits_with_2(wence, args):
    code, out, err = wence(*args, stdin="a good password\n")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1 and not err.isascii()


def test_without_a_users_file_the_error_names_the_setting(wence, monkeypatch):
    monkeypatch.delenv("WENCE_USERS")
    code, _, err = wence("users", "list")
    assert code == 2 and "WENCE_USERS" in err


def test_changes_are_recorded_in_the_audit_with_who_ran_the_command(wence, tmp_path, monkeypatch):
    monkeypatch.setenv("WENCE_AUDIT", str(tmp_path / "audit.jsonl"))
    monkeypatch.setenv("LOGNAME", "operator")
    add(wence)
    key = wence("keys", "add", "lin")[1].strip()
    wence("users", "remove", "nobody")
    wence("users", "remove", "lin")
    text = (tmp_path / "audit.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line["action"], line["what"]) for line in lines] == [
        ("user-added", "lin"),
        ("key-added", "lin"),
        ("user-removed", "lin"),
    ]
    assert {(line["user"], line["by"]) for line in lines} == {("operator", "wence")}
    assert key not in text and "password" not in text
