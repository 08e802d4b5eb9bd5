"""What became of a question, and what went wrong with it."""

import copy

import pytest

from ui.evaluation.problems import faults_in, line, lines, present


@pytest.fixture
def full(first_run):
    """A question that was answered well."""
    return changed(first_run.records[0], faultless=1.0)


def changed(record, **values):
    new = copy.deepcopy(record)
    for name, value in values.items():
        for part in (new["metrics"], new["details"], new["result"], new):
            if name in part:
                part[name] = value
                break
        else:
            new["metrics"][name] = value
    return new


def test_each_question_has_an_outcome(first_run):
    assert [one.outcome for one in lines(first_run.records)] == ["full", "part", "handled"]


def test_a_good_answer_has_no_problem(full, first_run):
    good = line(0, full)
    assert good.problems == [] and good.is_good
    assert not line(1, first_run.records[1]).is_good


def test_problems_name_the_stage_that_failed(full):
    assert line(0, changed(full, evidence_ranks=[1, None])).problems == ["missed"]
    missed = changed(full, evidence_ranks=[2], key_point_recall=0.0)
    assert line(0, missed).problems == ["unused"]
    assert line(0, changed(full, cited_article_precision=0.5)).problems == ["elsewhere"]
    assert line(0, changed(full, statements_cited=0.5)).problems == ["uncited"]
    assert line(0, changed(full, quotes_verbatim=0.5)).problems == ["altered"]
    assert line(0, changed(full, figures_supported=0.5)).problems == ["figures"]
    assert line(0, changed(full, faultless=0.0)).problems == ["awkward"]


def test_a_right_refusal_has_no_problem_and_a_wrong_one_has(first_run):
    refused = first_run.records[2]
    assert line(2, changed(refused, evidence_ranks=[None])).is_good
    answered = line(2, changed(refused, refusal_recall=0.0))
    assert (answered.outcome, answered.is_good) == ("answered", False)
    wrong = line(0, changed(first_run.records[0], abstained=True, key_point_recall=0.0))
    assert wrong.outcome == "refused"


def test_an_answer_without_a_reference_is_not_called_wrong(full):
    bare = changed(full, key_points=[], evidence=[], evidence_ranks=[])
    del bare["metrics"]["key_point_recall"]
    assert line(0, bare).outcome == "unscored" and line(0, bare).is_good


def test_filters_offer_what_is_present(full, first_run):
    outcomes, problems = present(lines([full, first_run.records[2]]))
    assert list(outcomes) == ["full", "handled"] and problems == {}
    assert present([line(0, changed(full, faultless=0.0))])[1] == {"awkward": "读起来有毛病"}


def test_faults_of_rules_that_are_gone_are_left_out(first_run):
    record = changed(first_run.records[0], faults={"said_once": ["重复"], "former_rule": ["x"]})
    assert faults_in(record) == {"不重复": ["重复"]}
