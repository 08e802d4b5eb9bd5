"""The page for uploading articles, and the HTTP interface behind it.

Only whoever runs the program may use them: with sign-in an administrator, without sign-in
whoever uses the machine that the program runs on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, File, Form, HTTPException, Request, UploadFile
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from index.errors import DocumentError, StoreBusy
from index.loading.finding import SUFFIXES
from index.loading.loader import MAX_BYTES
from index.loading.sandbox import Reader
from ui.access.events import Record, named, unrecorded
from ui.access.managers import ManagersOnly
from ui.access.origins import SAFE_METHODS
from ui.uploads import folders
from ui.uploads.corrections import correct, known_file
from ui.uploads.folder import UploadFolder
from ui.uploads.jobs import IndexingJob
from ui.uploads.places import folder_in
from ui.uploads.preview import indexed_articles, preview
from ui.uploads.requests import Chosen, Corrections, Moved, OwnFolder, ToIndex
from ui.uploads.room import MB, Room
from ui.web.failures import FAILURES
from ui.web.templating import Templates

if TYPE_CHECKING:
    from rag.settings import Settings

MAX_FILES = 20  # in one request
MOST_CHOSEN = 500  # that the page takes at once, and sends a few at a time
HEADER = "X-Wence"  # a form on another website cannot send a header of this name


class UploadersOnly(ManagersOnly):
    """A route that also refuses changes without a header that no form can send."""

    def check(self, request: Request) -> None:
        """Raise HTTPException 403 for a request that must not be answered."""
        super().check(request)
        if request.method not in SAFE_METHODS and HEADER not in request.headers:
            raise HTTPException(403, f"请求缺少 {HEADER} 头。")


class Changes:
    """Changes of the files, each followed by a build of the index."""

    def __init__(self, settings: Settings) -> None:
        most = Room(settings.upload_files, settings.upload_mb * MB)
        self.files, self.job = UploadFolder(settings.store, most), IndexingJob(settings)

    def start(self, change_files: Callable[[], object]) -> dict[str, Any]:
        """Change files and start a build; refuse with 409 while one runs."""
        try:
            self.job.start(change_files)
        except StoreBusy as error:
            raise HTTPException(409, str(error)) from error
        return {"status": "running"}

    def indexed(self, name: str) -> Path:
        """Return where a file that builds read lies; refuse with 404 where it does not."""
        if not self.files.has(name):
            raise HTTPException(404, "没有这个文件。")
        return self.files.paths([name])[0]


def uploads(settings: Settings, templates: Templates, record: Record = unrecorded) -> APIRouter:
    """Build the routes of the page, of `/api/documents` and of `/api/folders`."""
    router = APIRouter(responses=FAILURES, route_class=UploadersOnly)
    changes = Changes(settings)
    _pages(router, changes, settings, templates)
    _listing(router, changes)
    _waiting(router, changes, record)
    _indexed(router, changes, settings, record)
    _folders(router, changes, record)
    return router


def _pages(router: APIRouter, changes: Changes, settings: Settings, templates: Templates) -> None:
    def shown(template: str, **context: Any) -> HTMLResponse:
        response = templates.page(template, **context)
        response.headers["Cache-Control"] = "no-store"
        return response

    @router.get("/upload", include_in_schema=False)
    def page() -> HTMLResponse:
        limits = {"max_files": MOST_CHOSEN, "batch": MAX_FILES, "max_bytes": MAX_BYTES}
        files = changes.files
        return shown("uploads.html", kinds=SUFFIXES, most=files.most, used=files.used(), **limits)

    @router.get("/upload/{name}/text", include_in_schema=False)
    def text(name: str, n: int = 1) -> HTMLResponse:
        read = changes.files.read_in(name)
        if read is None:
            read = indexed_articles(settings.store, changes.indexed(name))
        return shown("upload_text.html", read=preview(name, read, n))


def _listing(router: APIRouter, changes: Changes) -> None:
    files = changes.files

    @router.get("/api/documents")
    def documents() -> dict[str, Any]:
        """列出自己上传的文件：已加入的、等待核对的；文件夹；没有读的文件和原因；以及建立索引的进度。"""
        status = asdict(changes.job.status)  # read first: a job that is done has changed the files
        return {
            "documents": [asdict(file) for file in files.accepted()],
            "waiting": [asdict(file) for file in files.waiting()],
            "folders": files.folders(),
            "unread": [asdict(one) for one in files.unread()],
            "job": status,
        }

    @router.get("/api/documents/job")
    def job() -> dict[str, Any]:
        """建立索引的进度。"""
        return asdict(changes.job.status)


def _waiting(router: APIRouter, changes: Changes, record: Record) -> None:
    @router.post("/api/documents")
    async def upload(
        files: Annotated[list[UploadFile], File()], folder: Annotated[str, Form()] = ""
    ) -> dict[str, Any]:
        """上传文件（multipart，字段 `files`；`folder` 是要放进的文件夹），返回从每个文件读到的内容。"""
        if len(files) > MAX_FILES:
            raise HTTPException(400, f"一次最多上传 {MAX_FILES} 个文件。")
        with Reader() as reader:
            found = [await _receive(changes.files, file, folder, reader) for file in files]
        record("files-sent", named([one["name"] for one in found]), folder=folder)
        return {"documents": found}

    @router.post("/api/documents/index")
    def index(wanted: ToIndex) -> dict[str, Any]:
        """把等待的文件连同修正加入索引；不写文件就重新索引。"""
        accepted = {one.name: one.accepted() for one in wanted.documents}
        started = changes.start(lambda: changes.files.accept(accepted))
        record("files-indexed", named(list(accepted)))
        return started


def _indexed(router: APIRouter, changes: Changes, settings: Settings, record: Record) -> None:
    files = changes.files

    @router.post("/api/documents/move")
    def move(wanted: Moved) -> dict[str, Any]:
        """把已加入的几个文件放进一个文件夹，并更新索引；`folder` 是空字符串，就从文件夹里拿出来。"""
        started = changes.start(lambda: files.move(wanted.names, wanted.folder))
        record("files-moved", named(wanted.names), folder=wanted.folder)
        return started

    @router.post("/api/documents/delete")
    def delete(wanted: Chosen) -> dict[str, Any]:
        """删除几个上传的文件，并更新索引。"""
        left = set(wanted.names) - files.discard(wanted.names)
        done = changes.start(lambda: files.remove(left)) if left else {"status": "ok"}
        record("files-deleted", named(wanted.names))
        return done

    @router.delete("/api/documents/{name}")
    def remove(name: str) -> dict[str, Any]:
        """删除一个上传的文件，并更新索引。"""
        done = {"status": "ok"}
        if not files.discard([name]):
            changes.indexed(name)
            done = changes.start(lambda: files.remove([name]))
        record("files-deleted", name)
        return done

    @router.get("/api/documents/{name}/metadata")
    def metadata(name: str) -> dict[str, Any]:
        """取一个已加入的文件能改正的各项：现在的值、从文件读到的值。"""
        file = changes.indexed(name)
        known = asdict(known_file(settings.store, file))
        return known | {"folder": folder_in(files.group, file)}

    @router.patch("/api/documents/{name}/metadata")
    def correct_metadata(name: str, wanted: Corrections) -> dict[str, Any]:
        """改正一个已加入的文件，并更新索引；只写要改的项，空字符串表示没有，null 表示改回读到的值。"""
        file = changes.indexed(name)

        def change() -> None:
            correct(settings.store, file, wanted.changes())
            if wanted.folder is not None:
                files.move([name], wanted.folder)

        started = changes.start(change)
        record("file-corrected", name, fields="、".join(wanted.model_fields_set))
        return started


def _folders(router: APIRouter, changes: Changes, record: Record) -> None:
    group = changes.files.group

    @router.post("/api/folders")
    def make(wanted: OwnFolder) -> dict[str, Any]:
        """新建一个文件夹，可以在别的文件夹里：`医保/天津`。"""
        made = folders.make(group, wanted.folder)
        record("folder-added", made)
        return {"folder": made}

    @router.patch("/api/folders")
    def rename(wanted: OwnFolder) -> dict[str, Any]:
        """给文件夹改名，里面的文件跟着走，并更新索引。"""
        started = changes.start(lambda: folders.rename(group, wanted.folder, wanted.to))
        record("folder-renamed", wanted.folder, to=wanted.to)
        return started

    @router.delete("/api/folders")
    def remove(folder: str) -> dict[str, Any]:
        """删除一个文件夹和里面的文件，并更新索引。"""
        done = {"status": "ok"}
        if folders.holds_files(group, folder):
            done = changes.start(lambda: folders.delete(group, folder))
        else:
            folders.delete(group, folder)
        record("folder-deleted", folder)
        return done


async def _receive(
    files: UploadFolder, file: UploadFile, folder: str, reader: Reader
) -> dict[str, Any]:
    """Let a file wait; return what was read in it, or why it cannot be taken."""
    name = file.filename or "document"
    try:
        data = await file.read()
        return asdict(await run_in_threadpool(files.receive, name, data, folder, reader))
    except DocumentError as error:
        return {"name": name, "error": str(error)}
