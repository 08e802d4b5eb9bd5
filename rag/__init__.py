"""Question in, cited answer out.

The names below are loaded when they are first used, so that `import rag` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.answer import Answer, Citation, Hit
    from rag.filters import Filters
    from rag.pipeline import Pipeline
    from rag.settings import Settings

__all__ = ["Answer", "Citation", "Filters", "Hit", "Pipeline", "Settings"]

_MODULES = {
    "Answer": "rag.answer",
    "Citation": "rag.answer",
    "Filters": "rag.filters",
    "Hit": "rag.answer",
    "Pipeline": "rag.pipeline",
    "Settings": "rag.settings",
}


def __getattr__(name: str) -> Any:
    """Load an exported name on first use (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    """List the exported names, loaded or not."""
    return sorted({*globals(), *__all__})
