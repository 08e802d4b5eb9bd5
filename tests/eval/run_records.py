"""Builders of runs with hand-made records, for tests that compare runs."""

from copy import deepcopy

import pytest

from eval.run import Run


def record(id, type="fact", question=None, answer="", **metrics):
    asked = {"id": id, "type": type, "question": question or f"{id}？"}
    return asked | {"result": {"answer": answer}, "metrics": metrics}


def a_run(*records):
    return Run({}, {}, list(records))


each_judgement = pytest.mark.parametrize(
    ("given", "fault", "missing"),
    [
        (4, "", None),
        (3, "", "1 处没有评上：它的回复里读不出分数"),
        (1, "断了。", "3 处没有评上：断了"),
    ],
)


def judged(run, given, fault):
    """Return a copy of a run with a judge's metric, of whose four verdicts some were given."""
    run = deepcopy(run)
    run.meta["judge"] = {"model": "<评审一号>", "asked": 4, "given": given, "fault": fault}
    run.summary["metrics"]["judged_faithfulness"] = {"mean": 1, "low": 1, "high": 1, "n": 1}
    run.records[0]["metrics"]["judged_faithfulness"] = 0.75
    return run
