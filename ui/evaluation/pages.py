"""The pages of evaluation: start a run and the history, one run, two compared, downloads."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from ui.evaluation.archive import MOST, MOST_BYTES, Entry

if TYPE_CHECKING:
    from ui.evaluation.visible import VisibleRuns
    from ui.library.catalogue import Catalogue
    from ui.web.templating import Templates

PRIVATE = {"Cache-Control": "private, no-store"}


def evaluation_pages(runs: VisibleRuns, catalogue: Catalogue, templates: Templates) -> APIRouter:
    """Build the routes."""
    router = APIRouter(include_in_schema=False, prefix="/evaluation")

    def page(template: str, **context: object) -> HTMLResponse:
        from ui.evaluation import measures, questions

        helpers = {"when": when, "set_label": questions.label, "duration": measures.duration}
        made = templates.page(template, measures=measures, **helpers, **context)
        made.headers.update(PRIVATE)
        return made

    @router.get("")
    def start(request: Request) -> HTMLResponse:
        from eval.datasets.tables import SUFFIXES
        from ui.evaluation.chart import series
        from ui.evaluation.questions import shipped_sets

        entries = runs.entries(request)
        issues = {article.issue for article in catalogue.articles()}
        return page(
            "evaluation.html",
            shipped=shipped_sets(issues),
            kinds=SUFFIXES,
            entries=entries,
            charts=series(entries),
            most=MOST,
            megabytes=MOST_BYTES >> 20,
        )

    @router.get("/compare")
    def compare(
        request: Request, run: Annotated[list[str], Query(min_length=2, max_length=2)]
    ) -> HTMLResponse:
        from eval.reports.terminal import TYPE_LABELS
        from ui.evaluation.comparing import circumstances, sides

        wanted = {runs.entry(id, request).id for id in run}
        if len(wanted) < len(run):
            raise HTTPException(400, "请选两次不同的评测来比较。")
        after, before = (entry for entry in runs.entries(request) if entry.id in wanted)
        return page(
            "evaluation_compare.html",
            before=before,
            after=after,
            found=sides(runs.archive.run(before.id), runs.archive.run(after.id)),
            circumstances=circumstances(before, after),
            types=TYPE_LABELS,
            **_labels(),
        )

    @router.get("/runs/{id}")
    def one(id: str, request: Request) -> HTMLResponse:
        from eval.reports.terminal import TYPE_LABELS
        from ui.evaluation import measures, problems

        entry = runs.entry(id, request)
        run = runs.archive.run(id)
        lines = problems.lines(run.records)
        outcomes, wrong = problems.present(lines)
        return page(
            "evaluation_run.html",
            entry=entry,
            summary=run.summary,
            notes=measures.notes(run.summary, entry),
            lines=lines,
            outcomes=outcomes,
            problems=wrong,
            types=TYPE_LABELS,
            others=[other for other in runs.entries(request) if other.id != id],
        )

    @router.get("/runs/{id}/questions/{n}")
    def question(id: str, n: int, request: Request) -> HTMLResponse:
        from eval.reports.html import answer_html
        from ui.evaluation.problems import faults_in, line

        runs.entry(id, request)
        record = runs.archive.record(id, n)
        if record is None:
            raise HTTPException(404, "没有这道题。")
        return page(
            "evaluation_question.html",
            record=record,
            line=line(n, record),
            faults=faults_in(record),
            answer=answer_html,
            place=place,
            **_labels(),
        )

    @router.get("/runs/{id}/report.html")
    def report(id: str, request: Request) -> Response:
        from eval.reports.html import to_html

        entry = runs.entry(id, request)
        html = to_html(runs.archive.run(id))
        return Response(html, 200, _download(entry, "html"), "text/html; charset=utf-8")

    @router.get("/runs/{id}/run.json")
    def result(id: str, request: Request) -> Response:
        entry = runs.entry(id, request)
        text = runs.archive.run(id).to_json()
        return Response(text, 200, _download(entry, "json"), "application/json")

    return router


def when(time: datetime) -> str:
    """Write a time, where the program runs."""
    return f"{time.astimezone():%Y-%m-%d %H:%M}"


def place(url: str) -> str:
    """Return the path of an article's page on this server, or "" for any other address."""
    host, slash, rest = url.partition("/articles/")
    return slash + rest if not host or host.startswith(("http://", "https://")) else ""


def _labels() -> dict[str, object]:
    from ui.evaluation.problems import OUTCOMES, PROBLEMS, UNSCORED, UNSCORED_LABEL

    return {
        "outcomes": {**OUTCOMES, UNSCORED: UNSCORED_LABEL},
        "problems": {key: label for key, (label, _) in PROBLEMS.items()},
    }


def _download(entry: Entry, suffix: str) -> dict[str, str]:
    name = f"wence-eval-{entry.at.astimezone():%Y%m%d-%H%M}.{suffix}"
    return PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'}
