"""Paths of folders: the user's cache, and the corpus that is indexed by default."""

from __future__ import annotations

import os
from pathlib import Path


def cache_dir() -> Path:
    """Return our folder in the user's cache: `$XDG_CACHE_HOME/wence` or `~/.cache/wence`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wence"


SAMPLE = Path(__file__).parent / "sample"


def default_corpus() -> Path:
    """Return the corpus to index when no path is given: `$WENCE_CORPUS` if it is set.

    Otherwise it is the first that exists of `corpus/` and `../shared/corpus`, or else the
    sample that comes with the program.
    """
    if named := os.environ.get("WENCE_CORPUS"):
        return Path(named)
    for folder in (Path("corpus"), Path("../shared/corpus")):
        if folder.is_dir():
            return folder
    return SAMPLE
