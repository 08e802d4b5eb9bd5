"""Write a draft as Markdown with a footnote for each remark."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ui.verify.remarks import Remark, RemarkQuote

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def noted(draft: str, remarks: Sequence[Remark]) -> str:
    """Return the draft as it is, with a mark behind each sentence and the notes at the end."""
    pieces, at = [], 0
    for n, remark in enumerate(remarks, 1):
        pieces += [draft[at : remark.end], f"[^wence-{n}]"]
        at = remark.end
    notes = "\n\n".join(_note(n, remark) for n, remark in enumerate(remarks, 1))
    return f"{''.join(pieces)}{draft[at:]}".rstrip("\n") + f"\n\n{notes}\n"


def _note(n: int, remark: Remark) -> str:
    parts = [f"{_escaped(remark.head)}。", *map(_quote, remark.quotes)]
    return f"[^wence-{n}]: {' '.join(parts)}"


def _quote(quote: RemarkQuote) -> str:
    return f"原文：“{_escaped(quote.text)}”[《{_escaped(quote.title)}》](<{quote.url}>)"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
