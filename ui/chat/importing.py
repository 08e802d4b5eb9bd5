"""Import Gradio without the work of its that serves nobody here."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

# After every event Gradio sums up the last 10,000 events in a table of pandas, for a page of its
# own that is switched off.
SETTINGS = {
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(sys.maxsize),
}
TEMPORARY = "GRADIO_TEMP_DIR"
STUBS, WRITE = "gradio.component_meta", "create_or_modify_pyi"


def prepare_gradio() -> None:
    """Set what Gradio reads from the environment; let its import, if to come, write no stubs.

    For every component Gradio parses its own source and writes a .pyi file beside it, each time
    that it is imported: two fifths of the import, and of use to editors alone. It has no setting
    for that. Its files lie in a folder of the owner's alone, which is deleted at the end, in place
    of one that all users of the machine share.
    """
    if TEMPORARY not in os.environ:
        os.environ[TEMPORARY] = tempfile.mkdtemp(prefix="wence-gradio-")
        atexit.register(shutil.rmtree, os.environ[TEMPORARY], ignore_errors=True)
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    if STUBS not in sys.modules and not any(isinstance(f, _Finder) for f in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder):
    """Finds the module that writes stubs, as Python would, to be loaded by `_Loader`."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != STUBS:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and type(spec.loader) is SourceFileLoader:
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        # a version of Gradio without such a function is left as it is
        if callable(getattr(module, WRITE, None)):
            setattr(module, WRITE, _nothing)


def _nothing(*args: object, **named: object) -> None:
    """Write no stubs."""
