"""Groups and collections, managed on the command line."""

import json

import pytest

from eval.fake import FakeEmbedder
from rag.settings import Settings
from tests.data.corpus import CENTRES
from tests.stores import index_articles
from tests.ui.cli.test_accounts import add, wence
from ui.access.accounts import Accounts
from ui.cli.permissions import warn_of_unmatched

__all__ = ["wence"]


@pytest.fixture
def store(tmp_path, monkeypatch):
    from dataclasses import replace

    index_articles([replace(CENTRES, file="医保/天津/a.txt")], tmp_path / "store", FakeEmbedder())
    monkeypatch.setenv("WENCE_STORE", str(tmp_path / "store"))


def test_people_are_added_to_groups_and_removed(wence, tmp_path):
    add(wence, "lin", "--group", "医保处")
    add(wence, "wang")
    assert wence("groups", "add", "办公室", "lin", "wang") == (
        0,
        "lin、wang 在 办公室 组里了。\n",
        "",
    )
    assert wence("users", "list")[1] == "lin\t读者\t医保处、办公室\nwang\t读者\t办公室\n"
    assert wence("groups", "remove", "办公室", "lin")[0] == 0
    add(wence, "lin")  # a new password leaves the groups as they are
    assert Accounts(tmp_path / "users.json").user("lin").groups == ["医保处"]
    listed = json.loads(wence("groups", "list", "--json")[1])
    assert listed[0] == {"group": "办公室", "users": ["wang"], "folders": []}
    code, out, said = wence("groups", "add", "办公室", "lin", "nobody")
    assert (code, out) == (2, "") and "没有用户 nobody" in said
    assert Accounts(tmp_path / "users.json").user("lin").groups == ["医保处"]


def test_a_folder_is_restricted_listed_and_released(wence, store):
    said = wence("collections", "set", "医保/", "--group", "医保处", "--group", "办公室")
    assert said == (0, "医保：只有 医保处、办公室 和管理员能看，1 篇。\n", "")
    assert wence("collections", "set", "医保/天津", "--everybody")[0] == 0
    assert wence("collections", "list")[1].splitlines() == [
        "/\t1 篇\t登录的人都能看",
        "医保\t1 篇\t只有 医保处、办公室 和管理员能看",
        "医保/天津\t1 篇\t登录的人都能看",
    ]
    assert "办公室\t还没有人\t医保" in wence("groups", "list")[1]
    assert wence("collections", "clear", "医保/天津")[0] == 0
    listed = json.loads(wence("collections", "list", "--json")[1])
    assert {"folder": "医保/天津", "groups": None, "articles": 1} in listed
    assert "医保/天津\t1 篇\t同 医保" in wence("collections", "list")[1]


def test_a_rule_that_matches_nothing_is_remarked_on(wence, store):
    code, out, said = wence("collections", "set", "医保/北京")
    assert (code, out) == (0, "医保/北京：只有管理员能看，0 篇。\n")
    assert "“医保/北京”规定了由谁看，现在却没有文章在里面" in said
    code, out, said = wence("collections", "clear", "财务")
    assert (code, out) == (2, "") and "没有规定" in said


def test_a_build_tells_of_rules_that_match_nothing_any_more(tmp_path, capsys):
    accounts = Accounts(tmp_path / "users.json")
    accounts.restrict("人事", [])
    index_articles([CENTRES], tmp_path / "store", FakeEmbedder())
    named = Settings(_env_file=None, store=tmp_path / "store", users=accounts.path)
    warn_of_unmatched(named)
    assert "“人事”规定了由谁看" in capsys.readouterr().err
    warn_of_unmatched(Settings(_env_file=None, store=tmp_path / "store"))
    accounts.path.write_text("{", encoding="utf-8")
    warn_of_unmatched(named)
    assert capsys.readouterr().err == ""


def test_groups_and_everybody_exclude_each_other(wence, store):
    code, _, said = wence("collections", "set", "医保", "--group", "甲", "--everybody")
    assert code == 2 and "只写一项" in said
