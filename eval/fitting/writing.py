"""Write what was fitted to rag/fitted.toml."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rag import fitted

DECIMALS = 4
_HEAD = "# Written by `python -m eval.fitting` and `python -m eval.fitting.check`; not by hand."


def write_section(name: str, values: Mapping[str, float]) -> None:
    """Write or replace one section of the file; the others stay as they are."""
    known = fitted.FILE.read_text(encoding="utf-8") if fitted.FILE.exists() else ""
    sections = known.split("\n\n[")[1:]
    kept = {section.partition("]")[0]: section.strip() for section in sections}
    lines = [
        f"{key} = {np.format_float_positional(value, DECIMALS, fractional=False, trim='0')}"
        for key, value in values.items()
    ]
    kept[name] = "\n".join([f"{name}]", *lines])
    fitted.FILE.write_text(
        "\n\n".join([_HEAD, *(f"[{section}" for section in kept.values())]) + "\n",
        encoding="utf-8",
    )
