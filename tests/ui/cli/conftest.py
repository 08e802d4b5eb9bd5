"""A fixture that runs commands on the fake pipeline."""

import os
import sys

import pytest

from rag.answering import QuestionAnswerer
from ui.cli import main


@pytest.fixture
def wence(monkeypatch, capsys, pipeline, tmp_path):
    """Run a command with the fake pipeline; gives exit status, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(QuestionAnswerer, "open", lambda settings: pipeline)

    def run(*args):
        monkeypatch.setattr(sys, "argv", ["wence", *args])
        with pytest.raises(SystemExit) as ended:
            main.main()
        return ended.value.code, *capsys.readouterr()

    return run


@pytest.fixture(autouse=True)
def same_umask_after_the_test():
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)
