"""Find every regular expression of the packages, and texts on which a bad one takes long.

A pattern is attacked with what it is made of itself: each thing that it repeats, alternatives,
and whole matches, again and again, with what stands before them, and an end that does not match.
"""

from __future__ import annotations

import ast
import importlib
import re
import re._constants as sre
import re._parser as parser
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.paths import ROOT

PACKAGES = ("index", "rag", "eval", "ui")
METHODS = ("search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split")
UNKNOWN = ("search", "finditer")  # methods of a pattern in a collection, or handed on
DEPTH = 4  # of the collections in which patterns are looked for
PUMPS = 12  # texts for one pattern
# what the things that people type are made of
COMMON = ("1", "，", "一", "甲", "a", " ", "\n", "（", "《", "、", "[1] 《", "1.", "“甲”", "2021年")
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_END = "\n\x00"


@dataclass(frozen=True)
class Used:
    """A pattern, the places where it is defined, and the methods that it is used by."""

    pattern: re.Pattern[Any]
    where: str
    methods: frozenset[str]


def used_patterns() -> list[Used]:
    """Return all patterns; one that stands in several modules is listed once.

    Only modules with patterns of their own are imported.
    """
    methods: dict[re.Pattern[Any], set[str]] = defaultdict(set)
    places: dict[re.Pattern[Any], str] = {}
    trees = {_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in _files()}
    loaded = {name: importlib.import_module(name) for name, tree in trees.items() if _has_own(tree)}
    for name, module in loaded.items():
        for variable, value in vars(module).items():
            for pattern in _patterns_in(value):
                places.setdefault(pattern, f"{name}.{variable}")
                methods[pattern] |= set()
        for pattern, method, line in _inline(module, trees[name]):
            methods[pattern] |= {method} - {"compile"}
            places.setdefault(pattern, f"{name}:{line}")
    for name, tree in trees.items():
        known = {alias: (of, own) for alias, of, own in _imported(tree)}
        for variable, used in _methods_by_name(tree).items():
            of, own = known.get(variable, (name, variable))
            for pattern in _patterns_in(getattr(loaded.get(of), own, None)):
                methods[pattern] |= used
    return [Used(p, places[p], frozenset(used or UNKNOWN)) for p, used in methods.items()]


def _files() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted(path for path in (ROOT / package).rglob("*.py"))


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _has_own(tree: ast.Module) -> bool:
    imported = (node for node in ast.walk(tree) if isinstance(node, ast.Import))
    return any(one.name == "re" for node in imported for one in node.names)


