"""The page on which an administrator adds and removes users and API keys."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse

from ui.access.accounts import AccountError, Accounts, split_groups
from ui.access.caller import Role, caller
from ui.access.events import Record, unrecorded
from ui.access.managers import ManagersOnly
from ui.web.templating import Templates

ROLES: dict[Role, str] = {"reader": "读者", "administrator": "管理员"}
Name = Annotated[str, Form(max_length=64)]
Groups = Annotated[str, Form(max_length=20_000)]


def account_pages(
    accounts: Accounts, templates: Templates, record: Record = unrecorded
) -> APIRouter:
    """Return the routes of the page."""
    router = APIRouter(include_in_schema=False, route_class=ManagersOnly, prefix="/admin/users")

    def shown(said: str = "", wrong: bool = False, key: str = "") -> HTMLResponse:
        page = templates.page(
            "admin_users.html",
            users=accounts.users,
            keys=accounts.keys,
            roles=ROLES,
            said=said,
            wrong=wrong,
            key=key,
        )
        page.headers["Cache-Control"] = "no-store"
        page.status_code = 400 if wrong else 200
        return page

    @router.get("")
    def users() -> HTMLResponse:
        return shown()

    @router.post("")
    def add(
        name: Name,
        password: Annotated[str, Form(max_length=5000)],
        role: Annotated[Role, Form()] = "reader",
        groups: Groups = "",
    ) -> HTMLResponse:
        if accounts.user(name):
            return shown(f"已经有用户 {name}。", wrong=True)
        try:
            accounts.add_user(name, password, role, split_groups(groups))
        except AccountError as error:
            return shown(str(error), wrong=True)
        record("user-added", name, role=role)
        return shown(f"{ROLES[role]} {name} 可以登录了。")

    @router.post("/change")
    def change(
        name: Name,
        role: Annotated[Role, Form()],
        password: Annotated[str, Form(max_length=5000)] = "",
        groups: Groups = "",
        with_groups: Annotated[bool, Form()] = False,
    ) -> HTMLResponse:
        if name == caller().name and role != caller().role:
            return shown("不能改自己的角色。", wrong=True)
        try:
            if with_groups:  # an empty field is not told from none
                accounts.set_groups(name, split_groups(groups))
            if password:
                accounts.add_user(name, password, role)
            else:
                accounts.set_role(name, role)
        except AccountError as error:
            return shown(str(error), wrong=True)
        record("user-changed", name, role=role, password=bool(password))
        return shown(f"已保存 {name}。")

    @router.post("/remove")
    def remove(name: Name) -> HTMLResponse:
        if name == caller().name:
            return shown("不能移除自己。", wrong=True)
        try:
            accounts.remove_user(name)
        except AccountError as error:
            return shown(str(error), wrong=True)
        record("user-removed", name)
        return shown(f"已移除 {name}。")

    @router.post("/keys")
    def add_key(name: Name, label: Annotated[str, Form(max_length=100)] = "") -> HTMLResponse:
        try:
            key = accounts.add_key(name, label)
        except AccountError as error:
            return shown(str(error), wrong=True)
        record("key-added", name, label=label)
        return shown(key=key)

    @router.post("/keys/revoke")
    def revoke_key(id: Name) -> HTMLResponse:
        try:
            accounts.revoke_key(id)
        except AccountError as error:
            return shown(str(error), wrong=True)
        record("key-revoked", id)
        return shown(f"已作废 {id}。")

    return router
