"""Measures in words: shares, intervals, times."""

import pytest

from eval.metrics.registry import METRICS
from ui.evaluation.measures import MEASURES, duration, main_measures, notes, percent, shown


def test_every_measure_is_a_metric_and_more_is_better():
    for measure in MEASURES:
        assert METRICS[measure.metric].higher_is_better != measure.inverted
        assert not METRICS[measure.metric].unit


def test_a_metric_where_less_is_better_is_turned_round():
    found = {"mean": 0.1, "low": 0.05, "high": 0.2, "n": 40}
    [(group, [one])] = shown({"metrics": {"false_refusal": found}})
    assert (group, one.percent, one.n) == ("答得全", "90%", 40)
    assert one.span == "有 95% 的把握在 80% 与 95% 之间"
    assert (one.low, one.high) == (0.8, 0.95)


def test_where_all_questions_are_alike_no_interval_is_claimed():
    found = {"mean": 1.0, "low": 1.0, "high": 1.0, "n": 3}
    [(_, [one])] = shown({"metrics": {"quotes_verbatim": found}})
    assert one.span == "每一题都一样"


def test_groups_follow_the_metrics_of_the_run(first_run):
    groups = dict(shown(first_run.summary))
    assert list(groups) == ["找得准", "答得全", "引得对", "拒得对", "读得顺"]
    assert [one.percent for one in groups["拒得对"]] == ["100%"]


def test_the_list_shows_the_main_measures_that_a_run_has():
    shares = main_measures({"key_point_recall": 0.75, "rouge_l": 0.2})
    assert [(measure.label, share) for measure, share in shares] == [("要点答到了", 0.75)]


@pytest.mark.parametrize(
    ("share", "written"),
    [(1, "100%"), (0, "0%"), (0.994, "99.4%"), (0.9996, "100.0%"), (0.004, "0.4%"), (0.756, "76%")],
)
def test_all_and_none_are_told_from_nearly(share, written):
    assert percent(share) == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0.2, "不到 1 秒"), (14.4, "14 秒"), (59.6, "1 分钟"), (72, "1 分 12 秒"), (754, "12 分钟")],
)
def test_times_are_written_as_people_say_them(seconds, written):
    assert duration(seconds) == written


def test_notes_tell_what_limits_the_numbers(archive, first_run):
    from dataclasses import replace

    from ui.evaluation.archive import Chosen

    archive.keep(first_run, Chosen(), "user x", "v1", changed=True)
    [entry] = archive.entries()
    plain = {**first_run.summary, "wording_overlap": {"mean": 0.2}}
    summary = {**plain, "drafts": 2}
    assert notes(summary, entry) == [
        "评测中途索引更新过，前后的题问的不是同一版。",
        "有 2 题是起草后没有人改过的，数字只供参考。",
    ]
    assert notes(plain, replace(entry, changed=False)) == []
    [copied] = notes(first_run.summary, replace(entry, changed=False))
    assert copied.startswith("题面与证据的字面重合 71%")
