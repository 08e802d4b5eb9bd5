"""Write the remarks on a draft as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.csv_files import csv_text
from rag.drafts.verdicts import LABELS
from ui.verify.remarks import Remark

HEAD = ("句子", "结果", "说明", "原文", "文章", "地址")


def listed(remarks: Sequence[Remark]) -> str:
    """Return one line for each remark."""
    return csv_text([HEAD, *map(_row, remarks)])


def _row(remark: Remark) -> Iterator[str]:
    yield from (remark.said, LABELS[remark.verdict], remark.reason)
    for column in ("text", "title", "url"):
        yield "\n".join(getattr(quote, column) for quote in remark.quotes)
