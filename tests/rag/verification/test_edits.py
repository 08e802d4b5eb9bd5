from __future__ import annotations

import pytest

from rag.verification.coverage import Content, squeeze
from rag.verification.edits import aligned, edits


@pytest.mark.parametrize(
    ("statement", "source", "negated"),
    [
        ("这点差价足以留住病人。", "这点差价不足以留住病人。", 1),
        ("医院已经收到通知。", "医院尚未收到通知。", 1),
        ("病人可以在东湖区看病。", "病人可以不断在东湖区看病。", 0),
        ("病人可以在东湖区看病。", "病人可以去东湖区看病。", 0),
    ],
)
def test_negation_between_shared_runs_is_counted(statement: str, source: str, negated: int) -> None:
    assert edits(Content.of(statement), squeeze(source))["negated"] == negated


def test_runs_from_places_far_apart_are_joined() -> None:
    source = "东湖区的诊所由市里出资，" + "绿化改造工程另行安排，" * 3 + "药品统一采购。"
    assert edits(Content.of("东湖区的诊所药品统一采购。"), source)["joined"] == 1
    assert edits(Content.of("东湖区的诊所由市里出资。"), source)["joined"] == 0


def test_run_is_placed_next_to_its_neighbours() -> None:
    source = "药品不贵。东湖区的诊所药品统一采购。"
    runs = aligned(Content.of("东湖区诊所药品统一采购"), source)
    assert [run.place for run in runs] == sorted(run.place for run in runs)


def test_texts_with_nothing_in_common_have_no_runs() -> None:
    assert edits(Content.of("天文馆"), "诊所。")["runs"] == 0
