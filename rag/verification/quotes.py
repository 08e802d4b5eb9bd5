"""Check what a statement quotes word for word, and what it refers to as 该办法 or 同法.

「方案要求“每家诊所配备两名医师”」 is wrong where the source has 「每家诊所至少配备一名医师」, however much
of it is shared. A quote stitched of two places is told from one that stands nowhere.
"""

from __future__ import annotations

import re

from rag.verification.coverage import matched_runs, squeeze

_QUOTE = re.compile(r"[“「『]([^“”「」『』]{8,200})[”」』]")
_ELLIPSIS = re.compile(r"…+|\.{3,}")
_SIGNS = re.compile(r"[^\w%]")
_REFERENCE = re.compile(r"[该本同](?:办法|条例|法(?=[第规对的，。])|规定|细则|通知|意见|方案|决定)")
_PIECE = 4  # characters of a stitched quote's pieces, at least


def wrong_quote(statement: str, whole: str) -> tuple[str, bool] | None:
    """Return a quote of a statement that the evidence lacks, and whether it is stitched.

    Quotes under eight characters are terms; signs do not count. None where all quotes stand.
    """
    source = _SIGNS.sub("", whole)
    for quote in _QUOTE.findall(statement):
        for part in _ELLIPSIS.split(quote):
            bare = _SIGNS.sub("", squeeze(part))
            if bare not in source:
                return quote, bool((matched_runs(bare, source) >= _PIECE).all())
    return None


def unknown_reference(statement: str, whole: str, named: str) -> str:
    """Return a reference (该办法) to a kind of document that neither evidence nor titles name."""
    known = whole + squeeze(named)
    found = (m[0] for m in _REFERENCE.finditer(statement))
    return next((text for text in found if text[1:] not in known), "")
