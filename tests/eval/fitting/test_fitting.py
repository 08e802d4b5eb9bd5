"""`python -m eval.fitting` on two tiny stores, from the question sets to the file."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from eval.fitting.__main__ import main
from index.embedding.embedder import Embedder
from index.errors import QuestionSetError
from rag import fitted
from rag.evidence import confidence, scoring
from rag.retrieval import ranking
from tests.eval.fitting.conftest import TokenEmbedder


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file that is written in place of the real one; the weights are put back at the end."""
    monkeypatch.chdir(tmp_path)  # away from any .env
    monkeypatch.setattr(fitted, "FILE", tmp_path / "fitted.toml")
    monkeypatch.setattr(Embedder, "load", lambda *_: TokenEmbedder())
    kept = [(module.WEIGHTS, module.WEIGHTS.copy()) for module in (ranking, scoring)]
    yield fitted.FILE
    for weights, before in kept:
        weights[:] = before


def pairs(stores: list[Path], sets: list[Path]) -> list[str]:
    return [f"{store}={file}" for store, file in zip(stores, sets, strict=True)]


def test_every_number_is_fitted_reported_and_written(
    stores: list[Path], sets: list[Path], file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(pairs(stores, sets))
    sections = tomllib.loads(file.read_text(encoding="utf-8"))
    assert {name: list(values) for name, values in sections.items()} == {
        "passages": list(ranking.FEATURES),
        "statements": list(scoring.FEATURES),
        "selection": ["least_share"],
        "confidence": [*confidence.FEATURES, "bias", "threshold"],
    }
    assert all(
        isinstance(value, float) and np.isfinite(value)
        for values in sections.values()
        for value in values.values()
    )
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["passages", "statements", "confidence"]
    assert not any(re.search(r"\bnan\b", line) for line in lines)


def test_the_same_sets_give_the_same_numbers(
    stores: list[Path], sets: list[Path], file: Path
) -> None:
    main(pairs(stores, sets))
    once = file.read_text(encoding="utf-8")
    main(pairs(stores, sets))
    assert file.read_text(encoding="utf-8") == once


@pytest.mark.parametrize("arguments", [[], ["索引"], ["=题集.jsonl"], ["索引="]])
def test_arguments_that_are_no_pairs_are_refused_with_the_usage(arguments: list[str]) -> None:
    with pytest.raises(QuestionSetError, match="用法"):
        main(arguments)


def test_the_command_ends_with_one_sentence_where_its_arguments_are_wrong() -> None:
    command = [sys.executable, "-m", "eval.fitting", "索引"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1 and "用法" in ended.stderr


def test_questions_whose_evidence_is_not_in_the_store_are_refused(
    stores: list[Path], sets: list[Path], file: Path
) -> None:
    with pytest.raises(QuestionSetError, match="证据"):
        main([f"{stores[0]}={sets[1]}"])
    assert not file.exists()
