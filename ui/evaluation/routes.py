"""The addresses that start and stop a run, tell how far it is, rename and delete runs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, File, Form, HTTPException, Request, UploadFile
from pydantic import BaseModel, ConfigDict, StringConstraints
from starlette.concurrency import run_in_threadpool

from ui.access.caller import caller
from ui.access.events import Record, named, unrecorded
from ui.evaluation.archive import MAX_NAME, Chosen
from ui.evaluation.job import EvaluationBusy, EvaluationJob
from ui.evaluation.visible import owns
from ui.web.validation import Text

if TYPE_CHECKING:
    from ui.evaluation.visible import VisibleRuns

Name = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=MAX_NAME)]


class Renamed(BaseModel):
    """A run's new name; "" takes the old one away."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Name


def evaluation_routes(
    runs: VisibleRuns, job: EvaluationJob, record: Record = unrecorded
) -> APIRouter:
    """Build the routes."""
    router = APIRouter(include_in_schema=False, prefix="/api/evaluation")

    @router.post("/runs")
    async def start(
        request: Request,
        sets: Annotated[list[str], Form()] = [],  # noqa: B006
        files: Annotated[list[UploadFile], File()] = [],  # noqa: B006
        baselines: Annotated[bool, Form()] = False,
    ) -> dict[str, Any]:
        uploads = [(file.filename or "", await file.read()) for file in files]
        chosen = await run_in_threadpool(_checked, sets, uploads, baselines)
        return await run_in_threadpool(begin, chosen, request)

    @router.post("/runs/{id}/again")
    def start_again(id: str, request: Request) -> dict[str, Any]:
        return begin(runs.archive.chosen(runs.entry(id, request)), request)

    def begin(chosen: Chosen, request: Request) -> dict[str, Any]:
        try:
            job.start(chosen, caller())
        except EvaluationBusy as error:
            raise HTTPException(409, str(error)) from error
        record("evaluation-started", named([*chosen.shipped, *(n for n, _ in chosen.uploads)]))
        return status(request)

    @router.get("/job")
    def status(request: Request) -> dict[str, Any]:
        from ui.evaluation.measures import duration

        now = asdict(job.status)
        left, own = now.pop("left_s"), owns(now.pop("maker"), request)
        if not own:
            now |= {"run": "", "message": ""}
        return now | {"left": duration(left) if left else "", "own": own}

    @router.post("/job/stop")
    def stop(request: Request) -> dict[str, Any]:
        if not owns(job.status.maker, request):
            raise HTTPException(403, "只有开始这次评测的人可以停止它。")
        job.stop()
        record("evaluation-stopped")
        return status(request)

    @router.patch("/runs/{id}")
    def rename(id: str, wanted: Renamed, request: Request) -> dict[str, str]:
        runs.archive.rename(runs.entry(id, request).id, wanted.name)
        record("evaluation-renamed", id, name=wanted.name)
        return {"name": wanted.name}

    @router.delete("/runs/{id}")
    def delete(id: str, request: Request) -> dict[str, str]:
        runs.archive.delete(runs.entry(id, request).id)
        record("evaluation-deleted", id)
        return {"status": "ok"}

    return router


def _checked(sets: list[str], uploads: list[tuple[str, bytes]], baselines: bool) -> Chosen:
    from ui.evaluation.questions import chosen_sets

    return chosen_sets(sets, uploads, baselines)
