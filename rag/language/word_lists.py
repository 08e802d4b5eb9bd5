"""Read word lists from the TOML files beside the modules that use them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).with_name("words.toml")
"""Word lists of this room."""


@cache
def read_lists(file: Path) -> dict[str, Any]:
    """Read a TOML file of word lists, once."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def word_list(name: str, file: Path = WORDS) -> tuple[str, ...]:
    """Return the words of one list, written as a string with blanks between the words."""
    return tuple(read_lists(file)[name].split())