def _imported(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                yield one.asname or one.name, node.module, one.name


def _methods_by_name(tree: ast.Module) -> Mapping[str, set[str]]:
    """Return by which methods names are used: `_MARK.sub(…)` by sub, `_MARK in …` by none."""
    found: dict[str, set[str]] = defaultdict(set)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in METHODS:
            owner = node.value
            name = getattr(owner, "id", "") or getattr(owner, "attr", "")
            found[name].add(node.attr)
    return found


def _patterns_in(value: Any, depth: int = DEPTH) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        for one in [*value.keys(), *value.values()]:
            yield from _patterns_in(one, depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _patterns_in(one, depth - 1)
    elif depth and is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _patterns_in(getattr(value, field.name), depth - 1)


def _inline(module: ModuleType, tree: ast.Module) -> Iterator[tuple[re.Pattern[Any], str, int]]:
    """Yield the patterns of calls such as `re.sub(r"…", …)` that depend on no local name."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        of = node.func.value
        if getattr(of, "id", "") != "re" or node.func.attr not in (*METHODS, "compile"):
            continue
        try:
            given, *rest = [_value(one, module) for one in node.args]
            flags = next((one for one in rest if isinstance(one, re.RegexFlag)), 0)
            pattern = given if isinstance(given, re.Pattern) else re.compile(given, flags)
        except (NameError, TypeError):
            continue
        yield pattern, node.func.attr, node.lineno


def _value(node: ast.expr, module: ModuleType) -> Any:
    """Return what an argument is; None for what is known only when the function runs."""
    constants = (ast.Constant, ast.JoinedStr, ast.Name, ast.Attribute, ast.BinOp)
    if not isinstance(node, constants):
        return None
    try:
        return eval(compile(ast.Expression(node), "pattern", "eval"), dict(vars(module)))
    except (NameError, AttributeError):
        return None


@cache
def attacks(pattern: re.Pattern[Any]) -> tuple[str, ...]:
    """Return what to repeat, with what stands before it, as texts with one `\\x01`: `a\\x01b`."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin1")
    tree = parser.parse(
        text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    )
    found = list(islice(dict.fromkeys(_pumps(tree, "")), PUMPS))
    return tuple(dict.fromkeys([*found, *(f"\x01{common}" for common in COMMON)]))


def grown(attack: str, length: int) -> str:
    """Return the text of an attack, of a given length."""
    before, pump = attack.split("\x01")
    return before + (pump * (length // max(1, len(pump)) + 1))[: length - len(before)] + _END


def _pumps(tree: Any, before: str) -> Iterator[str]:
    """Yield attacks on each part of a parsed pattern."""
    whole = _sample(tree)
    if whole:
        yield f"\x01{whole}"
    for kind, argument in tree:
        if kind in REPEATS:
            _, most, body = argument
            for sample in _samples(body):
                if sample and most > 1:
                    yield f"{before}\x01{sample}"
                    if before:
                        yield f"\x01{before}{sample}"
            yield from _pumps(body, before)
        elif kind is sre.SUBPATTERN:
            yield from _pumps(argument[-1], before)
        elif kind is sre.ATOMIC_GROUP:
            yield from _pumps(argument, before)
        elif kind is sre.BRANCH:
            for branch in argument[1]:
                yield from _pumps(branch, before)
        elif kind in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _pumps(argument[1], before)
        before += _sample([(kind, argument)])


def _samples(tree: Any) -> Iterator[str]:
    """Yield texts that a part matches: one for each alternative at its start, or character."""
    tree = list(tree)
    if len(tree) == 1 and tree[0][0] is sre.IN:
        yield from _characters(tree[0][1])
    elif len(tree) == 1 and tree[0][0] is sre.SUBPATTERN:
        yield from _samples(tree[0][1][-1])
    elif len(tree) == 1 and tree[0][0] is sre.BRANCH:
        for branch in tree[0][1][1]:
            yield _sample(branch)
    else:
        yield _sample(tree)
        yield _sample(tree, optional=False)


def _characters(members: Any) -> list[str]:
    """Return characters of a set, one of each kind of member."""
    if members and members[0][0] is sre.NEGATE:
        return [c for c in ("甲", "a", "1", " ", "，") if not _among(c, members[1:])] or ["😀"]
    found = []
    for kind, value in members:
        if kind is sre.LITERAL:
            found.append(chr(value))
        elif kind is sre.RANGE:
            found.append(chr(value[0]))
        elif kind is sre.CATEGORY:
            found.append(_category(value))
    return found[:6]


def _among(character: str, members: Any) -> bool:
    return any(
        (kind is sre.LITERAL and ord(character) == value)
        or (kind is sre.RANGE and value[0] <= ord(character) <= value[1])
        or (kind is sre.CATEGORY and _category(value) == character)
        for kind, value in members
    )


def _category(value: Any) -> str:
    return {
        sre.CATEGORY_DIGIT: "1",
        sre.CATEGORY_SPACE: " ",
        sre.CATEGORY_WORD: "a",
        sre.CATEGORY_NOT_WORD: "，",
        sre.CATEGORY_NOT_SPACE: "甲",
        sre.CATEGORY_NOT_DIGIT: "甲",
    }.get(value, "")


def _sample(tree: Any, optional: bool = True) -> str:
    """Return a short text that a part matches, with each `optional` thing once or without them."""
    return "".join(_one(kind, argument, optional) for kind, argument in tree)


def _one(kind: Any, argument: Any, optional: bool) -> str:
    if kind is sre.LITERAL:
        return chr(argument)
    if kind is sre.NOT_LITERAL:
        return "甲" if argument != ord("甲") else "乙"
    if kind is sre.ANY:
        return "甲"
    if kind is sre.IN:
        return next(iter(_characters(argument)), "")
    if kind in REPEATS:
        least, most, body = argument
        return _sample(body, optional) * max(least, min(int(optional), most))
    if kind is sre.SUBPATTERN:
        return _sample(argument[-1], optional)
    if kind is sre.ATOMIC_GROUP:
        return _sample(argument, optional)
    if kind is sre.BRANCH:
        return _sample(argument[1][0], optional)
    return ""
