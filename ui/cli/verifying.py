"""The command `wence verify`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import DocumentError
from ui.cli.options import JsonOption, StoreOption, load_settings, open_pipeline, read_filters
from ui.web.parameters import filters_from

if TYPE_CHECKING:
    from rag.drafts.checking import DraftReport
    from rag.filters import Filters


@filters_from(read_filters)
def verify(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="稿件（.docx、.md、.txt 等），- 是标准输入")
    ],
    *,
    filters: Filters,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """逐句核对一篇稿件有没有资料为据。"""
    settings = load_settings(store=store)
    draft = _read(file)
    from rag.drafts.checking import DraftReport, check_statements, split
    from ui.cli.terminal import print_json, progress_bar

    found = split(draft)
    pipeline = open_pipeline(settings)
    began, checked = time.monotonic(), []
    with progress_bar() as advance:
        for one in check_statements(pipeline, found, filters):
            checked.append(one)
            advance("核对", len(checked), len(found))
    report = DraftReport(checked, time.monotonic() - began)
    if json:
        print_json(report.to_json(settings.base_url))
    else:
        _print(report, settings.base_url)


def _read(file: Path) -> str:
    """Return the draft in a file, or on stdin.

    Raises:
        DocumentError: it cannot be read.
    """
    from index.text.encoding import decode
    from ui.verify.reading import read_draft

    try:
        if str(file) == "-":
            return decode(sys.stdin.buffer.read())
        return read_draft(file.name, file.read_bytes())
    except OSError as error:
        raise DocumentError(f"文件无法读取（{error.strerror}）：{file}") from error


def _print(report: DraftReport, base_url: str) -> None:
    """Print each statement with its verdict, reason and quotes, then how many there are of each."""
    from rich.console import Console
    from rich.markup import escape

    from rag.drafts.verdicts import LABELS, SIGNS, counts

    out = Console(highlight=False, soft_wrap=True)
    for one in report.checked:
        style = "green" if one.verdict == "supported" and not one.is_outdated else "red"
        style = "dim" if one.verdict == "unchecked" else style
        out.print(
            f"[{style}]{SIGNS[one.verdict]} {LABELS[one.verdict]}[/] {escape(one.statement.text)}"
        )
        if one.reason:
            out.print(f"    [bold]{escape(one.reason)}[/]")
        for place in one.places:
            url = place.to_json(base_url)["url"]
            quote = " ".join(place.text.split())
            out.print(
                f"    [dim]「{escape(quote)}」\n    《{escape(place.hit.article.title)}》 {url}[/]"
            )
    told = "，".join(f"{LABELS[v]} {n}" for v, n in counts(report.checked).items() if n)
    out.print(f"\n共 {len(report.checked)} 句：{told}。")
