"""Fit the numbers of rag/fitted.toml.

    python -m eval.fitting STORE=SET.jsonl…

Each store is an index of the documents that its set asks about. The numbers are fitted on all
questions and written to rag/fitted.toml; the figures printed beside them come from five folds
of documents, each judged by numbers that were fitted without it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from eval.extras import require_package
from eval.fitting import stages
from eval.fitting.examples import find, negatives, passage_lists, tasks
from eval.fitting.writing import write_section
from index.errors import QuestionSetError, WenceError
from rag.evidence import confidence, scoring
from rag.pipeline import Pipeline
from rag.retrieval import ranking
from rag.settings import Settings

NEGATIVE_SHARE = 4  # of the answerable questions, one in so many is made unanswerable too


def main(pairs: Sequence[str]) -> None:
    """Fit, report and write; `pairs` are STORE=SET."""
    require_package("sklearn", "scikit-learn", "拟合权重")
    split = [pair.partition("=") for pair in pairs]
    if not split or not all(store and file for store, _, file in split):
        raise QuestionSetError("用法：python -m eval.fitting 索引=题集.jsonl…")
    pipelines = [Pipeline.open(Settings(store=Path(store))) for store, _, _ in split]
    asked = tasks(pipelines, [Path(file) for _, _, file in split])
    answerable = [task for task in asked if task.kind == "answerable"]

    lists = passage_lists(answerable)
    ranking.WEIGHTS[:] = stages.fit_passages(lists)  # what is found next is ranked by them
    print("passages:", stages.report_passages(lists), flush=True)

    found = [one for task in answerable if (one := find(task))]
    scoring.WEIGHTS[:] = weights = stages.fit_statements(found)
    least = stages.choose_least_share((one, weights) for one in found)
    print("statements:", stages.report_statements(found), flush=True)

    everything = [*asked, *negatives(asked, NEGATIVE_SHARE)]
    found = [one for task in everything if (one := find(task))]
    certain, bias = stages.fit_confidence(found)
    odds = stages.log_odds(found)
    threshold = stages.choose_threshold(odds)
    print("confidence:", stages.report_confidence(odds, threshold))
    write_section("passages", dict(zip(ranking.FEATURES, ranking.WEIGHTS, strict=True)))
    write_section("statements", dict(zip(scoring.FEATURES, weights, strict=True)))
    write_section("selection", {"least_share": least})
    values = dict(zip(confidence.FEATURES, certain, strict=True))
    write_section("confidence", {**values, "bias": bias, "threshold": threshold})


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except WenceError as failure:
        sys.exit(str(failure))
