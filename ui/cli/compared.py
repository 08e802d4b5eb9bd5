"""A comparison on a terminal: a summary, the figures that differ, the clauses in order."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from rag.comparing.comparison import Compared, Comparison, Row, pieces
from rag.comparing.figures import Figure, FigurePair
from rag.comparing.wording import REASONS

_STYLES = {"a": "red strike", "b": "green underline"}
_MARKS = {"a": ("[-", "-]"), "b": ("{+", "+}")}
_COLOURS = {"changed": "yellow", "added": "green", "removed": "red", "same": "dim"}


def print_comparison(found: Comparison, base_url: str, whole: bool) -> None:
    """Print a comparison; `whole` prints the clauses that are the same too.

    Where there are no colours, words taken out are `[-…-]` and words put in `{+…+}`.
    """
    out = Console(highlight=False, soft_wrap=True)
    for name, one in (("前一篇", found.a), ("后一篇", found.b)):
        title = f"{one.article.title}  {one.article.known_date}".rstrip()
        out.print(f"[dim]{name}[/]  {escape(title)}  [dim]{escape(one.article.id)}[/]")
    out.print(f"\n[bold]{found.summary}[/]")
    differing = [pair for _, pair in found.figures if pair.verdict == "changed"]
    if differing:
        out.print("\n[bold]不同的数字[/]")
    for pair in differing:
        out.print(_pair(found, pair))
    for number, row in enumerate(found.rows, 1):
        if whole or row.status != "same":
            out.print()
            _print_row(out, found, number, row, base_url)


def _pair(found: Comparison, pair: FigurePair) -> str:
    difference = f"  [bold]{escape(pair.difference)}[/]" if pair.difference else ""
    return f"  {_figure(found.a, pair.a)}  →  {_figure(found.b, pair.b)}{difference}"


def _figure(compared: Compared, figure: Figure | None) -> str:
    if figure is None:
        return "—"
    text, (start, end) = compared.article.text, figure.phrase
    before, after = text[start : figure.start], text[figure.end : end]
    return f"{escape(before)}[bold]{escape(figure.written)}[/]{escape(after)}"


def _print_row(out: Console, found: Comparison, number: int, row: Row, base_url: str) -> None:
    told = [REASONS[reason] for reason in row.reasons if row.status != "same"]
    more = ["移动"] * row.moved + told * (not row.is_heading)
    weighty = " [bold]重要[/]" if row.level == "high" else ""
    label = f"[{_COLOURS[row.status]}]{found.label(row)}[/]"
    out.print(f"[dim]{number}[/] {label}{weighty}  [dim]{'、'.join(more)}[/]")
    for side, compared, sign in (("a", found.a, "前"), ("b", found.b, "后")):
        own = row.a if side == "a" else row.b
        if own is None:
            continue
        url = compared.url(own.start, own.end, base_url)
        out.print(f"  {sign} {_words(out, row, side)}")
        out.print(f"     [dim]{escape('  '.join(filter(None, (own.place, url))))}[/]")


def _words(out: Console, row: Row, side: str) -> str:
    said = []
    for text, differs in pieces(row, "a" if side == "a" else "b"):
        words = escape(text.replace("\n", "\n     "))
        if differs and out.is_terminal:
            words = f"[{_STYLES[side]}]{words}[/]"
        elif differs:
            start, end = _MARKS[side]
            words = f"{escape(start)}{words}{escape(end)}"
        said.append(words)
    return "".join(said)
