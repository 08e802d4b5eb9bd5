"""Folders: the user's cache, and the corpus that is indexed by default."""

from __future__ import annotations

import os
from pathlib import Path


def cache_dir() -> Path:
    """Our folder in the user's cache: `$XDG_CACHE_HOME/wence` or `~/.cache/wence`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wence"


SAMPLE = Path(__file__).parent / "sample"


def default_corpus() -> Path:
    """Where the corpus is when nobody says: `$WENCE_CORPUS`, or the first folder there is.

    `corpus/` here, `../shared/corpus`, and at last the sample that ships with the program.
    """
    if named := os.environ.get("WENCE_CORPUS"):
        return Path(named)
    for folder in (Path("corpus"), Path("../shared/corpus")):
        if folder.is_dir():
            return folder
    return SAMPLE
