"""Write Word's formulas (Office MathML, ECMA-376 part 1, 22.1) as text: `(a+b)/c`, x², √(2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from index.formats.office.package import local
from index.formats.word.names import M
from index.text.scripts import lower_digits, raise_digits

MAX_DEPTH = 40  # of nested formulas; deeper ones give their characters alone
_SIMPLE = re.compile(r"[\w.,%‰]*")

_Write = Callable[[Any], str]


def formula_text(element: Any, depth: int = 0) -> str:
    """Return a formula as a line of text; its digits keep their order."""
    name = local(element)
    if name == "t":
        return str(element.text or "")
    if depth >= MAX_DEPTH:
        return "".join(t.text or "" for t in element.iter(f"{M}t"))

    def inner(child: Any) -> str:
        return formula_text(child, depth + 1)

    if name in _WRITTEN:
        return _WRITTEN[name](element, inner)
    return "".join(inner(child) for child in element if not local(child).endswith("Pr"))


def _part(element: Any, name: str, inner: _Write) -> str:
    child = element.find(f"{M}{name}")
    return "" if child is None else inner(child)


def _group(text: str) -> str:
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _raised(text: str) -> str:
    raised = raise_digits(text)
    return f"^{_group(text)}" if raised.startswith("^") and len(text) > 1 else raised


def _lowered(text: str) -> str:
    lowered = lower_digits(text)
    return lowered if lowered != text or not text else f"_{_group(text)}"


def _fraction(element: Any, inner: _Write) -> str:
    return "/".join(_group(_part(element, name, inner)) for name in ("num", "den"))


def _scripts(element: Any, inner: _Write) -> str:
    base = _group(_part(element, "e", inner))
    below, above = _part(element, "sub", inner), _part(element, "sup", inner)
    return f"{base}{_lowered(below)}{_raised(above) if above else ''}"


def _root(element: Any, inner: _Write) -> str:
    degree = _part(element, "deg", inner)
    return f"{_raised(degree) if degree else ''}√({_part(element, 'e', inner)})"


def _sum(element: Any, inner: _Write) -> str:
    sign = _property(element, "naryPr", "chr", "∫")
    limits = "→".join(filter(None, (_part(element, name, inner) for name in ("sub", "sup"))))
    return f"{sign}{f'({limits})' if limits else ''}{_part(element, 'e', inner)}"


def _delimited(element: Any, inner: _Write) -> str:
    left, right = _property(element, "dPr", "begChr", "("), _property(element, "dPr", "endChr", ")")
    between = _property(element, "dPr", "sepChr", "|")
    return f"{left}{between.join(inner(e) for e in element.iterchildren(f'{M}e'))}{right}"


def _rows(element: Any, inner: _Write) -> str:
    return "；".join(inner(row) for row in element if local(row) in ("e", "mr"))


def _row(element: Any, inner: _Write) -> str:
    return "，".join(inner(cell) for cell in element.iterchildren(f"{M}e"))


def _limit(element: Any, inner: _Write) -> str:
    return f"{_part(element, 'e', inner)}({_part(element, 'lim', inner)})"


def _property(element: Any, properties: str, name: str, default: str) -> str:
    found = element.find(f"{M}{properties}/{M}{name}")
    return default if found is None else str(found.get(f"{M}val", ""))


_WRITTEN: dict[str, Callable[[Any, _Write], str]] = {
    "f": _fraction,
    "sSup": _scripts,
    "sSub": _scripts,
    "sSubSup": _scripts,
    "rad": _root,
    "nary": _sum,
    "d": _delimited,
    "eqArr": _rows,
    "m": _rows,
    "mr": _row,
    "limLow": _limit,
    "limUpp": _limit,
}
