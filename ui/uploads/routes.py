"""The page for uploading articles, and the HTTP interface behind it.

Only whoever runs the program may use them: with sign-in an administrator, without sign-in
whoever uses the machine that the program runs on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, File, HTTPException, Request, UploadFile
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.concurrency import run_in_threadpool

from index.errors import DocumentError, StoreBusy
from index.loading.finding import SUFFIXES
from index.metadata.fields import MAX_VALUE
from ui.access.managers import ManagersOnly
from ui.access.origins import SAFE_METHODS
from ui.uploads.corrections import correct, known_file
from ui.uploads.folder import UploadFolder
from ui.uploads.jobs import IndexingJob
from ui.web.failures import FAILURES
from ui.web.templating import Templates
from ui.web.validation import Text

if TYPE_CHECKING:
    from rag.settings import Settings

MAX_FILES = 20
HEADER = "X-Wence"  # a form on another website cannot send a header of this name
Value = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=MAX_VALUE)]


class Correction(BaseModel):
    """A waiting file and a person's corrections: None leaves a field, "" empties it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Text
    title: Text | None = None
    date: Text | None = None
    source: Text | None = None


class Corrections(BaseModel):
    """Corrections of an indexed file: "" says that there is none, null takes one back."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Value | None = None
    date: Value | None = None
    published: Value | None = None
    effective: Value | None = None
    expires: Value | None = None
    issuer: Value | None = None
    number: Value | None = None
    region: Value | None = None
    source: Value | None = None
    status: Value | None = None


class ToIndex(BaseModel):
    """The waiting files to add to the index; with none, the index is built again as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    documents: list[Correction] = Field(default_factory=list, max_length=1000)


class UploadersOnly(ManagersOnly):
    """A route that also refuses changes without a header that no form can send."""

    def check(self, request: Request) -> None:
        """Raise HTTPException 403 for a request that must not be answered."""
        super().check(request)
        if request.method not in SAFE_METHODS and HEADER not in request.headers:
            raise HTTPException(403, f"请求缺少 {HEADER} 头。")


def uploads(settings: Settings, templates: Templates) -> APIRouter:
    """Build the routes of the page and of `/api/documents`."""
    router = APIRouter(responses=FAILURES, route_class=UploadersOnly)
    folder, job = UploadFolder(settings.store), IndexingJob(settings)

    def start(change_files: Callable[[], None]) -> dict[str, Any]:
        try:
            job.start(change_files)
        except StoreBusy as error:
            raise HTTPException(409, str(error)) from error
        return {"status": "running"}

    def indexed(name: str) -> Path:
        if not folder.has(name):
            raise HTTPException(404, "没有这个文件。")
        return folder.folder / name

    @router.get("/upload", include_in_schema=False)
    def page() -> HTMLResponse:
        response = templates.page("uploads.html", kinds=SUFFIXES, max_files=MAX_FILES)
        response.headers["Cache-Control"] = "no-store"
        return response

    @router.get("/api/documents")
    def documents() -> dict[str, Any]:
        """列出自己上传的文件：已加入的、等待核对的；没有读的文件和原因；以及建立索引的进度。"""
        status = asdict(job.status)  # read first: a job that is done has changed the files below
        return {
            "documents": [asdict(file) for file in folder.accepted()],
            "waiting": [asdict(file) for file in folder.waiting()],
            "unread": [asdict(one) for one in folder.unread()],
            "job": status,
        }

    @router.post("/api/documents")
    async def upload(files: Annotated[list[UploadFile], File()]) -> dict[str, Any]:
        """上传文件（multipart，字段 `files`），返回从每个文件读到的内容。"""
        if len(files) > MAX_FILES:
            raise HTTPException(400, f"一次最多上传 {MAX_FILES} 个文件。")
        return {"documents": [await _receive(folder, file) for file in files]}

    @router.post("/api/documents/index")
    def index(wanted: ToIndex) -> dict[str, Any]:
        """把等待的文件连同修正加入索引；不写文件就重新索引。"""
        corrections = {
            one.name: one.model_dump(exclude={"name"}, exclude_none=True)
            for one in wanted.documents
        }
        return start(lambda: folder.accept(corrections))

    @router.delete("/api/documents/{name}")
    def remove(name: str) -> dict[str, Any]:
        """删除一个上传的文件，并更新索引。"""
        if folder.discard(name):
            return {"status": "ok"}
        indexed(name)
        return start(lambda: folder.remove(name))

    @router.get("/api/documents/{name}/metadata")
    def metadata(name: str) -> dict[str, Any]:
        """取一个已加入的文件能改正的各项：现在的值、从文件读到的值。"""
        return asdict(known_file(settings.store, indexed(name)))

    @router.patch("/api/documents/{name}/metadata")
    def correct_metadata(name: str, changes: Corrections) -> dict[str, Any]:
        """改正一个已加入的文件，并更新索引；只写要改的项，空字符串表示没有，null 表示改回读到的值。"""
        file, wanted = indexed(name), changes.model_dump(exclude_unset=True)
        return start(lambda: correct(settings.store, file, wanted))

    return router


async def _receive(folder: UploadFolder, file: UploadFile) -> dict[str, Any]:
    """Let a file wait; return what was read in it, or why it cannot be taken."""
    name = file.filename or "document"
    try:
        return asdict(await run_in_threadpool(folder.receive, name, await file.read()))
    except DocumentError as error:
        return {"name": name, "error": str(error)}
