"""Namespaces of WordprocessingML (ECMA-376 part 1), and the reading of its values."""

from __future__ import annotations

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"  # prefix of every tag
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def value(element: Any | None, name: str, default: str = "") -> str:
    """Return `w:val` of the child element of this name, or the default."""
    child = element.find(f"{W}{name}") if element is not None else None
    return default if child is None else str(child.get(f"{W}val", default))


def whole(element: Any | None, name: str, default: int, most: int) -> int:
    """Return `w:val` of the child element as a number from 0 to `most`, or the default."""
    text = value(element, name)
    return min(int(text), most) if text.isascii() and text.isdigit() else default


def switch(element: Any | None, name: str) -> bool | None:
    """Return whether the child element switches something on; None if there is none."""
    child = element.find(f"{W}{name}") if element is not None else None
    return None if child is None else child.get(f"{W}val", "1") not in ("0", "false", "off", "none")
