"""Folders in the user's cache that are made once and used by every later process."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from index.errors import ModelError


def make_once(target: Path, fill: Callable[[Path], None]) -> Path:
    """Return a folder; where it is not there, make it under another name and rename it.

    Where two processes do so at once, one of them succeeds and both use its folder.

    Raises:
        ModelError: the cache cannot be written.
    """
    if target.is_dir():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            fill(temporary)
            temporary.chmod(0o755)
            _rename(temporary, target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise ModelError(
            f"无法把向量模型写入 {target.parent}（{error.strerror}），"
            "请检查磁盘空间和权限，或用环境变量 XDG_CACHE_HOME 换一个目录。"
        ) from error
    return target


def _rename(temporary: Path, target: Path) -> None:
    try:
        temporary.rename(target)
    except OSError:
        if not target.is_dir():
            raise
