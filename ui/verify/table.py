"""Write the remarks on a draft as CSV."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from rag.drafts.verdicts import LABELS
from ui.library.spreadsheet import defused
from ui.verify.remarks import Remark

HEAD = ("句子", "结果", "说明", "原文", "文章", "地址")


def listed(remarks: Sequence[Remark]) -> str:
    """Return one line for each remark, which spreadsheets open as text, never as formulas."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for remark in remarks:
        columns = ("text", "title", "url")
        quoted = ["\n".join(getattr(q, name) for q in remark.quotes) for name in columns]
        row = (remark.said, LABELS[remark.verdict], remark.reason, *quoted)
        writer.writerow([defused(cell) for cell in row])
    return "\ufeff" + out.getvalue()
