"""Builders of runs with hand-made records, for tests that compare runs."""

from eval.run import Run


def record(id, type="fact", question=None, answer="", **metrics):
    asked = {"id": id, "type": type, "question": question or f"{id}？"}
    return asked | {"result": {"answer": answer}, "metrics": metrics}


def a_run(*records):
    return Run({}, {}, list(records))
