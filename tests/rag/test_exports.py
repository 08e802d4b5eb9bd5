from __future__ import annotations

import subprocess
import sys

import pytest

import rag


def test_every_exported_name_is_the_one_of_its_module() -> None:
    for name in rag.__all__:
        assert getattr(rag, name).__name__ == name
        assert name in dir(rag)


def test_a_name_that_is_not_exported_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Retriever'"):
        rag.Retriever  # noqa: B018


def test_importing_the_package_loads_none_of_its_modules() -> None:
    program = "import sys, rag; print(sorted(m for m in sys.modules if m.startswith('rag.')))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "[]\n"
