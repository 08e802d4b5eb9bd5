"""Filters as separate parameters of a function, for libraries that read its signature.

FastAPI has `Depends` for this; typer and MCP servers have nothing like it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from rag.filters import Filters

T = TypeVar("T")


def filters_from(
    read: Callable[..., Filters],
) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Replace a function's parameter `filters` by the parameters of `read`, which computes it.

    The new function takes keyword arguments alone.
    """

    def decorate(function: Callable[..., T]) -> Callable[..., T]:
        conditions = _parameters(read)

        @wraps(function)
        def with_conditions(**given: Any) -> T:
            chosen = {name: given.pop(name) for name in conditions if name in given}
            return function(**given, filters=read(**chosen))

        parameters: list[Parameter] = []
        for name, parameter in _parameters(function).items():
            parameters += conditions.values() if name == "filters" else [parameter]
        whole = signature(function, eval_str=True, locals=_UNEVALUATED)
        with_conditions.__signature__ = whole.replace(  # type: ignore[attr-defined]
            parameters=[p.replace(kind=Parameter.KEYWORD_ONLY) for p in parameters]
        )
        with_conditions.__annotations__ = {p.name: p.annotation for p in parameters}
        return with_conditions

    return decorate


# this name may be imported for type checkers alone, and its annotation is not needed
_UNEVALUATED = {"Filters": Any}


def _parameters(function: Callable[..., Any]) -> dict[str, Parameter]:
    return dict(signature(function, eval_str=True, locals=_UNEVALUATED).parameters)
