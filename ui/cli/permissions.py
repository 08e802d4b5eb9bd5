"""The commands `wence groups` and `wence collections`: who may read which folders."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import WenceError
from ui.cli.chinese_help import Command, Group
from ui.cli.options import JsonOption, StoreOption, load_settings, open_accounts, recorder

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.settings import Settings
    from ui.access.accounts import Accounts
    from ui.library.folders import Collection

groups = typer.Typer(
    cls=Group, help="组：哪些人一起能看哪些文件夹（collections）。", rich_markup_mode=None
)
collections = typer.Typer(
    cls=Group,
    help="文件夹由哪些组看：没有规定的登录的人都能看，管理员都能看；改了立即生效，不用重建索引。",
    rich_markup_mode=None,
)

UNMATCHED = "注意：“{}”规定了由谁看，现在却没有文章在里面，请核对名称。"

GroupArgument = Annotated[str, typer.Argument(metavar="GROUP", help="组名")]
NamesArgument = Annotated[list[str], typer.Argument(metavar="NAME...", help="用户名")]
FolderArgument = Annotated[
    str, typer.Argument(metavar="FOLDER", help="语料里的文件夹，如 医保 或 医保/天津；/ 是全部文章")
]


@groups.command(name="list", cls=Command)
def list_groups(json: JsonOption = False) -> None:
    """列出各组的人和能看的文件夹。"""
    from ui.cli.terminal import print_json

    accounts = open_accounts()
    found = [
        {
            "group": group,
            "users": [user.name for user in accounts.users if group in user.groups],
            "folders": [
                folder or "/" for folder, own in accounts.collections.items() if group in own
            ],
        }
        for group in accounts.groups
    ]
    if json:
        return print_json(found)
    for one in found:
        users, folders = "、".join(one["users"]), "、".join(one["folders"])
        typer.echo(f"{one['group']}\t{users or '还没有人'}\t{folders or '没有指定的文件夹'}")


@groups.command(name="add", cls=Command)
def add_to_group(group: GroupArgument, names: NamesArgument) -> None:
    """把一些人加进一个组。"""
    _change(names, lambda own: [*own, group])
    typer.echo(f"{'、'.join(names)} 在 {group} 组里了。")


@groups.command(name="remove", cls=Command)
def remove_from_group(group: GroupArgument, names: NamesArgument) -> None:
    """把一些人移出一个组。"""
    _change(names, lambda own: [one for one in own if one != group])
    typer.echo(f"{'、'.join(names)} 不在 {group} 组里了。")


@collections.command(name="list", cls=Command)
def list_collections(store: StoreOption = None, json: JsonOption = False) -> None:
    """列出语料的文件夹、里面的篇数、由谁看。"""
    from ui.cli.terminal import print_json

    found = _collections(load_settings(store=store), open_accounts())
    if json:
        return print_json(
            [{"folder": o.name, "groups": o.groups, "articles": o.articles} for o in found]
        )
    for one in found:
        typer.echo(f"{one.name}\t{one.articles} 篇\t{_readers(one)}")


@collections.command(name="set", cls=Command)
def set_collection(
    folder: FolderArgument,
    group: Annotated[
        list[str] | None,
        typer.Option("--group", metavar="GROUP", help="能看的组，可重复；不写则只有管理员能看"),
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--everybody", help="登录的人都能看，即使上一层文件夹不能")
    ] = False,
    store: StoreOption = None,
) -> None:
    """规定一个文件夹（连同里面的文件夹）只由哪些组看。"""
    from rag.visibility import normal
    from ui.access.accounts import EVERYBODY
    from ui.access.events import named

    if everybody and group:
        raise WenceError("--group 和 --everybody 只写一项。")
    accounts = open_accounts()
    allowed = [EVERYBODY] if everybody else group or []
    accounts.restrict(folder, allowed)
    recorder()("readers-changed", folder, groups=named(allowed))
    found = _collections(load_settings(store=store), accounts)
    one = next(one for one in found if one.folder == normal(folder))
    typer.echo(f"{one.name}：{_readers(one)}，{one.articles} 篇。")
    if not one.articles:
        print(UNMATCHED.format(one.name), file=sys.stderr)


@collections.command(name="clear", cls=Command)
def clear_collection(folder: FolderArgument) -> None:
    """取消一个文件夹的规定；它由能看上一层的人看，上一层也没有规定就由登录的人看。"""
    open_accounts().release(folder)
    recorder()("readers-changed", folder, groups="")
    typer.echo(f"已取消 {folder} 的规定。")


def warn_of_unmatched(settings: Settings) -> None:
    """Tell on stderr for which folders there is a rule and no article, as after a new name."""
    from ui.access.accounts import Accounts
    from ui.library.folders import unmatched

    with suppress(WenceError):  # whoever signs in is told
        if settings.users:
            for name in unmatched(_collections(settings, Accounts(settings.users))):
                print(UNMATCHED.format(name), file=sys.stderr)


def _change(names: list[str], change: Callable[[list[str]], list[str]]) -> None:
    """Change the groups of people, of all or of none."""
    from ui.access.events import named

    accounts = open_accounts()
    users = [accounts.user(name) for name in names]
    if None in users:
        raise WenceError(f"没有用户 {names[users.index(None)]}。")
    for user in filter(None, users):
        own = change(user.groups)
        accounts.set_groups(user.name, own)
        recorder()("groups-changed", user.name, groups=named(own))


def _collections(settings: Settings, accounts: Accounts) -> list[Collection]:
    """Return the folders of the store, if there is one, and all rules."""
    from index.errors import StoreMissing
    from index.store.database import Database
    from index.store.manifest import DATABASE, current_version
    from ui.library.folders import collections as folders_of

    try:
        version = current_version(settings.store)
        files = [file for _, _, file in Database(version / DATABASE).files()]
    except StoreMissing:
        files = []
    return folders_of(files, accounts.collections)


def _readers(one: Collection) -> str:
    from ui.access.accounts import EVERYBODY

    if one.groups is None:
        return "登录的人都能看" if one.ruled_by is None else f"同 {one.ruled_by or '/'}"
    if EVERYBODY in one.groups:
        return "登录的人都能看"
    return f"只有 {'、'.join(one.groups)} 和管理员能看" if one.groups else "只有管理员能看"
