"""Name a file that is sent to be saved."""

from __future__ import annotations

import re
from urllib.parse import quote

NAME_CHARS = 40
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069<>:"/\\|?*\s]+')
_SUFFIX = re.compile(r"[a-z0-9]{1,8}")


def disposition(title: str, suffix: str) -> str:
    """Name the file after its title, without what a file's name must not hold."""
    name = _UNSAFE.sub(" ", title).strip(" .")[:NAME_CHARS].strip(" .") or "问策"
    ending = f".{suffix}" if _SUFFIX.fullmatch(suffix) else ""
    encoded = quote(name + ending, safe=".")
    return f"attachment; filename=\"wence{ending}\"; filename*=UTF-8''{encoded}"
