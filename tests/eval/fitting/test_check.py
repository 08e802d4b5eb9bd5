from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.fitting import check
from eval.fitting.writing import write_section
from rag import fitted
from rag.verification.check import COVERED_BY, EDIT_BY, FAITHFUL_BY

SOURCE = "[1] 东湖区有{}家诊所，全部由区里出资。[2] 云岭区的药品由市里统一采购。"


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(fitted, "FILE", tmp_path / "fitted.toml")
    yield fitted.FILE


@pytest.fixture
def public(tmp_path: Path) -> Path:
    rows = [
        {
            "query": f"第{n}区有几家诊所？",
            "statement": f"东湖区有{n if right else n + 1}家诊所，全部由区里出资。",
            "quote": SOURCE.format(n),
            "label": int(right),
        }
        for n in range(30, 60)
        for right in (True, False)
    ]
    file = tmp_path / "public.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return file


@pytest.fixture
def own(tmp_path: Path) -> Path:
    rows = [
        json.loads(line)
        for line in Path("tests/data/statements.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    file = tmp_path / "own.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows[::40]), encoding="utf-8")
    return file


def test_weights_are_learned_reported_and_written(
    public: Path, own: Path, written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check.main([str(public), str(own)])
    assert "CiteCheck: kept" in capsys.readouterr().out
    values = tomllib.loads(written.read_text(encoding="utf-8"))["check"]
    assert set(values) == {*COVERED_BY, *FAITHFUL_BY, *EDIT_BY, "threshold"}
    assert values["covered_figure"] + values["faithful_figure"] < 0


def test_rows_on_one_question_or_document_are_left_out_together(public: Path) -> None:
    examples = list(check.read(public))
    assert all(
        one.group == other.group for one, other in zip(examples[::2], examples[1::2], strict=True)
    )
    assert {one.error for one in examples} == {"", "unsupported"}


def test_statement_with_the_wrong_citation_counts_as_both(tmp_path: Path) -> None:
    line = next(
        line
        for line in Path("tests/data/statements.jsonl").read_text(encoding="utf-8").splitlines()
        if '"citation"' in line
    )
    file = tmp_path / "one.jsonl"
    file.write_text(line, encoding="utf-8")
    assert [one.error for one in check.read(file)] == ["", "citation"]


def test_written_section_replaces_its_own_and_keeps_the_others(written: Path) -> None:
    write_section("first", {"a": 1.0})
    write_section("second", {"b": 2.0})
    write_section("first", {"a": 3.0})
    found = tomllib.loads(written.read_text(encoding="utf-8"))
    assert found == {"first": {"a": 3.0}, "second": {"b": 2.0}}
