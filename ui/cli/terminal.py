"""Output of `wence` on a terminal: answers, hits, checks and progress."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from rag.answer import Answer, Citation, Hit, by_article, shared_page
from rag.blocks import AnswerBlock, Cell, Piece, pieces
from rag.checked import changes, summary

if TYPE_CHECKING:
    from ui.cli.doctor import Check

Advance = Callable[[str, int, int], None]


def print_json(value: Any) -> None:
    """Write one line of UTF-8 JSON on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def print_answer(answer: Answer, base_url: str = "") -> None:
    """Print the answer, then its numbered sources."""
    out = Console(highlight=False, soft_wrap=True)
    if answer.standalone_question != answer.question:
        out.print(f"[dim]理解为：{escape(answer.standalone_question)}[/]\n")
    if answer.note:
        out.print(f"[dim]{escape(answer.note)}[/]\n")
    _print_blocks(out, answer.blocks)
    if answer.checked:
        out.print(f"\n[dim]{escape(summary(answer.checked))}[/]")
    for change in changes(answer.checked):
        out.print(f"[dim]  · {escape(change)}[/]")
    if answer.citations:
        out.print("\n[bold]出处[/]")
    for citations in by_article(answer.citations):
        out.print(_source(citations, base_url))
    if answer.suggestions:
        out.print("\n[bold]可以试着问[/]")
    for suggestion in answer.suggestions:
        out.print(f"  · {escape(suggestion)}")


def _print_blocks(out: Console, blocks: Sequence[AnswerBlock]) -> None:
    """Print the blocks; a terminal gets tables drawn, and a file or pipe gets Markdown."""
    if not out.is_terminal:
        out.print("".join(map(_styled, pieces(blocks))))
        return
    for place, (is_table, group) in enumerate(groupby(blocks, lambda block: bool(block.rows))):
        if place:
            out.print()
        if is_table:
            for block in group:
                out.print(_drawn(block.rows))
        else:
            out.print("".join(map(_styled, pieces(list(group)))))


def _drawn(rows: Sequence[Sequence[Cell]]) -> Table:
    head, *others = [
        ["".join(map(_styled, pieces([AnswerBlock("text", cell)]))) for cell in row] for row in rows
    ]
    table = Table(*head, box=SIMPLE_HEAD, pad_edge=False)
    for row in others:
        table.add_row(*row)
    return table


def _styled(piece: Piece) -> str:
    style = "cyan" if piece.n is not None else "bold" if piece.bold else ""
    if piece.secondary:
        style = f"dim {style}".strip()
    return f"[{style}]{escape(piece.text)}[/]" if style else escape(piece.text)


def _source(citations: Sequence[Citation], base_url: str) -> str:
    """Show an article and, below it, each of its numbers with its quote and address."""
    article, standing, page = citations[0].article, citations[0].standing, shared_page(citations)
    status = standing.label if standing else ""
    where = " · ".join(filter(None, (article.source, article.known_date, page_label(page), status)))
    return "\n".join(
        (
            f"[bold]{escape(article.title)}[/]",
            *([f"    {escape(where)}"] if where else []),
            *(_quote(citation, page, base_url) for citation in citations),
        )
    )


def _quote(citation: Citation, told: int | None, base_url: str) -> str:
    """Show a number with its quote, address, and page where it was not `told` above."""
    quote = citation.quote.replace("\t", " ｜ ")
    page = "" if told is not None else page_label(citation.article.page_at(citation.start))
    place = " ".join(filter(None, (page, base_url + citation.passage.url)))
    return f"[cyan]\\[{citation.n}][/] [dim]「{escape(quote)}」\n    {escape(place)}[/]"


def page_label(page: int | None) -> str:
    """Return 第 8 页, or nothing if the page is not known."""
    return f"第 {page} 页" if page is not None else ""


def print_hits(hits: Sequence[Hit]) -> None:
    """Print passages found, best first."""
    out = Console(highlight=False, soft_wrap=True)
    for hit in hits:
        path = " › ".join((hit.article.title, *hit.passage.headings))
        out.print(f"[cyan]{hit.rank:>2}[/] [bold]{escape(path)}[/]")
        where = " · ".join(
            filter(
                None,
                (
                    hit.article.source,
                    page_label(hit.article.page_at(hit.passage.start)),
                    hit.passage.id,
                    hit.standing.label if hit.standing else "",
                ),
            )
        )
        out.print(f"   [dim]{escape(where)}[/]\n   {escape(hit.passage.text)}\n")
    if not hits:
        out.print("没有找到相关的段落。")


def print_checks(checks: Sequence[Check]) -> None:
    """Print what `wence doctor` found, with the remedy under what is wrong."""
    out = Console(highlight=False, soft_wrap=True)
    for check in checks:
        sign = "[green]✓[/]" if check.ok else "[red]✗[/]"
        out.print(f"{sign} {check.name}：{escape(check.message)}")
        if check.remedy:
            out.print(f"  [dim]{escape(check.remedy)}[/]")


@contextmanager
def progress_bar() -> Iterator[Advance]:
    """Show a progress bar on stderr, unless that is not a terminal.

    Yields a function to call with the stage, the steps done and all steps.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield advance
