"""The pages of snapshots, and the address that keeps one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, StringConstraints

from ui.access.caller import caller
from ui.access.events import Record, unrecorded
from ui.access.quota import Daily
from ui.snapshots.maker import maker_of, may_delete, named
from ui.snapshots.seal import MAX_SEALED, Seal
from ui.snapshots.shelf import Shelved, SnapshotRefused

if TYPE_CHECKING:
    from rag.protocol import ArticleStore, QuestionAnswering
    from ui.snapshots.model import Source
    from ui.snapshots.rights import Rights
    from ui.snapshots.shelf import Shelf
    from ui.web.templating import Templates

HIDDEN = "这个快照引用或提到了您不能看的文章，请找分享的人或管理员。"
EACH_DAY = 200  # of one caller: whoever does not keep the cookie is another maker each time
PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}


class ToKeep(BaseModel):
    """An answer as the chat sealed it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    answer: Annotated[str, StringConstraints(max_length=MAX_SEALED)]


def snapshots(
    pipeline: QuestionAnswering,
    shelf: Shelf,
    templates: Templates,
    rights: Rights,
    base_url: str = "",
    is_local: bool = False,
    record: Record = unrecorded,
) -> APIRouter:
    """Build the routes; `is_local` says that only people at this machine can connect."""
    router = APIRouter(include_in_schema=False)
    seal, today = Seal(shelf), Daily(EACH_DAY)

    def found(id: str) -> Shelved:
        if kept := shelf.find(id):
            return kept
        raise HTTPException(404, "没有这个快照，它可能已经删除或过期。")

    @router.post("/api/snapshots")
    def keep(wanted: ToKeep, request: Request, response: Response) -> dict[str, str]:
        snapshot = seal.open(wanted.answer)
        if snapshot is None:
            raise HTTPException(400, "这个回答不是这里给出的，请重新提问，再存快照。")
        if not today.take(caller().key):
            raise HTTPException(429, f"今天已经存了 {EACH_DAY} 个快照，请明天再试。")
        maker = maker_of(request, is_local) or named(request, response)
        try:
            id = shelf.keep(rights.traced(snapshot), maker)
        except SnapshotRefused as error:
            raise HTTPException(409, str(error)) from error
        record("snapshot-kept", shown_id(id))
        return {"id": id, "url": f"{base_url}/s/{id}"}

    @router.get("/s")
    def own(request: Request) -> HTMLResponse:
        kept = list(shelf.of(maker_of(request, is_local)))
        return _page(templates, "snapshots.html", kept=kept, day=day)

    @router.get("/s/{id}")
    def page(id: str, request: Request) -> HTMLResponse:
        kept = found(id)
        if not rights.allow(kept.snapshot):
            raise HTTPException(403, HIDDEN, PRIVATE)
        return _page(
            templates,
            "snapshot.html",
            snapshot=kept.snapshot,
            day=day(kept.snapshot.at),
            until=day(kept.kept + timedelta(days=shelf.days)) if shelf.days else "",
            places={s.n: place(pipeline.store, s) for s in kept.snapshot.sources},
            is_current=pipeline.store.folder.name == kept.snapshot.version,
            own=may_delete(kept.maker, maker_of(request, is_local)),
            id=id,
        )

    @router.post("/s/{id}/delete")
    def delete(id: str, request: Request) -> RedirectResponse:
        if not may_delete(found(id).maker, maker_of(request, is_local)):
            raise HTTPException(403, "只有存下这个快照的人和管理员可以删除它。")
        shelf.delete(id)
        record("snapshot-deleted", shown_id(id))
        return RedirectResponse("/s", 303)

    return router


def _page(templates: Templates, template: str, **context: object) -> HTMLResponse:
    page = templates.page(template, **context)
    page.headers.update(PRIVATE)
    return page


def shown_id(id: str) -> str:
    """Return the beginning of an id: the whole of it opens the snapshot."""
    return f"{id[:6]}…"


def day(time: datetime) -> str:
    """Return the ISO day of a time, where the program runs."""
    return time.astimezone().date().isoformat()


def place(store: ArticleStore, source: Source) -> str:
    """Return the address where an article still has a quote, or an empty string."""
    article = store.article(source.article)
    if article is None:
        return ""
    same = article.text[source.start : source.end] == source.quote
    start = source.start if same else article.text.find(source.quote)
    if start < 0:
        return ""
    end = start + len(source.quote)
    k = next((p.k for p in store.passages_of(article.id) if p.start <= start < p.end), 1)
    return f"/articles/{article.id}?q={start}-{end}#p{k}"
