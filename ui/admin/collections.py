"""The page on which an administrator says which groups may read which folders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse

from index.model import Article
from rag.visibility import normal
from ui.access.accounts import EVERYBODY, MAX_FOLDER, AccountError, Accounts, split_groups
from ui.access.caller import Caller
from ui.access.events import Record, unrecorded
from ui.access.events import named as listed
from ui.access.managers import ManagersOnly
from ui.access.permitted import visible_to
from ui.library.folders import Collection, collections, unmatched
from ui.web.templating import Templates

SHOWN = 500  # folders
WHO = {
    "inherit": "同上一层",
    "everybody": "登录的人都能看",
    "groups": "只有这些组",
    "administrators": "只有管理员",
}
UNRULED = {"inherit": WHO["everybody"], **{w: WHO[w] for w in ("groups", "administrators")}}


def collection_pages(
    accounts: Accounts,
    articles: Callable[[], Sequence[Article]],
    templates: Templates,
    record: Record = unrecorded,
) -> APIRouter:
    """Return the routes of the page, whose folders are those of `articles`."""
    router = APIRouter(
        include_in_schema=False, route_class=ManagersOnly, prefix="/admin/collections"
    )

    def shown(said: str = "", wrong: bool = False) -> HTMLResponse:
        files = [article.file for article in articles()]
        found = collections(files, accounts.collections)
        page = templates.page(
            "admin_collections.html",
            folders=_shown(found),
            left=max(0, len(found) - SHOWN),
            unmatched=unmatched(found),
            groups=[
                (g, _members(accounts, g), _count(accounts, g, files)) for g in accounts.groups
            ],
            total=len(files),
            choices=_choices,
            chosen=_chosen,
            said=said,
            wrong=wrong,
        )
        page.headers["Cache-Control"] = "no-store"
        page.status_code = 400 if wrong else 200
        return page

    @router.get("")
    def folders() -> HTMLResponse:
        return shown()

    @router.post("")
    def change(
        folder: Annotated[str, Form(max_length=MAX_FOLDER)],
        who: Annotated[Literal["inherit", "everybody", "groups", "administrators"], Form()],
        groups: Annotated[str, Form(max_length=20_000)] = "",
    ) -> HTMLResponse:
        named = split_groups(groups)
        if who == "groups" and not named:
            return shown("请写上能看的组。", wrong=True)
        name = normal(folder)
        try:
            if who != "inherit":
                chosen = {"everybody": [EVERYBODY], "groups": named}.get(who, [])
                accounts.restrict(name, chosen)
            elif name in accounts.collections:
                accounts.release(name)
        except AccountError as error:
            return shown(str(error), wrong=True)
        record("readers-changed", name or "/", who=who, groups=listed(named))
        return shown(f"已保存 {name or '/'}。")

    return router


def _shown(found: Sequence[Collection]) -> list[Collection]:
    """Return the folders that are listed, in order: of too many all that have a rule."""
    ruled_first = sorted(found, key=lambda one: one.groups is None)
    return sorted(ruled_first[:SHOWN], key=lambda one: one.folder)


def _choices(one: Collection | None) -> dict[str, str]:
    """Return who may be let read a folder; None for one that is not known."""
    return WHO if one is None or one.ruled_by is not None else UNRULED


def _chosen(one: Collection) -> str:
    """Return which of the choices a folder's own rule is."""
    if one.groups is None or (EVERYBODY in one.groups and one.ruled_by is None):
        return "inherit"
    return "everybody" if EVERYBODY in one.groups else "groups" if one.groups else "administrators"


def _members(accounts: Accounts, group: str) -> list[str]:
    return [user.name for user in accounts.users if group in user.groups]


def _count(accounts: Accounts, group: str, files: Sequence[str]) -> int:
    """Return how many articles somebody may read who is in one group alone."""
    member = Caller("-", "reader", groups=frozenset({group}))
    return sum(map(visible_to(member, accounts.collections).allows, files))
