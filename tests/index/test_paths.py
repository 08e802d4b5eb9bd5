from __future__ import annotations

from pathlib import Path

import pytest

import index
from index.paths import default_corpus


@pytest.mark.parametrize(
    ("folders", "expected"),
    [(["corpus", "../shared/corpus"], "corpus"), (["../shared/corpus"], "../shared/corpus")],
)
def test_the_default_corpus_is_the_first_folder_that_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folders: list[str], expected: str
) -> None:
    here = tmp_path / "here"
    for folder in folders:
        (here / folder).mkdir(parents=True)
    here.mkdir(exist_ok=True)
    monkeypatch.chdir(here)
    monkeypatch.delenv("WENCE_CORPUS", raising=False)
    assert default_corpus() == Path(expected)
    monkeypatch.setenv("WENCE_CORPUS", "named")
    assert default_corpus() == Path("named")


def test_the_sample_is_the_corpus_if_there_is_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WENCE_CORPUS", raising=False)
    assert default_corpus() == Path(index.__file__).parent / "sample"
