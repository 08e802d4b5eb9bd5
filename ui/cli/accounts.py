"""The commands `wence users` and `wence keys`."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from index.errors import WenceError
from ui.cli.chinese_help import Command, Group
from ui.cli.options import JsonOption, open_accounts, recorder

ROLES = {"reader": "读者", "administrator": "管理员"}

users = typer.Typer(cls=Group, help="能登录的人（WENCE_USERS 指定的文件）。", rich_markup_mode=None)
keys = typer.Typer(cls=Group, help="程序用的密钥。", rich_markup_mode=None)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="用户名")]


@users.command(name="add", cls=Command)
def add_user(
    name: NameArgument,
    role: Annotated[
        Literal["reader", "administrator"],
        typer.Option("--role", metavar="ROLE", help="reader（读者）或 administrator（管理员）"),
    ] = "reader",
    group: Annotated[
        list[str] | None,
        typer.Option("--group", metavar="GROUP", help="所在的组，可重复；不写则不改"),
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="从标准输入读密码（一行）")
    ] = False,
) -> None:
    """添加一个人，或者给已有的人换密码、角色和组。"""
    accounts = open_accounts()
    password = _line() if password_stdin else _asked()
    accounts.add_user(name, password, role, group)
    recorder()("user-added", name, role=role)
    typer.echo(f"{ROLES[role]} {name} 可以登录了。")


@users.command(name="remove", cls=Command)
def remove_user(name: NameArgument) -> None:
    """移除一个人，连同其密钥；已登录的立即失效。"""
    open_accounts().remove_user(name)
    recorder()("user-removed", name)
    typer.echo(f"已移除 {name}。")


@users.command(name="list", cls=Command)
def list_users(json: JsonOption = False) -> None:
    """列出能登录的人。"""
    from ui.cli.terminal import print_json

    found = open_accounts().users
    if json:
        print_json([{"name": u.name, "role": u.role, "groups": u.groups} for u in found])
        return
    for user in found:
        groups = ["、".join(user.groups)] if user.groups else []
        typer.echo("\t".join([user.name, ROLES[user.role], *groups]))


@keys.command(name="add", cls=Command)
def add_key(
    name: NameArgument,
    label: Annotated[str, typer.Option("--label", help="用在哪里")] = "",
) -> None:
    """给一个人新建密钥；密钥只显示这一次。"""
    key = open_accounts().add_key(name, label)
    recorder()("key-added", name, label=label)
    typer.echo(key)


@keys.command(name="revoke", cls=Command)
def revoke_key(id: Annotated[str, typer.Argument(metavar="ID", help="密钥的编号")]) -> None:
    """作废一个密钥。"""
    open_accounts().revoke_key(id)
    recorder()("key-revoked", id)
    typer.echo(f"已作废 {id}。")


@keys.command(name="list", cls=Command)
def list_keys(json: JsonOption = False) -> None:
    """列出密钥的编号，不含密钥本身。"""
    from ui.cli.terminal import print_json

    found = [key.model_dump(exclude={"hash"}) for key in open_accounts().keys]
    if json:
        print_json(found)
        return
    for key in found:
        typer.echo("\t".join((key["id"], key["user"], key["created"], key["label"])))


def _line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _asked() -> str:
    first: str = typer.prompt("密码", hide_input=True, err=True)
    if first != typer.prompt("再输入一次", hide_input=True, err=True):
        raise WenceError("两次输入的密码不一样。")
    return first
