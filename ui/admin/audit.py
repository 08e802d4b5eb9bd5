"""The page of the audit: what was asked and done last, searched, and saved as CSV."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from index.csv_files import csv_text
from ui.access.events import Action
from ui.access.managers import ManagersOnly
from ui.monitoring.audit import Kind
from ui.web.templating import Templates

if TYPE_CHECKING:
    from ui.monitoring.audit import Audit

SHOWN, READ_BYTES = 200, 2 << 20
SAVED, SAVED_BYTES = 100_000, 128 << 20
HEAD = ("时间", "用户", "地址", "做了什么", "对象", "其他")
KINDS: dict[Kind, str] = {"": "全部", "questions": "提问", "sign-in": "登录", "changes": "管理"}
ACTIONS: dict[Action, str] = {
    "sign-in": "登录",
    "sign-in-failed": "登录失败",
    "sign-out": "退出登录",
    "password-changed": "更换密码",
    "user-added": "添加用户",
    "user-changed": "改用户",
    "user-removed": "移除用户",
    "groups-changed": "改动所在的组",
    "readers-changed": "改动谁能看",
    "key-added": "新建密钥",
    "key-revoked": "作废密钥",
    "files-sent": "上传文件",
    "files-indexed": "文件加入索引",
    "files-moved": "移动文件",
    "files-deleted": "删除文件",
    "file-corrected": "改正文件",
    "folder-added": "新建文件夹",
    "folder-renamed": "文件夹改名",
    "folder-deleted": "删除文件夹",
    "evaluation-started": "开始评测",
    "evaluation-stopped": "停止评测",
    "evaluation-renamed": "评测改名",
    "evaluation-deleted": "删除评测",
    "snapshot-kept": "存下快照",
    "snapshot-deleted": "删除快照",
}
Words = Annotated[str, Query(max_length=200)]


def audit_pages(audit: Audit | None, templates: Templates) -> APIRouter:
    """Return the routes of the page."""
    router = APIRouter(include_in_schema=False, route_class=ManagersOnly, prefix="/admin")

    @router.get("/audit")
    def page(q: Words = "", kind: Kind = "") -> HTMLResponse:
        found = audit.latest(SHOWN, READ_BYTES, q.strip(), kind) if audit else ()
        lines = [shown(line) for line in found]
        context = {"kinds": KINDS, "kind": kind, "q": q.strip(), "most": SHOWN}
        made = templates.page("admin_audit.html", kept=bool(audit), lines=lines, **context)
        made.headers["Cache-Control"] = "no-store"
        return made

    @router.get("/audit.csv")
    def table(q: Words = "", kind: Kind = "") -> Response:
        found = audit.latest(SAVED, SAVED_BYTES, q.strip(), kind) if audit else ()
        headers = {
            "Content-Disposition": 'attachment; filename="wence-audit.csv"',
            "Cache-Control": "no-store",
        }
        rows = [HEAD, *(shown(line).values() for line in found)]
        return Response(csv_text(rows), headers=headers, media_type="text/csv; charset=utf-8")

    return router


def shown(line: dict[str, Any]) -> dict[str, str]:
    """Return the cells of a line: when, who, from where, what was done to what, and the rest."""
    rest = {k: v for k, v in line.items() if k not in ("at", "user", "address", "action", "what")}
    question = str(rest.pop("question", ""))
    action = line.get("action")
    return {
        "at": str(line.get("at") or ""),
        "user": str(line.get("user") or ""),
        "address": str(line.get("address") or ""),
        "action": str(ACTIONS.get(action, action)) if action else _outcome(rest),
        "what": question or str(line.get("what") or ""),
        "rest": json.dumps(rest, ensure_ascii=False) if rest else "",
    }


def _outcome(rest: dict[str, Any]) -> str:
    if rest.get("error"):
        return "提问，出错"
    return (
        "提问，没有回答"
        if rest.get("abstained")
        else f"提问，{len(rest.get('citations') or ())} 处引用"
    )
