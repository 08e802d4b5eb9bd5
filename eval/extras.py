"""Optional packages that only some evaluations need."""

from __future__ import annotations

from importlib.util import find_spec

from index.errors import WenceError

EXTRA = "dev"


def require_package(module: str, package: str, purpose: str, extra: str = EXTRA) -> None:
    """Check that a module can be imported, before any slow work that would end without it.

    Raises WenceError with `purpose` (in Chinese) and the command that installs `package`.
    """
    if find_spec(module) is None:
        raise WenceError(f"{purpose}要另装 {package}，请运行 pip install 'wence[{extra}]'。")
