"""The kinds of official documents, as their titles end and as they call themselves."""

from __future__ import annotations

import re
from pathlib import Path

_KINDS = Path(__file__).with_name("document_kinds.txt").read_text("utf-8").split()
KINDS = "|".join(sorted(_KINDS, key=len, reverse=True))
"""The kinds as alternatives of a pattern, the longer first: 复函 before 函."""

_EDITION = (
    r"[（(](?:试\s?行|暂\s?行|修订|修正|[^（）()]{0,12}稿|(?:19|20)\d\d\s?年?(?:[^（）()第号]{0,6}版)?"
    r"|第[^（）()]{1,4}版)[）)]"
)
_EDITION_LINE = re.compile(_EDITION)
_END = re.compile(rf"(?P<kind>{KINDS})(?:{_EDITION})?$")


def kind_of(title: str) -> str:
    """Return the kind of document that a title ends with, as 办法 in 管理办法（试行）; or ''."""
    match = _END.search(title[-40:])
    return match["kind"] if match else ""


def is_edition(line: str) -> bool:
    """Return whether the line is nothing but an edition such as （试行） or （2024年版）."""
    return bool(_EDITION_LINE.fullmatch(line))
