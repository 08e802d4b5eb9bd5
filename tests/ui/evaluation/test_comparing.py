"""Two runs compared: what differs by more than chance, and which questions changed."""

import copy
from dataclasses import replace

import pytest

from eval.run import Run
from index.errors import QuestionSetError
from ui.evaluation.archive import Chosen
from ui.evaluation.comparing import circumstances, sides


@pytest.fixture
def before(first_run):
    """Forty questions like the first one, every second of which was missed."""
    records = []
    for n in range(40):
        record = copy.deepcopy(first_run.records[0]) | {"id": f"q{n}"}
        record["metrics"]["key_point_recall"] = float(n % 2)
        records.append(record)
    return Run(first_run.meta, first_run.summary, records)


def altered(run, change):
    records = copy.deepcopy(run.records)
    for record in records:
        change(record)
    return Run(run.meta, run.summary, records)


def all_found(record):
    record["metrics"]["key_point_recall"] = 1.0


def test_a_difference_beyond_chance_is_told_with_its_range(before):
    found = sides(before, altered(before, all_found))
    [row] = found.rows
    assert (row.measure.label, row.before, row.after) == ("要点答到了", "50%", "100%")
    assert row.verdict == "better" and row.said.startswith("高了 50.0 个百分点，有 95% 的把握在 +")
    assert not found.is_even
    assert (len(found.better), found.worse, found.shared) == (20, [], 40)
    assert found.better[0].before.outcome == "none" and found.better[0].after.outcome == "full"


def test_what_may_be_chance_is_not_called_better(before):
    def one_more(record):
        if record["id"] == "q0":
            all_found(record)

    found = sides(before, altered(before, one_more))
    assert [row.verdict for row in found.rows] == [""] and found.is_even
    assert [change.after.id for change in found.better] == ["q0"]


def test_more_refusals_are_worse_although_the_number_rises(before):
    def refused(record):
        record["metrics"]["false_refusal"] = 1.0

    found = sides(before, altered(before, refused))
    [row] = found.rows
    assert (row.before, row.after, row.verdict) == ("100%", "0%", "worse")
    assert row.said.startswith("低了 100.0 个百分点")


def test_questions_lead_to_their_places_in_both_runs(before):
    later = altered(before, all_found)
    found = sides(before, Run(later.meta, later.summary, later.records[::-1]))
    for change in found.better:
        assert change.before.id == change.after.id
        assert change.after.n == 39 - change.before.n


def test_another_answer_with_the_same_score_is_told_apart(before):
    def reworded(record):
        record["result"]["answer"] += "。"

    found = sides(before, altered(before, reworded))
    assert found.rows == [] and len(found.reworded) == 40


def test_runs_without_a_common_question_cannot_be_compared(before):
    with pytest.raises(QuestionSetError):
        sides(before, Run(before.meta, before.summary, []))


def test_what_else_changed_between_two_runs_is_told(archive, first_run):
    archive.keep(first_run, Chosen(), "user x", "v1")
    [entry] = archive.entries()
    assert circumstances(entry, entry) == []
    other = replace(entry, digests=["x"], version="v2", program="9.9")
    assert [line[:4] for line in circumstances(entry, other)] == ["两次的题", "两次之间", "程序从 "]
