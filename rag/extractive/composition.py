"""Statements → quotes → the text of an answer with its citation numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.model import Article
from rag.evidence.statements import Statement
from rag.extractive.subject_headings import named_heading

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Quote:
    """Chosen neighbouring statements of one passage."""

    statements: tuple[Statement, ...]

    @property
    def article_id(self) -> str:
        """Id of the article quoted."""
        return self.statements[0].candidate.passage.article_id

    @property
    def start(self) -> int:
        """Offset in the article's text."""
        return self.statements[0].start

    @property
    def end(self) -> int:
        """Offset in the article's text."""
        return self.statements[-1].end


def quotes(chosen: Sequence[Statement], leading: Sequence[str] = ()) -> list[Quote]:
    """Join statements that follow each other; articles in order of rank, text in its order.

    The articles whose ids are `leading` come first, in that order.
    """
    ranks: dict[str, int] = {}
    for statement in chosen:
        article = statement.candidate.passage.article_id
        ranks[article] = min(statement.rank, ranks.get(article, statement.rank))
    ranks |= {id_: place - len(leading) for place, id_ in enumerate(leading)}
    headed = _without_bare_headings(chosen)
    ordered = sorted(headed, key=lambda s: (ranks[s.candidate.passage.article_id], s.start))
    groups: list[list[Statement]] = []
    for statement in ordered:
        if groups and _touch(groups[-1][-1], statement):
            groups[-1].append(statement)
        else:
            groups.append([statement])
    return [Quote(tuple(group)) for group in groups]


def _without_bare_headings(chosen: Sequence[Statement]) -> list[Statement]:
    """Leave out headings that no chosen text follows, where anything else was chosen."""
    starts = {s.start for s in chosen}
    kept = [
        s
        for s in chosen
        if s.kind != "heading" or s.listed or any(s.end < start <= s.end + 2 for start in starts)
    ]
    return kept or list(chosen)


def _touch(last: Statement, statement: Statement) -> bool:
    if last.candidate is not statement.candidate or "table" in (last.kind, statement.kind):
        return False
    passage = last.candidate.passage
    return not passage.text[last.end - passage.start : statement.start - passage.start].strip()


def compose(
    found: Sequence[Quote],
    articles: Mapping[str, Article],
    question: str = "",
    *,
    read_out: bool = True,
) -> str:
    """Write the answer: quotes with their marks, under their articles where there are several.

    A quote that doesn't name its subject is led by the heading that does. With `read_out` a
    table's row is told with its column names, else as it stands.
    """
    lines: list[str] = []
    several = len({quote.article_id for quote in found}) > 1
    shown = led = ""
    for n, quote in enumerate(found, 1):
        article = articles[quote.article_id]
        if several and article.id != shown:
            lines.append(f"《{article.title}》（{article.dated}）：")
            led = ""
        shown = article.id
        subject = named_heading(quote.statements[0], article, question)
        lead = f"{subject}：" if subject and subject != led else ""
        led = subject
        lines.append(f"{lead}{_spoken(quote, article, read_out)}[{n}]")
    return "\n\n".join(lines)


def _spoken(quote: Quote, article: Article, read_out: bool) -> str:
    text = article.text[quote.start : quote.end]
    if quote.statements[0].kind == "table":
        return _row(text, _header(quote, article) if read_out else [])
    return re.sub(r"\s*\n\s*", " ", text).strip()


def _row(text: str, header: Sequence[str]) -> str:
    """Read a table row out with its column names, where the header names every column."""
    cells = [cell.strip() for cell in text.split("\t")]
    if len(cells) > 2 and cells[0].isdigit():  # the row's number says nothing
        cells, header = cells[1:], header[1:]
    if len(header) != len(cells):
        return "；".join(cell for cell in cells if cell)
    named = [
        f"{name}：{cell}" if name else cell
        for name, cell in zip(header[1:], cells[1:], strict=True)
        if cell
    ]
    return f"{cells[0]}（{'；'.join(named)}）" if named else cells[0]


def _header(quote: Quote, article: Article) -> list[str]:
    """Name of each column: the lowest header row that has one for it."""
    for block in article.blocks:
        if block.kind == "table" and block.start <= quote.start < block.end:
            rows = article.text[block.start : block.end].split("\n")[: block.header_rows]
            named = [row.split("\t") for row in rows]
            width = max((len(row) for row in named), default=0)
            return [
                next(
                    (row[c].strip() for row in reversed(named) if c < len(row) and row[c].strip()),
                    "",
                )
                for c in range(width)
            ]
    return []
